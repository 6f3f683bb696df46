import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { endpointHealthQuery, sessionQuery, sourcesQuery, type Source } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Button, Card, Failure, Loading, Notice, PageBody, PageHead, Skeleton } from '../ui/index.ts';
import { Legend } from './evidence.tsx';
import { columns, SourceCard } from './source-card.tsx';

/** What each source can read now, what it needs, and how sure we are of it. */
export const SourcesPage = () => {
  const text = useText();
  const { data, error, isPending, refetch } = useQuery(sourcesQuery);
  const { data: session } = useQuery(sessionQuery);
  const [open, setOpen] = useState<ReadonlySet<string>>(addressed);
  const platforms = data?.sources.map(({ platform }) => platform) ?? [];
  const isAllOpen = platforms.every((platform) => open.has(platform));
  const toggle = (platform: string, isOpen: boolean) =>
    setOpen((before) => {
      if (before.has(platform) === isOpen) return before;
      return new Set(isOpen ? [...before, platform] : [...before].filter((each) => each !== platform));
    });
  return (
    <PageBody>
      <PageHead title={text.sources.title} lead={text.sources.lead}>
        {platforms.length > 0 && (
          <Button onClick={() => setOpen(new Set(isAllOpen ? [] : platforms))}>
            {isAllOpen ? text.sources.closeAll : text.sources.openAll}
          </Button>
        )}
      </PageHead>
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
        <Platforms sources={data.sources} open={open} toggle={toggle} />
      )}
      <Legend />
      {session?.world === 'sample' && <p className="mt-4 text-[13px] text-pretty text-ink-soft">{text.sources.sampleNote}</p>}
    </PageBody>
  );
};

/** An address such as /sources#twitch opens that platform. */
const addressed = (): ReadonlySet<string> => new Set([location.hash.slice(1)]);

interface PlatformsProps {
  readonly sources: readonly Source[];
  readonly open: ReadonlySet<string>;
  readonly toggle: (platform: string, isOpen: boolean) => void;
}

const Platforms = ({ sources, open, toggle }: PlatformsProps) => {
  const text = useText();
  // The page is whole without it: a failure here hides the badges and nothing else.
  const { data: health } = useQuery(endpointHealthQuery);
  return (
    <>
      <div aria-hidden="true" className={`mb-1.5 hidden gap-x-4 px-5 text-xs text-ink-faint lg:grid ${columns}`}>
        <span>{text.sources.platforms}</span>
        <span>{text.sources.now}</span>
        <span>{text.sources.keys}</span>
        <span>{text.sources.sure}</span>
      </div>
      <Card className="overflow-hidden">
        {sources.map((source) => (
          <SourceCard
            key={source.platform}
            source={source}
            health={health?.items ?? []}
            rules={health?.hosts ?? []}
            open={open.has(source.platform)}
            onToggle={(isOpen) => toggle(source.platform, isOpen)}
          />
        ))}
      </Card>
    </>
  );
};
