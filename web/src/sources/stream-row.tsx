import type { SourceEndpoint, SourceStream } from '../api/index.ts';
import { nameIn, useText } from '../i18n/index.ts';
import { Badge, Icon, type Tone } from '../ui/index.ts';
import { EvidenceBadge } from './evidence.tsx';
import { HealthBadge } from './health-badge.tsx';
import { healthOf, streamAccess, verdictOf, type Access, type Known } from './standing.ts';

const tones: Readonly<Record<Access, Tone>> = { free: 'good', keyed: 'sea', missing: 'warn', disallowed: 'bad' };

/** A stream with whether it can be read now, and each of the ways it is read. */
export const StreamRow = ({ stream, known }: { stream: SourceStream; known: Known }) => {
  const text = useText();
  const access = streamAccess(stream, known);
  return (
    <div className="grid gap-x-8 gap-y-3 border-t border-line px-5 py-4 lg:grid-cols-[15rem_1fr]">
      <div>
        <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {stream.name}
          <Badge tone={tones[access]}>{text.sources.streamAccess[access]}</Badge>
          {!stream.byDefault && <Badge tip={text.sources.onRequestMeaning}>{text.sources.onRequest}</Badge>}
        </h3>
        <p className="text-[13px] text-pretty text-ink-soft">
          {stream.name in text.sources.streamTitle ? nameIn(text.sources.streamTitle, stream.name) : stream.title}
        </p>
        <p className="mt-0.5 text-xs text-ink-faint">
          {text.sources.asks(nameIn(text.kind, stream.target))} → {nameIn(text.kind, stream.kind)}
        </p>
      </div>
      <ul className="min-w-0 divide-y divide-line">
        {stream.endpoints.map((endpoint) => (
          <EndpointRow key={endpoint.name} stream={stream.name} endpoint={endpoint} known={known} />
        ))}
      </ul>
    </div>
  );
};

const EndpointRow = ({ stream, endpoint, known }: { stream: string; endpoint: SourceEndpoint; known: Known }) => {
  const text = useText();
  const health = healthOf(known, stream, endpoint.name);
  const { name, evidence, method, payload, lane, cost, official, withToken, hashesPrivatePeople } = endpoint;
  return (
    <li className="grid gap-x-4 gap-y-1 py-2.5 text-[13px] first:pt-0 last:pb-0 xl:grid-cols-[9.5rem_6.5rem_1fr]">
      <span className="flex items-center justify-between gap-3 xl:contents">
        <span className="min-w-0 font-medium break-words">{name}</span>
        <span>
          <EvidenceBadge evidence={evidence} />
        </span>
      </span>
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <Needs endpoint={endpoint} isDisallowed={verdictOf(health, known.rules) === 'disallowed'} />
        <span className="text-xs text-ink-faint">
          {method} · {payload} · {lane}
          {official && (
            <>
              {' · '}
              <span
                data-tip={text.sources.officialMeaning}
                className="underline decoration-line-strong decoration-dotted underline-offset-3"
              >
                {text.sources.official}
                <span className="sr-only">: {text.sources.officialMeaning}</span>
              </span>
            </>
          )}
          {withToken && ` · ${text.sources.withToken}`}
          {cost > 1 && ` · ${text.sources.costOf(cost)}`}
        </span>
        {/* Of a platform that was never collected there is nothing to say; of the endpoints of one that was, also silence is news. */}
        {known.health.length > 0 && <HealthBadge health={health} rules={known.rules} />}
        {hashesPrivatePeople && <Badge tip={text.sources.hashesMeaning}>{text.sources.hashes}</Badge>}
      </div>
    </li>
  );
};

/** What an endpoint needs, and whether it is there; names in code letters, as they are typed. */
const Needs = ({ endpoint: { needs, missing }, isDisallowed }: { endpoint: SourceEndpoint; isDisallowed: boolean }) => {
  const text = useText();
  // What is forbidden is not open, whatever it needs: no tick.
  if (needs.length === 0 && isDisallowed) return <span className="text-xs text-ink-faint">{text.sources.access.free}</span>;
  if (needs.length === 0)
    return (
      <span className="inline-flex items-center gap-1 text-xs font-medium text-good">
        <Icon name="check" size={14} />
        {text.sources.access.free}
      </span>
    );
  const isOpen = missing.length === 0;
  const words = isOpen ? text.sources.access.keyed(needs.join(' + ')) : text.sources.access.missing(missing.join(' + '));
  return (
    <span className={`inline-flex min-w-0 items-start gap-1 text-xs font-medium ${isOpen ? 'text-good' : 'text-warn'}`}>
      <Icon name={isOpen ? 'check' : 'key'} size={14} className="mt-0.5" />
      <span className="min-w-0 break-words">{words}</span>
    </span>
  );
};
