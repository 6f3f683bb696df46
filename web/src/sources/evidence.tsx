import type { Evidence, Source } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Badge, Icon, type Tone } from '../ui/index.ts';

const tones: Readonly<Record<Evidence, Tone>> = { recorded: 'good', documented: 'sea', 'code-only': 'warn' };
const fills: Readonly<Record<Evidence, string>> = { recorded: 'bg-good', documented: 'bg-sea', 'code-only': 'bg-warn' };
const evidences: readonly Evidence[] = ['recorded', 'documented', 'code-only'];

export const EvidenceBadge = ({ evidence }: { evidence: Evidence }) => {
  const text = useText();
  return (
    <Badge tone={tones[evidence]} dot="still" tip={text.sources.evidenceMeaning[evidence]}>
      {text.sources.evidence[evidence]}
    </Badge>
  );
};

/** How sure we are of a platform's endpoints, as a small bar with its words. */
export const EvidenceBar = ({ source }: { source: Source }) => {
  const text = useText();
  const format = useFormat();
  const endpoints = source.streams.flatMap((stream) => stream.endpoints);
  const counts = evidences
    .map((evidence) => ({ evidence, count: endpoints.filter((endpoint) => endpoint.evidence === evidence).length }))
    .filter(({ count }) => count > 0);
  const tip = counts.map(({ evidence, count }) => `${text.sources.evidence[evidence]} ${format.number(count)}`).join(' · ');
  const recorded = counts.find(({ evidence }) => evidence === 'recorded')?.count ?? 0;
  return (
    <span data-tip={tip} className="block w-full max-w-36">
      <span aria-hidden="true" className="flex h-1.5 gap-0.5 overflow-hidden rounded-full">
        {counts.map(({ evidence, count }) => (
          <span key={evidence} className={fills[evidence]} style={{ flexGrow: count }} />
        ))}
      </span>
      <span className="mt-1 block text-xs text-ink-faint">
        {text.sources.evidenceOf(format.number(recorded), format.number(endpoints.length))}
        <span className="sr-only">: {tip}</span>
      </span>
    </span>
  );
};

/** The degrees of certainty, and what is forbidden, in words: without them the badges are only colours. */
export const Legend = () => {
  const text = useText();
  const entries = [
    ...evidences.map((evidence) => ({
      tone: tones[evidence],
      word: text.sources.evidence[evidence],
      meaning: text.sources.evidenceMeaning[evidence],
    })),
    { tone: 'bad' as const, word: text.sources.disallowed, meaning: text.sources.disallowedMeaning },
  ];
  return (
    <section className="mt-8">
      <h2 className="mb-3 flex items-center gap-1.5 text-[13px] font-semibold text-ink-soft">
        <Icon name="info" size={16} />
        {text.sources.legend}
      </h2>
      <dl className="grid gap-x-8 gap-y-3.5 rounded-xl bg-well px-5 py-4 text-[13px] sm:grid-cols-2 xl:grid-cols-4">
        {entries.map(({ tone, word, meaning }) => (
          <div key={word}>
            <dt>
              <Badge tone={tone} dot="still">
                {word}
              </Badge>
            </dt>
            <dd className="mt-1 text-pretty text-ink-soft">{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};
