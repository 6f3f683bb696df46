import type { Command } from 'commander';
import { Option } from 'commander';
import { isoOf, TidemarkError } from '../../domain/index.ts';
import { proxyFromEnvironment } from '../../net/index.ts';
import {
  addChannel,
  addSilence,
  alertKinds,
  createSend,
  endSilence,
  findChannel,
  reasonAgainstChannel,
  removeChannel,
  severities,
  testChannel,
} from '../../notify/index.ts';
import type { AlertKind } from '../../notify/index.ts';
import { databaseClock } from '../../store/index.ts';
import { channelJson, list, secret, span, within } from '../alerts.ts';
import { workspace } from '../context.ts';
import { duration, printJson, printLine, remark, style } from '../output.ts';
import { version } from '../version.ts';

interface AddFlags {
  readonly secretFrom?: string;
  readonly url?: string;
  readonly urlFrom?: string;
  readonly from?: string;
  readonly to?: string[];
  readonly kinds?: string[];
  readonly pipelines?: string[];
  readonly least?: string;
  readonly group?: number;
}

/** What is done to channels. */
export const addAlertChanges = (alerts: Command): void => {
  alerts
    .command('add')
    .description('adds a channel: slack, webhook or email; secrets stay in the environment and are named here')
    .argument('<name>')
    .argument('<kind>', 'slack, webhook or email')
    .option(
      '--secret-from <variable>',
      'the environment variable with the secret: the Slack address, the key that signs, or smtps://user:password@host',
    )
    .option('--url <address>', 'webhook: where to')
    .option('--url-from <variable>', 'webhook: the environment variable with its address, where that is a secret too')
    .option('--from <address>', 'email: the sender')
    .option('--to <addresses>', 'email: the recipients, separated by commas', list)
    .option('--kinds <kinds>', `only these: ${alertKinds.join(', ')}`, list)
    .option('--pipelines <names>', 'only of these pipelines, separated by commas', list)
    .addOption(new Option('--least <severity>', 'from which severity on (default: warning; info with --kinds)').choices(severities))
    .option('--group <duration>', 'collect events of one kind and pipeline for so long into one message, such as 5m', span)
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark alerts add ops slack --secret-from SLACK_WEBHOOK_URL\n  tidemark alerts add hook webhook --url https://hooks.example.org/tidemark --secret-from ALERT_SIGNING_KEY\n  tidemark alerts add mail email --secret-from SMTP_URL --from tidemark@example.org --to ops@example.org --group 15m',
    )
    .action((name: string, kind: string, flags: AddFlags, command: Command) =>
      within(command, async ({ store, world, json }) => {
        const { secretFrom, url, urlFrom, from, to, kinds, pipelines, least, group } = flags;
        const settings = { secretFrom, url, urlFrom, from, to };
        const channel = await addChannel(store, {
          workspaceId: workspace,
          name,
          kind,
          settings,
          kinds,
          pipelines,
          leastSeverity: least,
          groupMs: group,
        });
        if (json) return printJson({ world, channel: channelJson(channel) });
        printLine(`${style('green', 'added')} ${name}; try it: tidemark alerts test ${name}`);
        const missing = reasonAgainstChannel(channel, secret);
        if (missing !== null) remark(`${missing}; every machine that delivers needs it in its environment or .env`);
      }),
    );

  alerts
    .command('remove')
    .description('removes a channel; what still waits for it is given up')
    .argument('<name>')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark alerts remove ops')
    .action((name: string, _flags: object, command: Command) =>
      within(command, async ({ store, world, json }) => {
        const { givenUp } = await removeChannel(store, workspace, name);
        if (json) return printJson({ world, removed: name, givenUp });
        printLine(`${style('green', 'removed')} ${name}${givenUp === 0 ? '' : `; given up: ${givenUp}`}`);
      }),
    );

  alerts
    .command('test')
    .description('sends a real message at once and says what the receiver answered')
    .argument('<channel>')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark alerts test ops\n  tidemark alerts test ops --json')
    .action((name: string, _flags: object, command: Command) =>
      within(command, async ({ store, world, json, url }) => {
        const { now } = await databaseClock(store);
        const proxy = proxyFromEnvironment(process.env);
        const send = createSend({ secret, now, proxy, baseUrl: url, userAgent: `Tidemark/${version}` });
        const begun = performance.now();
        const { result, idempotencyKey } = await testChannel({ store, workspaceId: workspace, name, send, now });
        if (!result.delivered) throw new TidemarkError('TDM_ALERT_UNDELIVERED', { channel: name, reason: result.reason });
        const { answer, remark: besides } = result;
        const tookMs = Math.round(performance.now() - begun);
        if (json) return printJson({ world, channel: name, delivered: true, answer, remark: besides, tookMs, idempotencyKey });
        printLine(
          `${style('green', 'delivered')} to ${name}: ${answer}, after ${duration(tookMs)}${besides === null ? '' : `; ${besides}`}`,
        );
      }),
    );
};

interface SilenceFlags {
  readonly channel?: string;
  readonly kind?: AlertKind;
  readonly pipeline?: string;
  readonly for: number;
  readonly reason?: string;
}

/** What nobody is told of for a while. */
export const addAlertSilences = (alerts: Command): void => {
  alerts
    .command('silence')
    .description('tells nobody for a while: of everything, or of what is named; what happens meanwhile is still written down')
    .option('--channel <name>', 'only this channel')
    .addOption(new Option('--kind <kind>', 'only this kind of event').choices(alertKinds))
    .option('--pipeline <name>', 'only this pipeline')
    .requiredOption('--for <duration>', 'so long, such as 90m, 2h or 3d', span)
    .option('--reason <text>', 'why, for the others')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark alerts silence --pipeline prices-hourly --for 2h --reason "the relay is moved"\n  tidemark alerts silence --for 30m',
    )
    .action((flags: SilenceFlags, command: Command) =>
      within(command, async ({ store, world, json }) => {
        const { channel, kind, pipeline, reason } = flags;
        const channelId = channel === undefined ? null : (await findChannel(store, workspace, channel)).id;
        const until = (await databaseClock(store)).now() + flags.for;
        const { id } = await addSilence(store, { workspaceId: workspace, channelId, kind, pipeline, until, reason });
        if (json) return printJson({ world, silence: id, until: isoOf(until) });
        const what = [channel, kind, pipeline].filter((each) => each !== undefined).join(', ') || 'everything';
        printLine(`${style('green', 'silenced')} ${what} until ${isoOf(until)}; end it before with: tidemark alerts unsilence ${id}`);
      }),
    );

  alerts
    .command('unsilence')
    .description('ends a silence; what it kept back is not told any more')
    .argument('<silence>', 'its number, from: tidemark alerts channels')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark alerts unsilence 3')
    .action((id: string, _flags: object, command: Command) =>
      within(command, async ({ store, world, json }) => {
        await endSilence(store, workspace, id);
        if (json) return printJson({ world, ended: id });
        printLine(`${style('green', 'ended')} silence ${id}`);
      }),
    );
};
