import type { RunReport } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { TraceButton } from '../trace/index.ts';
import { Card } from '../ui/index.ts';

export const head = 'px-3 py-2.5 text-left text-xs font-medium whitespace-nowrap text-ink-faint first:pl-5 last:pr-5';
export const cell = 'px-3 py-2.5 align-top first:pl-5 last:pr-5';

/** The tasks that gave up, with the code and what was said. */
export const Failures = ({ failures }: Pick<RunReport, 'failures'>) => {
  const text = useText();
  return (
    <Card className="overflow-x-auto">
      <table className="w-full text-[13.5px]" aria-label={text.runs.failures}>
        <thead>
          <tr>
            <th className={head}>{text.runs.stream}</th>
            <th className={head}>{text.runs.batch}</th>
            <th className={head}>{text.runs.code}</th>
            <th className={head}>{text.runs.message}</th>
          </tr>
        </thead>
        <tbody>
          {failures.map((failure) => (
            <tr key={`${failure.stream}/${failure.batch}`} className="border-t border-line">
              <td className={cell}>{failure.stream}</td>
              <td className={cell}>{failure.batch}</td>
              <td className={`${cell} font-mono text-xs leading-5`}>{failure.code ?? '—'}</td>
              <td className={`${cell} min-w-64 text-ink-soft`}>{failure.message ?? '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};

/** What did not fit its schema, each kind once, with an exchange to look at. */
export const Quarantine = ({ misfitGroups }: Pick<RunReport, 'misfitGroups'>) => {
  const text = useText();
  const format = useFormat();
  return (
    <Card className="overflow-x-auto">
      <table className="w-full text-[13.5px]" aria-label={text.runs.quarantine}>
        <thead>
          <tr>
            <th className={head}>{text.trace.endpoint}</th>
            <th className={head}>{text.runs.path}</th>
            <th className={head}>{text.runs.reason}</th>
            <th className={`${head} !text-right`}>{text.runs.times}</th>
            <th className={head}>
              <span className="sr-only">{text.common.whereFrom}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {misfitGroups.map((misfit) => (
            <tr key={`${misfit.endpoint}/${misfit.path}/${misfit.reason}`} className="border-t border-line">
              <td className={cell}>{misfit.endpoint}</td>
              <td className={`${cell} font-mono text-xs leading-5 break-all`}>{misfit.path || '—'}</td>
              <td className={`${cell} min-w-48 text-ink-soft`}>{misfit.reason}</td>
              <td className={`${cell} text-right`}>{format.number(misfit.count)}</td>
              <td className={`${cell} !py-1.5`}>
                <TraceButton origin={{ exchangeId: misfit.exchangeId }} figure={`${misfit.endpoint} ${misfit.path}`.trim()} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};
