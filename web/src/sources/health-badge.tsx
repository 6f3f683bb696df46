import type { EndpointHealth, HostRules } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { TraceButton } from '../trace/index.ts';
import { Badge, type Tone } from '../ui/index.ts';
import { verdictOf } from './standing.ts';

const tones: Readonly<Record<EndpointHealth['state'], Tone>> = { well: 'good', mixed: 'warn', failing: 'bad' };

/** Whether an endpoint answers, and of its newest trouble what it was and the answer that shows it. */
export const HealthBadge = ({ health, rules }: { health: EndpointHealth | undefined; rules: readonly HostRules[] }) => {
  const text = useText();
  const format = useFormat();
  if (!health) return <span className="text-xs text-ink-faint">{text.sources.notAsked}</span>;
  const { state, asked, outcomes, trouble } = health;
  const used = (['ok', 'empty', 'unchanged', 'gone', 'private'] as const).reduce((sum, outcome) => sum + (outcomes[outcome] ?? 0), 0);
  const verdict = verdictOf(health, rules);
  // What robots.txt says speaks for itself.
  const name =
    trouble && (verdict && trouble.note ? trouble.note : [nameIn(text.outcome, trouble.outcome), trouble.note].filter(Boolean).join(': '));
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {verdict === 'permitted' ? (
        <Badge tone="sand" tip={text.sources.permissionMeaning}>
          {text.sources.permission}
        </Badge>
      ) : verdict === 'disallowed' ? (
        <Badge tone="bad" dot="still" tip={text.sources.disallowedMeaning}>
          {text.sources.disallowed}
        </Badge>
      ) : (
        <Badge tone={tones[state]} dot="still" tip={text.sources.healthOf(format.number(used), format.number(asked))}>
          {text.sources.health[state]}
        </Badge>
      )}
      {trouble && (
        <span className="flex min-w-0 items-center text-xs break-words text-ink-soft">
          {name}
          <TraceButton origin={{ exchangeId: trouble.exchangeId }} figure={`${health.endpoint} · ${name}`} />
        </span>
      )}
    </span>
  );
};
