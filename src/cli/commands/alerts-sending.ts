import type { Command } from 'commander';
import { TidemarkError } from '../../domain/index.ts';
import { proxyFromEnvironment } from '../../net/index.ts';
import { createSend, resendChannel, resendDelivery, testChannel } from '../../notify/index.ts';
import { databaseClock } from '../../store/index.ts';
import { secret, within } from '../alerts.ts';
import { workspace } from '../context.ts';
import { duration, printJson, printLine, style } from '../output.ts';
import { version } from '../version.ts';

/** What is sent because somebody asks for it. */
export const addAlertSending = (alerts: Command): void => {
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

  alerts
    .command('resend')
    .description('sends again what was given up, under the same idempotency key; the workers do it')
    .argument('[channel]', 'everything that this channel was not told; what waits for its next attempt is tried at once, too')
    .option('--delivery <number>', 'only this message, from: tidemark alerts deliveries --state given-up')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark alerts resend ops\n  tidemark alerts resend --delivery 12')
    .action((name: string | undefined, { delivery }: { delivery?: string }, command: Command) =>
      within(command, async ({ store, world, json }) => {
        if ((name === undefined) === (delivery === undefined))
          throw new TidemarkError('TDM_USAGE', {
            problem: 'name a channel, or one message with --delivery',
            help: 'tidemark alerts resend --help',
          });
        const now = (await databaseClock(store)).now();
        if (delivery !== undefined) {
          await resendDelivery(store, { workspaceId: workspace, id: delivery, now });
          if (json) return printJson({ world, delivery, again: 1, hurried: 0 });
          return printLine(`message ${delivery} is ${style('green', 'on its way again')}`);
        }
        const resent = await resendChannel(store, { workspaceId: workspace, name: name!, now });
        if (json) return printJson({ world, channel: name, ...resent });
        const { again, hurried } = resent;
        if (again + hurried === 0)
          return printLine(`Nothing was given up, and nothing waits for another attempt: ${name} was told everything.`);
        printLine(`${style('green', 'on their way again')}: ${again} given up, ${hurried} that waited; see: tidemark alerts deliveries`);
      }),
    );
};
