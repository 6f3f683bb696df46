import type { RunStream } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Card, Meter } from '../ui/index.ts';
import { cell as top, head } from './problem-tables.tsx';

const cell = `${top} !align-middle`;

const StreamProgress = ({ stream }: { stream: RunStream }) => {
  const text = useText();
  const format = useFormat();
  const { tasks, done, failed } = stream;
  const words = text.runs.progressOf(format.number(done), format.number(tasks));
  return (
    <div className="flex items-center gap-3">
      <div className="grow">
        <Meter
          part={tasks > 0 ? done / tasks : 0}
          label={`${stream.name}: ${words}`}
          tone={failed > 0 ? 'bad' : done === tasks ? 'good' : 'sea'}
        />
      </div>
      <span aria-hidden="true" className="w-20 text-xs whitespace-nowrap text-ink-faint max-sm:w-12">
        {format.number(done)} / {format.number(tasks)}
      </span>
    </div>
  );
};

/** How far each stream of a run is. */
export const Streams = ({ streams }: { streams: readonly RunStream[] }) => {
  const text = useText();
  const format = useFormat();
  return (
    <Card className="overflow-x-auto">
      <table className="w-full text-[13.5px]" aria-label={text.runs.streams}>
        <thead>
          <tr>
            <th className={head}>{text.runs.stream}</th>
            <th className={`${head} w-2/5`}>{text.runs.progress}</th>
            <th className={`${head} !text-right max-sm:hidden`}>{text.runs.targets}</th>
            <th className={`${head} !text-right max-sm:hidden`}>{text.runs.pages}</th>
            <th className={`${head} !text-right`}>{text.runs.waiting}</th>
            <th className={`${head} !text-right`}>{text.runs.failed}</th>
          </tr>
        </thead>
        <tbody>
          {streams.map((stream) => (
            <tr key={stream.name} className="border-t border-line">
              <td className={`${cell} font-medium whitespace-nowrap`}>{stream.name}</td>
              <td className={`${cell} min-w-44 max-sm:min-w-36`}>
                <StreamProgress stream={stream} />
              </td>
              <td className={`${cell} text-right max-sm:hidden`}>{format.number(stream.targets)}</td>
              <td className={`${cell} text-right max-sm:hidden`}>{format.number(stream.pages)}</td>
              <td className={`${cell} text-right ${stream.waiting > 0 ? 'font-semibold text-warn' : 'text-ink-faint'}`}>
                {format.number(stream.waiting)}
              </td>
              <td className={`${cell} text-right ${stream.failed > 0 ? 'font-semibold text-bad' : 'text-ink-faint'}`}>
                {format.number(stream.failed)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};
