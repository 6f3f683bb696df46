import { isMoving, type Run } from '../api/index.ts';
import { useNow } from '../ui/index.ts';

/** How long a run has worked. While it works the clock on the wall goes on between two answers of the API. */
export const useRunDuration = (run: Pick<Run, 'state' | 'durationMs' | 'startedAt'>): number => {
  const now = useNow();
  return isMoving(run) ? Math.max(run.durationMs, now - Date.parse(run.startedAt)) : run.durationMs;
};
