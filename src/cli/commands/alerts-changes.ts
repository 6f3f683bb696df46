import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { TidemarkError } from '../../domain/index.ts';
import { addChannel, alertKinds, changeChannel, reasonAgainstChannel, removeChannel, severities } from '../../notify/index.ts';
import type { Channel } from '../../notify/index.ts';
import { databaseClock } from '../../store/index.ts';
import { channelJson, list, secret, span, within } from '../alerts.ts';
import { workspace } from '../context.ts';
import { printJson, printLine, remark, style } from '../output.ts';

interface ChannelFlags {
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

/** The options that describe a channel. */
const withChannelOptions = (command: Command): Command =>
  command
    .option(
      '--secret-from <variable>',
      'the environment variable with the secret: the Slack address, the key that signs, or smtps://user:password@host',
    )
    .option('--url <address>', 'webhook: where to')
    .option('--url-from <variable>', 'webhook: the environment variable with its address, where that is a secret too')
    .option('--from <address>', 'email: the sender')
    .option('--to <addresses>', 'email: the recipients, separated by commas', list)
    .option('--kinds <kinds>', `only these, or all: ${alertKinds.filter((kind) => kind !== 'test').join(', ')}`, list)
    .option('--pipelines <names>', 'only of these pipelines, separated by commas, or all', list)
    .addOption(new Option('--least <severity>', 'from which severity on (default: warning; info with --kinds)').choices(severities))
    .option('--group <duration>', 'collect events of one kind and pipeline for so long into one message, such as 5m; or none', window)
    .option('--json', 'print as JSON');

const window = (text: string): number => {
  if (text === 'none') return 0;
  try {
    return span(text);
  } catch {
    throw new InvalidArgumentError('Give a time such as 30s, 5m or 2h, or none.');
  }
};

/** `all` says: no matter which. */
const unlessAll = (names: readonly string[] | undefined): readonly string[] | null | undefined =>
  names?.length === 1 && names[0] === 'all' ? null : names;

const settingsOf = ({ secretFrom, url, urlFrom, from, to }: ChannelFlags) => ({ secretFrom, url, urlFrom, from, to });

const remarkOnMissing = (channel: Channel): void => {
  const missing = reasonAgainstChannel(channel, secret);
  if (missing !== null) remark(`${missing}; every machine that delivers needs it in its environment or .env`);
};

/** What is done to channels. */
export const addAlertChanges = (alerts: Command): void => {
  withChannelOptions(
    alerts
      .command('add')
      .description('adds a channel: slack, webhook or email; secrets stay in the environment and are named here')
      .argument('<name>')
      .argument('<kind>', 'slack, webhook or email'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark alerts add ops slack --secret-from SLACK_WEBHOOK_URL\n  tidemark alerts add hook webhook --url https://hooks.example.org/tidemark --secret-from ALERT_SIGNING_KEY\n  tidemark alerts add mail email --secret-from SMTP_URL --from tidemark@example.org --to ops@example.org --group 15m',
    )
    .action((name: string, kind: string, flags: ChannelFlags, command: Command) =>
      within(command, async ({ store, world, json }) => {
        const { kinds, pipelines, least, group } = flags;
        const channel = await addChannel(store, {
          ...{ workspaceId: workspace, name, kind, settings: settingsOf(flags), leastSeverity: least, groupMs: group },
          ...{ kinds: unlessAll(kinds) ?? undefined, pipelines: unlessAll(pipelines) ?? undefined },
        });
        if (json) return printJson({ world, channel: channelJson(channel) });
        printLine(`${style('green', 'added')} ${name}; try it: tidemark alerts test ${name}`);
        remarkOnMissing(channel);
      }),
    );

  withChannelOptions(
    alerts
      .command('change')
      .description('changes what is named of a channel; what it was told stays with it, and so does what waits for it')
      .argument('<name>')
      .option('--name <name>', 'its new name'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark alerts change hook --url https://hooks.example.org/new\n  tidemark alerts change ops --kinds run-failed,no-data --group 10m\n  tidemark alerts change ops --kinds all --pipelines all --group none',
    )
    .action((name: string, flags: ChannelFlags & { readonly name?: string }, command: Command) =>
      within(command, async ({ store, world, json }) => {
        const { kinds, pipelines, least, group } = flags;
        const settings = settingsOf(flags);
        const changed = Object.values(settings).some((value) => value !== undefined);
        if (!changed && [flags.name, kinds, pipelines, least, group].every((value) => value === undefined))
          throw new TidemarkError('TDM_USAGE', { problem: 'name what is to be changed', help: 'tidemark alerts change --help' });
        const { now } = await databaseClock(store);
        const channel = await changeChannel(store, {
          ...{ workspaceId: workspace, name, now: now() },
          changes: {
            ...{ name: flags.name, kinds: unlessAll(kinds), pipelines: unlessAll(pipelines), leastSeverity: least, groupMs: group },
            ...(changed && { settings }),
          },
        });
        if (json) return printJson({ world, channel: channelJson(channel) });
        printLine(`${style('green', 'changed')} ${channel.name}${changed ? `; try it: tidemark alerts test ${channel.name}` : ''}`);
        remarkOnMissing(channel);
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
};
