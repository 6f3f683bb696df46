import { expect, test } from 'vitest';
import { testStore } from '../support/database.ts';
import { collectFrom } from './world.ts';

const titles = (what: string) => (what === 'titles/first' ? ['1', '2'] : what === 'titles/second' ? ['3'] : [what.split('/')[1]!]);

test('a collection that a step has asked for is found again by that step, also when it is done, and asks nothing twice', async () => {
  const { store } = await testStore();
  const asked: string[] = [];
  const answer = (what: string) => (asked.push(what), titles(what));
  const first = await collectFrom(store, answer, { askedBy: '7/naver' });
  const again = await collectFrom(store, answer, { askedBy: '7/naver' });
  expect(again).toEqual(first);
  expect(asked).toHaveLength(5);
  const other = await collectFrom(store, answer, { askedBy: '8/naver' });
  expect(other.id).not.toBe(first.id);
  expect(asked).toHaveLength(10);
});

test('a step goes on with the collection of the day that somebody else could not end, and keeps it', async () => {
  const { store } = await testStore();
  const stop = new AbortController();
  const begun = await collectFrom(store, (what) => (stop.abort(), titles(what)), { stop: stop.signal });
  expect(begun.state).toBe('interrupted');
  const done = await collectFrom(store, titles, { askedBy: '7/naver' });
  expect(done).toMatchObject({ id: begun.id, state: 'done' });
  expect(await collectFrom(store, titles, { askedBy: '7/naver' })).toMatchObject({ id: begun.id, state: 'done' });
});

test('two seats of a step that begin at the same time do one collection between them', async () => {
  const { store } = await testStore({ poolSize: 10 });
  const asked: string[] = [];
  const answer = (what: string) => (asked.push(what), titles(what));
  const both = await Promise.all([1, 2].map(() => collectFrom(store, answer, { askedBy: '7/naver' })));
  expect(new Set(both.map(({ id }) => id)).size).toBe(1);
  expect(new Set(asked).size).toBe(asked.length);
  expect(both.map(({ state }) => state)).toEqual(['done', 'done']);
});
