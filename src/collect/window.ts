/** How many pages may be under way at once, from being asked for to being committed. */
export interface Window {
  /** Resolves when another page may be asked for, and counts it until the returned function is called: when its answer is there. */
  enter(): Promise<() => void>;
  /** A page with its answer waits for its commit. */
  accepted(): void;
  /** So many pages were committed, the oldest of them so long after it was accepted; or will never be. */
  left(pages: number, oldestMs: number): void;
}

/** A page should be committed this soon after its answer was read: less than half of what is promised, as one in a crowd waits twice as long. */
const wantedMs = 100;

/** A stream begins with so many, and none is ever held to fewer than the least. */
const beginWith = 16;
const least = 8;

/**
 * Keeps pages from waiting long for their commit: where answers come faster than the database takes them, fewer are asked for at a time, until a page is
 * committed soon after it came. More waiting would not make the database any faster.
 *
 * Nothing is known beforehand of the database, the machine or the size of a page, so that the number follows what is seen, as the window of a TCP
 * connection does: it doubles as long as pages are committed soon, grows slowly when they were late once, and shrinks by a fifth when they are late.
 */
export const createWindow = (): Window => {
  const waiting: (() => void)[] = [];
  let size = beginWith;
  let wasLate = false;
  let asking = 0;
  let held = 0;
  /** Pages that were accepted when the window was last made smaller: the delay of these says nothing about it yet. */
  let before = 0;

  const letIn = (): void => {
    while (waiting.length > 0 && asking + held < size) {
      asking++;
      waiting.shift()!();
    }
  };
  const answered = (): (() => void) => {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      asking--;
      letIn();
    };
  };
  return {
    enter: async () => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        letIn();
      });
      return answered();
    },
    accepted: () => void held++,
    left: (pages, oldestMs) => {
      const isFull = asking + held >= size * 0.9;
      held -= pages;
      before -= pages;
      if (oldestMs > wantedMs) {
        if (before < 0) {
          size = Math.max(least, size * 0.8);
          before = held;
          wasLate = true;
        }
      } else if (isFull) size += wasLate ? size * 0.05 : pages;
      letIn();
    },
  };
};
