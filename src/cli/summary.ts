import type { RunReport } from '../collect/index.ts';
import type { Store } from '../store/index.ts';
import type { World } from './context.ts';
import { firstRealCommand } from './serve.ts';
import { duration, number, printLine, style } from './output.ts';
import { reportJson } from './report.ts';

interface Totals {
  readonly series: number;
  readonly episodes: number;
  readonly comments: number;
  readonly observations: number;
  readonly exchanges: number;
}

/** How much one world holds. */
export const totalsOf = async (store: Store): Promise<Totals> => {
  const [row] = await store.query<Totals>(`
    select count(*) filter (where kind = 'series')::int as series, count(*) filter (where kind = 'episode')::int as episodes,
      count(*) filter (where kind = 'comment')::int as comments,
      (select count(*) from observation)::int as observations, (select count(*) from exchange)::int as exchanges
    from record`);
  return row!;
};

/** What `up` has to say once everything runs. */
export interface Summary {
  readonly world: World;
  readonly reports: readonly RunReport[];
  /** Where the dashboard is served. */
  readonly origin: string;
  readonly tookMs: number;
  readonly totals: Totals;
}

/** `link`: signs in once; null when nobody will be there to serve it. */
export const printSummary = ({ world, origin, tookMs, totals }: Summary, link: string | null): void => {
  const { series, episodes, comments, observations, exchanges } = totals;
  printLine();
  printLine(
    `${style('bold', world === 'sample' ? 'Sample data' : 'Collected so far')}${world === 'sample' ? ' (simulated platforms, invented titles)' : ''}`,
  );
  printLine(`  ${number(series)} titles, ${number(episodes)} episodes, ${number(comments)} comments`);
  printLine(`  ${number(observations)} observations from ${number(exchanges)} answers, every one of them kept`);
  printLine(style('dim', `  ready after ${duration(tookMs)}`));
  printLine();
  if (world === 'sample') {
    printLine('Begin the first real collection with:');
    printLine(`  ${style('cyan', firstRealCommand)}`);
    printLine();
  }
  if (link) {
    printLine(`Dashboard (this link signs you in once, within 24 hours):\n  ${style(['bold', 'cyan'], link)}`);
    printLine(style('dim', '  another link: bin/tidemark up --link · stop with Ctrl-C'));
  } else {
    printLine(`Dashboard: ${origin} (start it with: npm start)`);
  }
};

/** The same for machines. */
export const summaryJson = ({ reports, ...summary }: Summary, link: string | null) => ({
  ...summary,
  link,
  runs: reports.map((report) => reportJson(report, summary.world)),
});
