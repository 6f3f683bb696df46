import { Option } from 'commander';
import type { Command } from 'commander';
import { reasonOf, TidemarkError } from '../../domain/index.ts';
import { defaultOptions, parseFaults, runSimulator } from '../../sim/index.ts';

/** How much there is of each platform. */
const sizes = {
  titles: 'titles of Naver Webtoon',
  episodes: 'their episodes, all together',
  kakaoTitles: 'titles of Kakao Webtoon',
  kakaoEpisodes: 'their episodes, all together',
  tiktokCreators: 'accounts of TikTok',
  tiktokPosts: 'posts of each account',
  tiktokFollowers: 'followers each account shows',
  tiktokComments: 'comments of each post',
  twitchChannels: 'channels of Twitch',
  twitchPointsPerMinute: 'points Twitch allows a minute',
  youtubeChannels: 'channels of YouTube',
  soopChannels: 'streamers of SOOP',
  chzzkChannels: 'channels of Chzzk',
  shoppingOffers: 'products of Naver Shopping',
} as const;
type Size = keyof typeof sizes;
const sizeNames = Object.keys(sizes) as Size[];

type WholeFlag = 'port' | Size | 'seed' | 'latency' | 'jitter' | 'truthDays';

const flagOf = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

type SimFlags = Record<WholeFlag | 'clock', string> & {
  readonly day?: string;
  readonly baseDay?: string;
  readonly faults?: string;
  readonly truth?: string;
  readonly compress?: boolean;
  readonly endWithParent?: boolean;
};

export const addSim = (program: Command): void => {
  const command = program.command('sim').option('--port <port>', 'port; 0 chooses a free one', '0');
  for (const name of sizeNames) command.option(`${flagOf(name)} <n>`, sizes[name], String(defaultOptions[name]));
  command
    .summary('run the simulated platforms')
    .description(
      'Runs the simulated platforms on 127.0.0.1: real wire shapes, invented data, a virtual day, faults by name. Prints one JSON line with its address when it listens.',
    )
    .option('--seed <n>', 'the same seed makes the same world', '1')
    .option('--day <day>', 'virtual day to begin with (YYYY-MM-DD in Seoul)')
    .option('--clock <clock>', 'virtual, or real to follow the date', 'virtual')
    .option('--latency <ms>', 'wait before every answer', '0')
    .option('--jitter <ms>', 'added to or taken from the latency', '0')
    .option('--base-day <day>', 'the day the world is described for; growth is counted from it')
    .option('--truth <file>', 'write there what is true of every account and offer on each day, as lines of JSON')
    .option('--truth-days <n>', 'of so many days from the base day on', '30')
    .option('--compress', 'compress bodies')
    .option('--faults <json>', 'faults by name, as JSON')
    .addOption(new Option('--json', 'its one line is JSON with and without').hideHelp())
    .addOption(new Option('--end-with-parent', 'end when the process that started it has ended').hideHelp())
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark sim --port 4180 --titles 120 --episodes 6000\n  TIDEMARK_SIMULATOR=http://127.0.0.1:4180 tidemark collect naver-webtoon',
    )
    .action(async (options: SimFlags) => {
      const whole = (name: WholeFlag): number => {
        const value = Number(options[name]);
        const most = name === 'port' ? 65_535 : 1e9;
        if (!Number.isInteger(value) || value < 0 || value > most)
          throw usage(`${flagOf(name)} takes a whole number up to ${most}, not "${options[name]}"`);
        return value;
      };
      if (options.clock !== 'virtual' && options.clock !== 'real') throw usage(`--clock is virtual or real, not "${options.clock}"`);
      try {
        const chosen = {
          port: whole('port'),
          ...(Object.fromEntries(sizeNames.map((name) => [name, whole(name)])) as Record<Size, number>),
          seed: whole('seed'),
          latencyMs: whole('latency'),
          jitterMs: whole('jitter'),
          compress: options.compress ?? false,
          clock: options.clock,
          ...(options.day === undefined ? {} : { day: options.day }),
          ...(options.baseDay === undefined ? {} : { baseDay: options.baseDay }),
          ...(options.faults === undefined ? {} : { faults: parseFaults(faultsJson(options.faults)) }),
        } as const;
        const truth = options.truth === undefined ? {} : { truth: { file: options.truth, days: whole('truthDays') } };
        await runSimulator(chosen, { endWithParent: options.endWithParent ?? false, ...truth });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
          throw new TidemarkError('TDM_PORT_IN_USE', { port: options.port, host: '127.0.0.1', option: '--port' }, error);
        if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) throw usage(error.message);
        throw error;
      }
    });
};

const faultsJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(`--faults is not JSON (${reasonOf(error)})`);
  }
};

const usage = (problem: string): TidemarkError => new TidemarkError('TDM_USAGE', { problem, help: 'tidemark sim --help' });
