import type { Outcome, Run } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { OutcomeBadge } from '../ui/index.ts';

const groups: readonly { readonly look: string; readonly outcomes: readonly Outcome[] }[] = [
  { look: 'bg-good', outcomes: ['ok'] },
  { look: 'bg-line-strong', outcomes: ['empty', 'unchanged', 'gone', 'private', 'login-required'] },
  { look: 'bg-warn', outcomes: ['rate-limited', 'quota-exhausted', 'disallowed', 'truncated', 'too-large'] },
  { look: 'bg-bad', outcomes: ['blocked', 'credential-expired', 'changed-shape', 'unreachable', 'server-error', 'refused'] },
];

const named = (outcomes: Run['outcomes']): [Outcome, number][] =>
  (Object.entries(outcomes) as [Outcome, number][]).filter(([, times]) => times > 0).toSorted(([, a], [, b]) => b - a);

/** What came of asking, as shares of a bar; the names and numbers on hover and to screen readers. */
export const OutcomeBar = ({ outcomes }: { outcomes: Run['outcomes'] }) => {
  const text = useText();
  const format = useFormat();
  const all = named(outcomes);
  const total = all.reduce((sum, [, times]) => sum + times, 0);
  if (total === 0) return <span className="text-ink-faint">—</span>;
  const words = all.map(([outcome, times]) => `${nameIn(text.outcome, outcome)} ${format.number(times)}`).join(', ');
  return (
    <div data-tip={words} className="max-w-44 py-1.5">
      <span className="sr-only">{words}</span>
      <div aria-hidden="true" className="flex h-1.5 gap-0.5 overflow-hidden rounded-full">
        {groups.map((group) => {
          const times = group.outcomes.reduce((sum, outcome) => sum + (outcomes[outcome] ?? 0), 0);
          // A few failures among thousands must still be seen.
          return times > 0 && <span key={group.look} className={`min-w-1 ${group.look}`} style={{ flexGrow: times / total }} />;
        })}
      </div>
    </div>
  );
};

/** The same, each by name. */
export const OutcomeChips = ({ outcomes }: { outcomes: Run['outcomes'] }) => (
  <ul className="flex flex-wrap gap-1.5">
    {named(outcomes).map(([outcome, times]) => (
      <li key={outcome}>
        <OutcomeBadge outcome={outcome} times={times} />
      </li>
    ))}
  </ul>
);
