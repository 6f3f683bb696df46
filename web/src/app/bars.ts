import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/index.ts';
import { usePhone } from './media.ts';

/** Heights of the phone's top bar (`h-12`) and of the sample ribbon (`h-10`). */
const heights = { topBar: 48, ribbon: 40 };

/** How far below the upper edge of the window something has to stick, so that the bars above do not cover it. */
export const useStickBelow = (): number => {
  const phone = usePhone();
  const { data } = useQuery(sessionQuery);
  if (phone) return heights.topBar;
  return data?.world === 'sample' ? heights.ribbon : 0;
};
