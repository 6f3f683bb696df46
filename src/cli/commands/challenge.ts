import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { isoOf } from '../../domain/index.ts';
import { answerChallenge, findChallenge, listChallenges } from '../../net/index.ts';
import type { Challenge } from '../../net/index.ts';
import { markSample, withWorld } from '../context.ts';
import { settingsOf } from '../options.ts';
import type { GlobalOptions } from '../options.ts';
import { printJson, printLine, printTable, style } from '../output.ts';

interface Flags {
  readonly json?: boolean;
}

export const addChallenge = (program: Command): void => {
  const challenge = program
    .command('challenge')
    .summary('answer a platform that asks for a person')
    .description(
      'A captcha or a login wall holds the lane until you have looked at it. Tidemark solves none and signs in nowhere: you may, in the very browser session, and then answer done; or skip what the page was opened for.',
    )
    .addHelpText('after', '\nExamples:\n  tidemark challenge list\n  tidemark challenge open 7\n  tidemark challenge done 7');

  challenge
    .command('list', { isDefault: true })
    .description('lists challenges, those that wait for an answer first')
    .addHelpText('after', '\nExamples:\n  tidemark challenge list\n  tidemark challenge list --json')
    .option('--json', 'print as JSON')
    .action(async (flags: Flags, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
        const challenges = await listChallenges(store);
        if (flags.json) return printJson({ world, challenges: challenges.map(challengeJson) });
        markSample(world);
        if (challenges.length === 0) return printLine('No platform has asked for a person.');
        printTable(
          ['#id', 'state', 'platform', 'lane', 'since', 'why', 'where'],
          challenges.map(({ id, state, platform, lane, metAt, reason, url }) => [
            id,
            stateText(state),
            platform,
            lane,
            isoOf(metAt),
            reason,
            url,
          ]),
        );
      });
    });

  challenge
    .command('open')
    .description('says where it stands and how to get into the browser session that met it')
    .addHelpText('after', '\nExamples:\n  tidemark challenge open 7\n  tidemark challenge open 7 --json')
    .argument('<id>')
    .option('--json', 'print as JSON')
    .action(async (id: string, flags: Flags, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const settings = settingsOf(globals);
      await withWorld(settings, globals.world, async ({ store, world }) => {
        const found = await findChallenge(store, id);
        if (flags.json) return printJson({ world, challenge: challengeJson(found) });
        markSample(world);
        for (const line of openLines(found, settings.dataFolder)) printLine(line);
      });
    });

  for (const [name, state, about] of answers)
    challenge
      .command(name)
      .description(about)
      .addHelpText('after', `\nExamples:\n  tidemark challenge ${name} 7`)
      .argument('<id>')
      .option('--json', 'print as JSON')
      .action(async (id: string, flags: Flags, command: Command) => {
        const globals = command.optsWithGlobals<GlobalOptions>();
        await withWorld(settingsOf(globals), globals.world, async ({ store, world }) => {
          const answered = await answerChallenge(store, id, state);
          if (flags.json) return printJson({ world, challenge: challengeJson(answered) });
          printLine(`${style('green', state)}: lane ${answered.lane} is open; a collection that waits goes on within a second or two`);
        });
      });
};

const answers = [
  ['done', 'done', 'says that it is solved: the lane opens and the page is asked again'],
  ['skip', 'skipped', 'leaves what the page was opened for, by name, and opens the lane'],
] as const;

const stateText = (state: Challenge['state']): string => (state === 'waiting' ? style('yellow', state) : state);

const challengeJson = ({ metAt, answeredAt, ...rest }: Challenge) => ({
  ...rest,
  metAt: isoOf(metAt),
  answeredAt: answeredAt === null ? null : isoOf(answeredAt),
});

const openLines = (found: Challenge, dataFolder: string): string[] => {
  const { id, platform, lane, url, reason, state, screenshot, host, metAt } = found;
  const here = host === hostname();
  return [
    `challenge ${id} (${stateText(state)}): ${platform} asks for a person since ${isoOf(metAt)}`,
    `  why        ${reason}`,
    `  where      ${url}`,
    `  lane       ${lane}`,
    ...(screenshot === null
      ? []
      : [`  picture    ${here ? resolve(dataFolder, screenshot) : `${screenshot} in the data folder of ${host}`}`]),
    ...(state === 'waiting' ? sessionLines(found, here) : []),
  ];
};

/** How to get into the session. Its door opens on that machine only; through ssh it is reached from another. */
const sessionLines = ({ id, alive, devtools, pageId, host, url }: Challenge, here: boolean): string[] => {
  const answer = `then     tidemark challenge done ${id}   (or: tidemark challenge skip ${id})`;
  if (!alive || devtools === null)
    return [
      '',
      'The process that met it has ended, and its browser session with it.',
      `  open     ${url} in a browser of yours and see what it asks`,
      `  ${answer}`,
    ];
  const address = URL.parse(devtools);
  const isLocal = address?.hostname === '127.0.0.1';
  return [
    '',
    `The session is open${here ? '' : ` on ${host}`}; the address of its DevTools is ${devtools}${pageId ? `, the page ${pageId}` : ''}.`,
    ...(isLocal && !here ? [`  first    ssh -L ${address.port}:127.0.0.1:${address.port} ${host}`] : []),
    `  in Chrome or Chromium: chrome://inspect/#devices, Configure, ${address?.host ?? devtools}, then "inspect" at ${url}`,
    '  with a screen (DISPLAY) the window of the collection is in front of you',
    `  ${answer}`,
  ];
};
