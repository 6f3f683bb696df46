import { verdicts, type Movers } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { PlatformMark } from '../webtoons/platform-mark.tsx';

const dayMs = 86_400_000;

/** Which days are compared, and how many titles ended where: what could not be told is said, and not left out. */
export const ComparedDays = ({ days, formula }: Pick<Movers, 'days' | 'formula'>) => {
  const text = useText();
  const format = useFormat();
  return (
    <ul className="grid gap-1.5 text-[13px] text-ink-soft">
      {days.map((pair) => {
        const apart = Math.round((Date.parse(pair.day) - Date.parse(pair.beforeDay)) / dayMs);
        return (
          <li key={pair.platform} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="flex items-center gap-1.5 font-medium text-ink">
              <PlatformMark platform={pair.platform} />
              {text.movers.since(format.day(pair.day), format.day(pair.beforeDay))}
            </span>
            {apart > 1 && <span className="text-warn">{text.movers.apart(apart)}</span>}
            {verdicts
              .filter((verdict) => (pair.verdicts[verdict] ?? 0) > 0)
              .map((verdict) => {
                const note = nameIn(text.movers.verdictNotes, verdict);
                return (
                  <span
                    key={verdict}
                    {...(note === verdict ? {} : { 'data-tip': note, tabIndex: 0 })}
                    className="rounded text-xs text-ink-faint"
                  >
                    {text.movers.verdicts[verdict]} {format.number(pair.verdicts[verdict])}
                    {note !== verdict && <span className="sr-only">: {note}</span>}
                  </span>
                );
              })}
            <span className="text-xs text-ink-faint">{text.movers.formula(formula)}</span>
          </li>
        );
      })}
    </ul>
  );
};
