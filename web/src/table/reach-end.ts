import { useEffect } from 'react';

const rowsAhead = 4;

/** Asks for more when the last drawn row comes near the end of what is here. */
export const useReachEnd = (lastDrawn: number | undefined, rows: number, more: (() => void) | null): void => {
  const near = lastDrawn !== undefined && lastDrawn >= rows - rowsAhead;
  useEffect(() => {
    if (near) more?.();
  }, [near, more]);
};
