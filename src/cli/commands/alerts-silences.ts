import type { Command } from 'commander';
import { Option } from 'commander';
import { isoOf } from '../../domain/index.ts';
import { addSilence, alertKinds, endSilence, findChannel } from '../../notify/index.ts';
import type { AlertKind } from '../../notify/index.ts';
import { databaseClock } from '../../store/index.ts';
import { span, within } from '../alerts.ts';
import { workspace } from '../context.ts';
import { printJson, printLine, style } from '../output.ts';

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
