import { useEffect, useState } from 'react';

const settleMs = 300;

/** A value that somebody is still writing, once they rest for a moment. Told apart by what it says, so that it may be made anew at each drawing. */
export const useSettled = <T>(value: T): T => {
  const [settled, setSettled] = useState(value);
  const words = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(words) as T), settleMs);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
};
