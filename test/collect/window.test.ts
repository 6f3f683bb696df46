import { expect, test } from 'vitest';
import { createWindow } from '../../src/collect/window.ts';

/** A crowd that would like to ask for more than is ever let in; those let in have their answers at once. */
const crowd = async (wanting = 500) => {
  const window = createWindow();
  let inside = 0;
  for (let n = 0; n < wanting; n++)
    void window.enter().then((answered) => {
      inside++;
      window.accepted();
      answered();
    });
  const settled = () => new Promise(setImmediate);
  await settled();
  return {
    inside: () => inside,
    /** Commits all that wait, each so long after it was accepted. */
    commit: async (lateMs: number): Promise<void> => {
      const pages = inside;
      inside = 0;
      window.left(pages, lateMs);
      await settled();
    },
  };
};

test('more and more pages are asked for at once while they are committed soon', async () => {
  const { inside, commit } = await crowd();
  const counts = [inside()];
  for (let n = 0; n < 3; n++) {
    await commit(20);
    counts.push(inside());
  }
  expect(counts).toEqual([16, 32, 64, 128]);
});

test('fewer are asked for at once while they are committed late, but never so few that nothing goes on; then slowly more', async () => {
  const { inside, commit } = await crowd(2000);
  for (let n = 0; n < 20; n++) await commit(1000);
  expect(inside()).toBe(8);
  await commit(20);
  await commit(20);
  await commit(20);
  expect(inside()).toBe(10);
});

test('what was accepted before it became fewer does not make it fewer once more', async () => {
  const window = createWindow();
  let inside = 0;
  const more = async (): Promise<void> => {
    for (let n = 0; n < 100; n++) void window.enter().then((answered) => (inside++, window.accepted(), answered()));
    await new Promise(setImmediate);
  };
  await more();
  for (let n = 0; n < 4; n++) window.left(4, 1000);
  await new Promise(setImmediate);
  // A fifth fewer than 16, and once.
  expect(inside - 16).toBe(13);
});

test('a page that is asked for and brings nothing to commit makes room for the next', async () => {
  const window = createWindow();
  let asked = 0;
  for (let n = 0; n < 100; n++) void window.enter().then((answered) => (asked++, setImmediate(answered)));
  for (let n = 0; n < 10; n++) await new Promise(setImmediate);
  expect(asked).toBe(100);
});
