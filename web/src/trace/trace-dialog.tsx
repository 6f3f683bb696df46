import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { exchangeQuery, figureTraceQuery, type ExchangeReport, type FigureName } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { CopyButton, Dialog, Fact, Facts, Failure, Loading, OutcomeBadge, Skeleton } from '../ui/index.ts';
import type { Origin, Traced } from './trace.tsx';

/** Shows another figure's source in the place of this one. */
type Trace = (traced: Traced) => void;

const shownLetters = 6_000;

/** Indented when it is JSON, as it came when it is not. */
const readable = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

/** The evidence behind a figure: which request, when, in which run, read by which parser, and what the platform said. */
export const TraceDialog = ({ origin, figure, onTrace, onClose }: Traced & { onTrace: Trace; onClose: () => void }) => {
  const text = useText();
  return (
    <Dialog title={text.trace.title} lead={figure} onClose={onClose}>
      {'exchangeId' in origin ? <Evidence id={origin.exchangeId} /> : <Sum {...origin} onTrace={onTrace} />}
    </Dialog>
  );
};

const RunLink = ({ id }: { id: string }) => (
  <Link to="/runs/$id" params={{ id }} className="text-sea underline-offset-2 hover:underline">
    {useText().runs.runNo(id)}
  </Link>
);

/** A sum comes from as many exchanges as it has episodes; it says how many, and where to find each. */
const Sum = ({ known, of, runId, sum, onTrace }: Exclude<Origin, { exchangeId: string }> & { onTrace: Trace }) => {
  const text = useText();
  const format = useFormat();
  return (
    <div className="grid gap-3 py-2 text-ink-soft">
      <p>{of === null ? text.trace.sum(format.number(known)) : text.trace.sumOf(format.number(known), format.number(of))}</p>
      {sum ? <Parts figure={sum} onTrace={onTrace} /> : <p>{text.trace.sumNext}</p>}
      {runId && (
        <p>
          <RunLink id={runId} />
        </p>
      )}
    </div>
  );
};

/** The answers that are added up, the first hundred of them; each can be opened. */
const Parts = ({ figure, onTrace }: { figure: FigureName; onTrace: Trace }) => {
  const text = useText();
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery(figureTraceQuery(figure));
  if (isPending) return <Skeleton className="h-48" />;
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <div tabIndex={0} aria-label={text.trace.parts} role="region" className="max-h-80 overflow-auto">
      <table className="w-full text-[13px]">
        <caption className="pb-1 text-left text-xs text-ink-faint">
          {text.trace.parts}
          {data.total > data.parts.length && ` · ${text.trace.cut(format.number(data.parts.length), format.number(data.total))}`}
        </caption>
        <thead className="text-xs text-ink-faint">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              {text.trace.episode}
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              {text.metric[figure.metric as 'likes']}
            </th>
            <th scope="col" className="py-1 pl-4 text-left font-medium">
              {text.trace.exchange}
            </th>
            <th scope="col" className="py-1 text-left font-medium">
              {text.trace.parser}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.parts.map((each) => (
            <tr key={each.id} className="border-t border-line">
              <td className="py-1">{each.id}</td>
              <td className="text-right font-medium text-ink">{format.count(each.count, figure.metric)}</td>
              <td className="pl-4">
                <button
                  type="button"
                  className="rounded text-sea underline-offset-2 hover:underline"
                  onClick={() =>
                    onTrace({ origin: { exchangeId: each.exchangeId }, figure: `${text.metric[figure.metric as 'likes']} · ${each.id}` })
                  }
                >
                  {each.exchangeId}
                </button>
              </td>
              <td>{each.parserVersion}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Evidence = ({ id }: { id: string }) => {
  const { data, error, isPending, refetch } = useQuery(exchangeQuery(id));
  if (isPending) {
    return (
      <>
        <Loading />
        <Skeleton className="h-36" />
        <Skeleton className="mt-4 h-60" />
      </>
    );
  }
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  return <Exchange exchange={data} />;
};

const Exchange = ({ exchange }: { exchange: ExchangeReport }) => {
  const text = useText();
  const format = useFormat();
  const body = exchange.body === null ? null : readable(exchange.body);
  return (
    <>
      <Facts>
        <Fact name={text.trace.exchange}>{exchange.id}</Fact>
        <Fact name={text.trace.asked}>{format.dateTime(exchange.at)}</Fact>
        <Fact name={text.trace.run}>
          <RunLink id={exchange.runId} />
        </Fact>
        <Fact name={text.trace.endpoint}>
          {exchange.platform}/{exchange.stream}:{exchange.endpoint}
        </Fact>
        <Fact name={text.trace.parser}>{exchange.parserVersion}</Fact>
        <Fact name={text.trace.answer}>
          {exchange.status} · {format.bytes(exchange.bytes)} · {format.duration(exchange.durationMs)}
          <span className="block text-xs font-normal text-ink-faint">{text.trace.tries(exchange.attempts)}</span>
        </Fact>
      </Facts>
      <div className="mt-4 flex items-center gap-2">
        <OutcomeBadge outcome={exchange.outcome} />
        {exchange.note && <span className="text-[13px] text-ink-soft">{exchange.note}</span>}
      </div>
      <p className="mt-5 mb-1 text-xs text-ink-faint">{text.trace.address}</p>
      <div className="flex items-center gap-1 rounded-lg bg-well py-1 pr-1 pl-3">
        <code tabIndex={0} className="scrollbar-none min-w-0 grow overflow-x-auto font-mono text-xs whitespace-nowrap">
          {exchange.url}
        </code>
        <CopyButton words={exchange.url} className="size-7" />
      </div>
      <p className="mt-5 mb-1 flex justify-between gap-4 text-xs text-ink-faint">
        <span>{text.trace.body}</span>
        {body && body.length > shownLetters && <span>{text.trace.cut(format.bytes(shownLetters), format.bytes(body.length))}</span>}
      </p>
      {body === null ? (
        <p className="text-[13px] text-ink-soft">{text.trace.noBody}</p>
      ) : (
        <pre tabIndex={0} className="max-h-80 overflow-auto rounded-lg bg-well p-3 font-mono text-xs leading-relaxed">
          {body.slice(0, shownLetters)}
        </pre>
      )}
      <p className="mt-2 text-xs text-ink-faint">{text.trace.bodyNote}</p>
    </>
  );
};
