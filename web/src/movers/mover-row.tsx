import { Link } from '@tanstack/react-router';
import type { Mover, MoverMetric } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { scopeName } from '../series/scope.ts';
import { TraceButton, type Origin } from '../trace/index.ts';
import { Cover } from '../webtoons/cover.tsx';
import { PlatformMark } from '../webtoons/platform-mark.tsx';
import { Amount } from './amount.tsx';

/** Where the newer of the two numbers comes from: one answer, or the sum over the episodes of its run. */
const originOf = (mover: Mover, metric: MoverMetric): Origin | null => {
  if (mover.exchangeId !== null) return { exchangeId: mover.exchangeId };
  if (mover.compared === null || mover.runId === null) return null;
  const { platform, id } = mover;
  return {
    known: mover.compared + (mover.added ?? 0),
    of: null,
    runId: mover.runId,
    sum: { platform, kind: 'series', id, metric, run: mover.runId },
  };
};

/** Place, cover, title and by how much it moved. */
export const MoverRow = ({ mover, metric, place, relative }: { mover: Mover; metric: MoverMetric; place: number; relative: boolean }) => {
  const text = useText();
  const format = useFormat();
  const about = [
    mover.scope && scopeName(text, mover.scope),
    mover.before && mover.count && text.movers.fromTo(format.count(mover.before, metric), format.count(mover.count, metric)),
    !mover.before && mover.count && format.count(mover.count, metric),
    mover.added ? text.movers.added(format.number(mover.added)) : null,
  ].filter(Boolean);
  return (
    <li className="flex items-center gap-3 border-b border-line py-2 last:border-0">
      <span aria-hidden="true" className="w-5 shrink-0 text-right text-xs text-ink-faint">
        {place}
      </span>
      <Cover series={mover} className="w-9 shrink-0 rounded-md" />
      <div className="min-w-0 grow">
        <p className="flex min-w-0 items-center gap-1.5">
          <PlatformMark platform={mover.platform} />
          <Link
            to="/webtoons/$platform/$id"
            params={{ platform: mover.platform, id: mover.id }}
            className="truncate text-sm font-semibold text-ink hover:text-sea"
          >
            {mover.title}
          </Link>
        </p>
        <p
          className="truncate text-xs text-ink-faint"
          {...(mover.compared === null ? {} : { 'data-tip': text.movers.compared(format.number(mover.compared)) })}
        >
          {about.join(' · ')}
        </p>
      </div>
      <Amount move={mover} metric={metric} relative={relative} />
      <TraceButton origin={originOf(mover, metric)} figure={`${text.metric[metric]} · ${mover.title}`} className="-ml-1 shrink-0" />
    </li>
  );
};
