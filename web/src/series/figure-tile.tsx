import type { Count } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { useTrace, type Origin } from '../trace/index.ts';
import { Icon } from '../ui/index.ts';
import { metricIcons } from '../webtoons/metric-icon.ts';

interface FigureTileProps {
  readonly metric: string;
  readonly name: string;
  readonly count: Count | null | undefined;
  readonly origin: Origin | null;
  readonly note?: string;
}

/** A large figure. Where its source is known the whole tile opens it. */
export const FigureTile = ({ metric, name, count, origin, note }: FigureTileProps) => {
  const text = useText();
  const format = useFormat();
  const trace = useTrace();
  const words = format.countInWords(count, metric);
  const inside = (
    <>
      <span className="flex items-center gap-1.5 text-xs text-ink-faint">
        <Icon name={metricIcons[metric] ?? 'rank'} size={14} />
        <span className="truncate">{name}</span>
        {origin && (
          <Icon
            name="trace"
            size={14}
            className="ml-auto opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
          />
        )}
      </span>
      <span
        aria-hidden="true"
        className={`mt-1 block truncate text-xl leading-7 font-semibold tracking-[-0.02em] ${count ? 'text-ink' : 'text-ink-faint'}`}
      >
        {format.count(count, metric)}
      </span>
      <span className="sr-only">{words}</span>
      <span className="block h-4 truncate text-[11px] leading-4 text-ink-faint">{count ? note : text.count.missing}</span>
    </>
  );
  const look = 'group block w-full min-w-0 bg-surface px-4 py-3 text-left shadow-[0_0_0_1px_var(--line)]';
  return origin ? (
    <button
      type="button"
      data-tip={`${words} · ${text.common.whereFrom}`}
      aria-label={`${name}: ${words}. ${text.common.whereFrom}`}
      onClick={() => trace({ origin, figure: `${name} ${words}` })}
      className={`${look} -outline-offset-2 transition-colors hover:bg-well`}
    >
      {inside}
    </button>
  ) : (
    <div data-tip={words} className={look}>
      {inside}
    </div>
  );
};
