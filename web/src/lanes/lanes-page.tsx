import { useQuery } from '@tanstack/react-query';
import { lanesQuery } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Failure, Loading, Notice, PageBody, PageHead, Skeleton } from '../ui/index.ts';
import { LaneCard } from './lane-card.tsx';

/** Every lane with its pace, and what it waits for. The waiting ones come first: that is what one comes here to see. */
export const LanesPage = () => {
  const text = useText();
  const { data, error, isPending, refetch } = useQuery(lanesQuery);
  const urgency = { challenge: 0, backoff: 1, budget: 2, concurrency: 3, pace: 4 };
  const lanes =
    data?.items.toSorted(
      (a, b) => (a.waitingFor ? urgency[a.waitingFor] : 5) - (b.waitingFor ? urgency[b.waitingFor] : 5) || a.name.localeCompare(b.name),
    ) ?? [];
  return (
    <PageBody>
      <PageHead title={text.lanes.title} lead={text.lanes.lead} />
      {isPending ? (
        <div className="grid gap-4">
          <Loading />
          <Skeleton className="h-44 rounded-xl" />
          <Skeleton className="h-44 rounded-xl" />
        </div>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : lanes.length === 0 ? (
        <Notice icon="lanes" title={text.lanes.emptyTitle}>
          {text.lanes.emptyNext}
        </Notice>
      ) : (
        <ul className="grid gap-4">
          {lanes.map((lane) => (
            <li key={lane.name}>
              <LaneCard lane={lane} />
            </li>
          ))}
        </ul>
      )}
    </PageBody>
  );
};
