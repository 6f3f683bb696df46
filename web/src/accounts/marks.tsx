import type { AccountChange, AccountSummary } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Badge } from '../ui/index.ts';

/** What is out of the ordinary about an account: on the air, gone, private, paused, not found yet, renamed. */
export const AccountMarks = ({ account }: { account: AccountSummary }) => {
  const text = useText();
  const format = useFormat();
  const { state, live, counts, formerNames } = account;
  return (
    <>
      {live === true && state === 'active' && (
        <Badge tone="bad" dot="still" {...(counts.viewers ? { tip: text.accounts.liveWith(format.count(counts.viewers)) } : {})}>
          {text.accounts.live}
        </Badge>
      )}
      {state !== 'active' && (
        <Badge tone={state === 'unmet' ? 'plain' : 'warn'} tip={text.accounts.stateMeaning[state]}>
          {text.accounts.state[state]}
        </Badge>
      )}
      {formerNames.length > 0 && (
        <Badge tip={text.accounts.formerly(formerNames.map((name) => `@${name}`).join(', '))}>{text.accounts.renamed}</Badge>
      )}
    </>
  );
};

/** By how much the followers moved: a number where it can be told, the step where it is hidden in the rounding, else a dash that says why. */
export const FollowerChange = ({ change, label }: { change: AccountChange | null; label: string }) => {
  const text = useText();
  const format = useFormat();
  if (change === null) return <Untold why={text.accounts.nothingBefore} />;
  const before = format.day(change.beforeDay);
  if (change.verdict === 'within-resolution')
    return <Untold shown={`< ${format.compact(change.step)}`} why={text.accounts.compared(text.count.withinResolution, before)} />;
  if (change.change === null) return <Untold why={text.accounts.compared(text.movers.verdicts[change.verdict], before)} />;
  const size = Math.abs(change.change);
  const sign = change.change > 0 ? '+' : change.change < 0 ? '−' : '';
  // Less than a tenth of a per cent would be written as none.
  const part = change.relative === null || Math.abs(change.relative) < 0.0005 ? null : sign + format.percent(Math.abs(change.relative));
  const tone = change.change > 0 ? 'text-good' : change.change < 0 ? 'text-bad' : 'text-ink-faint';
  return (
    <span data-tip={text.accounts.compared(`${label}: ${sign}${format.number(size)}`, before)} className="block leading-tight tabular-nums">
      <span className={`block ${tone}`}>{sign + format.compact(size)}</span>
      {part && <span className="block text-xs font-normal text-ink-faint">{part}</span>}
    </span>
  );
};

const Untold = ({ shown = '—', why }: { shown?: string; why: string }) => (
  <span data-tip={why} className="text-ink-faint">
    <span aria-hidden="true">{shown}</span>
    <span className="sr-only">{why}</span>
  </span>
);
