import { useQuery } from '@tanstack/react-query';
import { endpointHealthQuery, sourcesQuery, type EndpointHealth, type Evidence, type Source, type SourceStream } from '../api/index.ts';
import { nameIn, useText } from '../i18n/index.ts';
import { Badge, Card, Failure, Loading, Notice, PageBody, PageHead, Skeleton, type Tone } from '../ui/index.ts';
import { HealthBadge } from './health-badge.tsx';

const tones: Readonly<Record<Evidence, Tone>> = { recorded: 'good', documented: 'sea', 'code-only': 'warn' };
const evidences: readonly Evidence[] = ['recorded', 'documented', 'code-only'];

const EvidenceBadge = ({ evidence }: { evidence: Evidence }) => {
  const text = useText();
  return (
    <Badge tone={tones[evidence]} dot="still" tip={text.sources.evidenceMeaning[evidence]}>
      {text.sources.evidence[evidence]}
    </Badge>
  );
};

/** The three degrees of certainty, in words: without them the badges are only colours. */
const Legend = () => {
  const text = useText();
  return (
    <dl aria-label={text.sources.legend} className="mb-6 grid gap-x-8 gap-y-3 rounded-xl bg-well px-5 py-4 text-[13px] md:grid-cols-3">
      {evidences.map((evidence) => (
        <div key={evidence}>
          <dt>
            <Badge tone={tones[evidence]} dot="still">
              {text.sources.evidence[evidence]}
            </Badge>
          </dt>
          <dd className="mt-1 text-pretty text-ink-soft">{text.sources.evidenceMeaning[evidence]}</dd>
        </div>
      ))}
    </dl>
  );
};

type FindHealth = (stream: string, endpoint: string) => EndpointHealth | undefined;

const Stream = ({ stream, healthOf }: { stream: SourceStream; healthOf: FindHealth | null }) => {
  const text = useText();
  return (
    <div className="grid gap-x-8 gap-y-3 border-t border-line px-5 py-4 md:grid-cols-[15rem_1fr]">
      <div>
        <h3 className="flex flex-wrap items-center gap-x-2 font-medium">
          {stream.name}
          {!stream.byDefault && <Badge tip={text.sources.onRequestMeaning}>{text.sources.onRequest}</Badge>}
        </h3>
        <p className="text-[13px] text-ink-soft">{stream.title}</p>
        <p className="mt-0.5 text-xs text-ink-faint">
          {text.sources.asks(nameIn(text.kind, stream.target))} → {nameIn(text.kind, stream.kind)}
        </p>
      </div>
      <ul className="divide-y divide-line">
        {stream.endpoints.map((endpoint) => (
          <li key={endpoint.name} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-1.5 text-[13px] first:pt-0 last:pb-0">
            <span className="min-w-36 font-medium">{endpoint.name}</span>
            <span className="min-w-24">
              <EvidenceBadge evidence={endpoint.evidence} />
            </span>
            <span className="text-ink-faint">
              {endpoint.method} · {endpoint.payload} · {endpoint.lane}
              {endpoint.cost > 1 && ` · ${text.sources.costOf(endpoint.cost)}`}
            </span>
            {healthOf && <HealthBadge health={healthOf(stream.name, endpoint.name)} />}
            {endpoint.hashesPrivatePeople && <Badge tip={text.sources.hashesMeaning}>{text.sources.hashes}</Badge>}
          </li>
        ))}
      </ul>
    </div>
  );
};

const SourceCard = ({ source, health }: { source: Source; health: readonly EndpointHealth[] | undefined }) => {
  const text = useText();
  // Of a platform that was never collected there is nothing to say; of the endpoints of one that was, also silence is news.
  const own = health?.filter(({ platform }) => platform === source.platform) ?? [];
  const healthOf: FindHealth | null =
    own.length === 0 ? null : (stream, endpoint) => own.find((item) => item.stream === stream && item.endpoint === endpoint);
  const endpoints = source.streams.flatMap((stream) => stream.endpoints);
  return (
    <Card>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2 px-5 py-4">
        <div className="min-w-0 grow">
          <h2 className="font-semibold tracking-[-0.01em]">
            {nameIn(text.platform, source.platform)}
            <span className="ml-2 text-[13px] font-normal text-ink-faint">{source.platform}</span>
          </h2>
          <p className="text-[13px] text-ink-soft">{source.hosts.join(' · ')}</p>
          <p className="text-xs text-ink-faint">
            {text.sources.zone} {source.zone} · {text.sources.parser} {source.parserVersion}
          </p>
        </div>
        <ul className="flex flex-wrap gap-1.5">
          {evidences.map((evidence) => {
            const count = endpoints.filter((endpoint) => endpoint.evidence === evidence).length;
            return (
              count > 0 && (
                <li key={evidence}>
                  <Badge tone={tones[evidence]}>
                    {text.sources.evidence[evidence]} {count}
                  </Badge>
                </li>
              )
            );
          })}
        </ul>
      </div>
      {source.streams.map((stream) => (
        <Stream key={stream.name} stream={stream} healthOf={healthOf} />
      ))}
    </Card>
  );
};

/** What each source can read, and how sure we are of it. */
export const SourcesPage = () => {
  const text = useText();
  const { data, error, isPending, refetch } = useQuery(sourcesQuery);
  // The page is whole without it: a failure here hides the badges and nothing else.
  const { data: health } = useQuery(endpointHealthQuery);
  return (
    <PageBody>
      <PageHead title={text.sources.title} lead={text.sources.lead} />
      <Legend />
      {isPending ? (
        <>
          <Loading />
          <Skeleton className="h-80 rounded-xl" />
        </>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data.sources.length === 0 ? (
        <Notice icon="sources" title={text.sources.emptyTitle}>
          {text.sources.emptyNext}
        </Notice>
      ) : (
        <div className="grid gap-4">
          {data.sources.map((source) => (
            <SourceCard key={source.platform} source={source} health={health?.items} />
          ))}
        </div>
      )}
    </PageBody>
  );
};
