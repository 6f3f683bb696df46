import { lazy, Suspense } from 'react';
import { Skeleton } from '../ui/index.ts';
import type { ChartProps } from './chart.tsx';

const Chart = lazy(() => import('./chart.tsx'));

/** A chart whose drawing library arrives when the first one is shown; its room is kept meanwhile. */
export const LazyChart = (props: ChartProps) => (
  <Suspense
    fallback={
      <div style={{ height: props.height }}>
        <Skeleton className="size-full" />
      </div>
    }
  >
    <Chart {...props} />
  </Suspense>
);
