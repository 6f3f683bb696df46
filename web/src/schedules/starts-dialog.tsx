import { useQuery } from '@tanstack/react-query';
import { startsQuery, type ScheduleReport } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { useZoneTime } from '../pipelines/time.ts';
import { Dialog, Failure, Loading, Skeleton } from '../ui/index.ts';
import { nameOf } from './name.ts';

/** The coming ten starts of a schedule, and which time each run is about. */
export const StartsDialog = ({ schedule, onClose }: { schedule: ScheduleReport; onClose: () => void }) => {
  const { schedules } = useText();
  const time = useZoneTime(schedule.zone);
  const { data, error, isPending, refetch } = useQuery(startsQuery(schedule.id));
  return (
    <Dialog title={schedules.startsOf(nameOf(schedule))} lead={`${schedules.startsLead} ${schedule.zone}`} onClose={onClose}>
      {isPending ? (
        <>
          <Loading />
          <Skeleton className="h-64" />
        </>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <table className="w-full text-[13.5px]" aria-label={schedules.starts}>
          <thead>
            <tr className="text-left text-xs text-ink-faint">
              <th className="pr-4 pb-2 font-medium">{schedules.startsAt}</th>
              <th className="pb-2 font-medium">{schedules.about}</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map(({ at, interval, isQuiet }) => (
              <tr key={interval.end} className="border-t border-line">
                <td className="py-2 pr-4 align-top">
                  {time.dateTime(at)}
                  {isQuiet && <span className="block text-xs text-warn">{schedules.afterQuiet}</span>}
                </td>
                <td className="py-2 align-top text-ink-soft">{time.range(interval.start, interval.end)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
};
