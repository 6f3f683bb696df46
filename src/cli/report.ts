import type { RunReport } from '../collect/index.ts';
import { bytes, duration, errorJson, number, printLine, style } from './output.ts';

/** The end of a run, for a person. */
export const printReport = (report: RunReport): void => {
  const colour = report.state === 'done' ? 'green' : report.state === 'failed' ? 'red' : 'yellow';
  printLine(
    `${style(colour, report.state)}  run ${report.id}, ${report.platform}${report.origin === 'platform' ? '' : ` (${report.origin})`}, ${report.day}: ${number(report.pages)} pages, ${number(report.records)} records, ${number(report.observations)} observations, ${bytes(report.bytes)} in ${duration(report.durationMs)}`,
  );
  const outcomes = Object.entries(report.outcomes).sort(([, left], [, right]) => right - left);
  if (outcomes.length > 0) printLine(`      ${outcomes.map(([name, count]) => `${name} ${number(count)}`).join(', ')}`);
  if (report.misfits > 0)
    printLine(style('yellow', `      ${number(report.misfits)} misfits are in quarantine: tidemark runs show ${report.id}`));
};

/** The same for machines. */
export const reportJson = (report: RunReport, world: string) => ({
  world,
  ...report,
  error: report.error ? errorJson(report.error) : null,
});
