import type { EndpointHealth, HostRules, Source } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Badge, Icon, type Tone } from '../ui/index.ts';
import { EvidenceBar } from './evidence.tsx';
import { HostList } from './hosts.tsx';
import { SettingChip, SettingList } from './settings.tsx';
import { isOpen, standingOf, streamAccess, verdictOf, type Known } from './standing.ts';
import { StreamRow } from './stream-row.tsx';

const tones: Readonly<Record<ReturnType<typeof standingOf>, Tone>> = { open: 'good', partly: 'sea', closed: 'warn', shut: 'bad' };

/** The columns of the closed cards, so that they read as one table at a desk. */
export const columns = 'lg:grid-cols-[minmax(8rem,1.1fr)_minmax(7.5rem,0.8fr)_minmax(11.5rem,2fr)_8rem_1.25rem]';

interface SourceCardProps {
  readonly source: Source;
  readonly health: readonly EndpointHealth[];
  readonly rules: readonly HostRules[];
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
}

/** A platform: closed, what works now and what is missing; open, every stream with its endpoints. */
export const SourceCard = ({ source, health, rules, open, onToggle }: SourceCardProps) => {
  const text = useText();
  const known: Known = { health: health.filter(({ platform }) => platform === source.platform), rules };
  return (
    <details
      id={source.platform}
      open={open}
      onToggle={({ currentTarget }) => onToggle(currentTarget.open)}
      className="group scroll-mt-24 border-t border-line first:border-0"
    >
      <summary
        className={`grid list-none grid-cols-[1fr_auto_1.25rem] items-center gap-x-4 gap-y-2 px-5 py-3.5 transition-colors group-open:bg-well/60 hover:bg-well/60 focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden ${columns}`}
      >
        <h2 className="min-w-0 font-semibold tracking-[-0.01em]">
          {nameIn(text.platform, source.platform)}
          <span className="block text-xs font-normal text-ink-faint max-lg:sr-only">{source.platform}</span>
        </h2>
        <Now source={source} known={known} />
        <Keys source={source} known={known} />
        <span className="max-lg:hidden">
          <EvidenceBar source={source} />
        </span>
        <Icon
          name="down"
          size={18}
          className="text-ink-faint transition-transform group-open:rotate-180 max-lg:col-start-3 max-lg:row-start-1"
        />
      </summary>
      <div className="grid gap-x-8 gap-y-5 border-t border-line bg-well/60 px-5 py-4 lg:grid-cols-2">
        <section>
          <h3 className="mb-2 text-xs font-semibold text-ink-faint">{text.sources.keys}</h3>
          <SettingList source={source} />
        </section>
        <section>
          <h3 className="mb-2 text-xs font-semibold text-ink-faint">{text.sources.hosts}</h3>
          <HostList hosts={source.hosts} rules={rules} />
          <p className="mt-3 text-xs text-ink-faint">
            {text.sources.zone} {source.zone} · {text.sources.parser} {source.parserVersion}
          </p>
          <div className="mt-3 lg:hidden">
            <EvidenceBar source={source} />
          </div>
        </section>
      </div>
      {source.streams.map((stream) => (
        <StreamRow key={stream.name} stream={stream} known={known} />
      ))}
    </details>
  );
};

const Now = ({ source, known }: { source: Source; known: Known }) => {
  const text = useText();
  const format = useFormat();
  const standing = standingOf(source, known);
  const open = source.streams.filter((stream) => isOpen(streamAccess(stream, known))).length;
  const disallowed = known.health.filter((each) => verdictOf(each, known.rules) === 'disallowed').length;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1 max-lg:justify-end">
      <Badge tone={tones[standing]} dot="still" tip={text.sources.standingMeaning[standing]}>
        {text.sources.standing[standing]}
      </Badge>
      {disallowed > 0 && standing !== 'shut' && (
        <Badge tone="bad" tip={text.sources.disallowedMeaning}>
          {text.sources.disallowedCount(format.number(disallowed))}
        </Badge>
      )}
      <span className="text-xs text-ink-faint max-lg:hidden lg:w-full">
        {text.sources.streamsOpen(format.number(open), format.number(source.streams.length))}
      </span>
    </span>
  );
};

const Keys = ({ source, known }: { source: Source; known: Known }) => {
  const text = useText();
  const free = source.streams.filter((stream) => streamAccess(stream, known) === 'free');
  const names = free.map(({ name }) => nameIn(text.sources.streamTitle, name)).join(' · ');
  const isSet = source.streams.every(({ endpoints }) => endpoints.every(({ missing }) => missing.length === 0));
  const words =
    source.settings.length === 0
      ? text.sources.noKeyUsed
      : isSet
        ? text.sources.keySetNow
        : free.length === source.streams.length
          ? text.sources.keyAddsWay
          : free.length > 0
            ? text.sources.withoutKeyOnly(names)
            : standingOf(source, known) === 'shut'
              ? text.sources.onlyByKey
              : text.sources.nothingWithoutKey;
  return (
    <span className="min-w-0 max-lg:col-span-full">
      <span className="block text-[13px] text-pretty text-ink-soft">{words}</span>
      {source.settings.length > 0 && (
        <span className="mt-1.5 flex flex-wrap gap-1.5">
          {source.settings.map(({ name }) => (
            <SettingChip key={name} source={source} name={name} />
          ))}
        </span>
      )}
    </span>
  );
};
