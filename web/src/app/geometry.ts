import { useLayoutEffect, useState, type RefObject } from 'react';

/** Width and distance from the top of the page of an element, kept right while the window changes. */
export const usePlace = (element: RefObject<HTMLElement | null>): { readonly width: number; readonly top: number } => {
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const measure = () => {
      const box = element.current?.getBoundingClientRect();
      if (!box) return;
      const next = { width: Math.round(box.width), top: Math.round(box.top + window.scrollY) };
      setPlace((last) => (last.width === next.width && last.top === next.top ? last : next));
    };
    measure();
    // What stands above may grow without the element itself changing: the body then grows too.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return place;
};

/** Height of an element such as a bar that sticks to the top. */
export const useHeight = (element: RefObject<HTMLElement | null>): number => {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setHeight(Math.round(entry!.borderBoxSize[0]!.blockSize)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return height;
};
