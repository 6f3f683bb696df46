import type { Command } from 'commander';
import { Option } from 'commander';
import { isoOf } from '../../domain/index.ts';
import {
  channelHealth,
  deliveryStates,
  listChannels,
  listDeliveries,
  listEvents,
  listSilences,
  reasonAgainstChannel,
} from '../../notify/index.ts';
import type { Channel, ChannelHealth, Delivery, DeliveryState, Silence } from '../../notify/index.ts';
import { databaseClock } from '../../store/index.ts';
import { channelJson, count, secret, within } from '../alerts.ts';
import { workspace } from '../context.ts';
import { duration, printJson, printLine, printTable, style } from '../output.ts';
import { addAlertChanges } from './alerts-changes.ts';
import { addAlertSending } from './alerts-sending.ts';
import { addAlertSilences } from './alerts-silences.ts';

export const addAlerts = (program: Command): void => {
  const alerts = program
    .command('alerts')
    .summary('who is told of what happens, and what became of telling')
    .description(
      'Tells Slack, a webhook or a mailbox of runs that failed, are late or brought nothing, of changed shapes, challenges and budgets that are gone: each event once, until it was delivered.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark alerts add ops slack --secret-from SLACK_WEBHOOK_URL\n  tidemark alerts test ops\n  tidemark alerts deliveries --state given-up',
    );
  addLists(alerts);
  addAlertChanges(alerts);
  addAlertSending(alerts);
  addAlertSilences(alerts);
};

const addLists = (alerts: Command): void => {
  alerts
    .command('list', { isDefault: true })
    .description('lists what happened, newest first, and who was told')
    .option('--limit <n>', 'so many at most', count, 20)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark alerts list\n  tidemark alerts list --limit 100 --json')
    .action((flags: { limit: number }, command: Command) =>
      within(command, async ({ store, world, json }) => {
        const events = await listEvents(store, { workspaceId: workspace, limit: flags.limit });
        if (json)
          return printJson({
            world,
            events: events.map(({ at, interval, ...rest }) => ({ ...rest, interval: interval && intervalJson(interval), at: isoOf(at) })),
          });
        if (events.length === 0) return printLine('Nothing has happened that is worth telling.');
        const told = (event: (typeof events)[number]): string =>
          event.told.map(({ channel, state }) => `${channel}: ${stateText(state)}`).join(', ');
        printTable(
          ['#id', 'at', 'severity', 'kind', 'where', 'what', 'told'],
          events.map((event) => [
            ...[event.id, isoOf(event.at), event.severity, event.kind],
            ...[[event.pipeline, event.step].filter(Boolean).join('/'), event.title, told(event) || 'nobody wants it'],
          ]),
        );
      }),
    );

  alerts
    .command('channels')
    .description('lists the channels, what each wants, and the silences that hold')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark alerts channels\n  tidemark alerts channels --json')
    .action((_flags: object, command: Command) =>
      within(command, async ({ store, world, json }) => {
        const channels = await listChannels(store, workspace);
        const silences = await listSilences(store, workspace, (await databaseClock(store)).now());
        const health = await channelHealth(store, workspace);
        if (json)
          return printJson({
            world,
            channels: channels.map((each) => ({ ...channelJson(each), ...healthJson(health.get(each.id)!) })),
            silences: silences.map(silenceJson),
          });
        if (channels.length === 0)
          printLine('There is no channel. Add one, for example: tidemark alerts add ops slack --secret-from SLACK_WEBHOOK_URL');
        else
          printTable(
            ['name', 'kind', 'where', 'wants', 'least', 'grouped', 'told last', '#waiting', '#given up', 'trouble'],
            channels.map((each) => [
              ...[each.name, each.kind, whereOf(each), wantsOf(each), each.leastSeverity],
              ...[each.groupMs === 0 ? 'no' : duration(each.groupMs), ...faring(each, health.get(each.id)!)],
            ]),
          );
        if (silences.length === 0) return;
        printLine();
        printTable(
          ['#silence', 'channel', 'kind', 'pipeline', 'until', '#kept back', 'why'],
          silences.map(({ id, channel, kind, pipeline, until, kept, reason }) => [
            ...[id, channel ?? 'all', kind ?? 'all', pipeline ?? 'all', isoOf(until), String(kept), reason],
          ]),
        );
      }),
    );

  alerts
    .command('deliveries')
    .description('lists messages, newest first, and what their receivers answered')
    .addOption(new Option('--state <state>', 'only those in this state').choices(deliveryStates))
    .option('--channel <name>', 'only those to this channel')
    .option('--limit <n>', 'so many at most', count, 20)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  tidemark alerts deliveries\n  tidemark alerts deliveries --state given-up --json')
    .action((flags: { state?: DeliveryState; channel?: string; limit: number }, command: Command) =>
      within(command, async ({ store, world, json }) => {
        const deliveries = await listDeliveries(store, { workspaceId: workspace, ...flags });
        if (json) return printJson({ world, deliveries: deliveries.map(deliveryJson) });
        if (deliveries.length === 0) return printLine('There are no deliveries.');
        printTable(
          ['#id', 'state', 'channel', 'what', '#events', '#tries', 'next', 'answer'],
          deliveries.map((each) => [
            ...[each.id, stateText(each.state), each.channel, each.title, String(each.events), String(each.attempts)],
            ...[each.nextAt === null ? '' : isoOf(each.nextAt), each.lastError ?? each.answer ?? ''],
          ]),
        );
      }),
    );
};

const stateText = (state: DeliveryState): string =>
  state === 'given-up' ? style('red', state) : state === 'waiting' ? style('yellow', state) : state;

const whereOf = ({ settings }: Channel): string =>
  settings.to ? settings.to.join(', ') : (settings.url ?? `in ${settings.urlFrom ?? settings.secretFrom}`);

const faring = (channel: Channel, { waiting, givenUp, lastDeliveredAt, trouble }: ChannelHealth): string[] => [
  ...[lastDeliveredAt === null ? 'never' : isoOf(lastDeliveredAt), String(waiting)],
  ...[givenUp === 0 ? '0' : style('red', String(givenUp)), reasonAgainstChannel(channel, secret) ?? trouble ?? ''],
];

const healthJson = ({ lastDeliveredAt, ...rest }: ChannelHealth) => ({
  ...rest,
  lastDeliveredAt: lastDeliveredAt === null ? null : isoOf(lastDeliveredAt),
});

const wantsOf = ({ kinds, pipelines }: Channel): string => `${kinds?.join(', ') ?? 'all'}${pipelines ? ` of ${pipelines.join(', ')}` : ''}`;

const intervalJson = ({ start, end }: { start: number; end: number }) => ({ start: isoOf(start), end: isoOf(end) });

const silenceJson = ({ until, ...rest }: Silence) => ({ ...rest, until: isoOf(until) });

const deliveryJson = ({ nextAt, deliveredAt, ...rest }: Delivery) => ({
  ...rest,
  nextAt: nextAt === null ? null : isoOf(nextAt),
  deliveredAt: deliveredAt === null ? null : isoOf(deliveredAt),
});
