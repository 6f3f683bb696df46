import { expect, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { testStore } from '../support/database.ts';

const { store, again } = await testStore();

test('bigint comes back as text, a day as a day, an instant as a Date and an absent one as infinity', async () => {
  const [row] = await store.query(
    `select 9007199254740993::bigint as big, array[9007199254740993::bigint] as bigs, date '2026-03-01' as day, array[date '2026-03-01'] as days,
       timestamptz '2026-03-01T00:00:00+09' as at, timestamptz '-infinity' as never, '{"a":[1]}'::jsonb as json, '\\x00ff'::bytea as bytes`,
  );
  expect(row).toEqual({
    big: '9007199254740993',
    bigs: ['9007199254740993'],
    day: '2026-03-01',
    days: ['2026-03-01'],
    at: new Date('2026-02-28T15:00:00Z'),
    never: -Infinity,
    json: { a: [1] },
    bytes: Buffer.from([0, 255]),
  });
});

test('a named statement is prepared once and takes its values', async () => {
  const statement = (id: string) => ({
    name: 'insert-workspace',
    text: 'insert into workspace (id, name) values ($1, $2) returning id',
    values: [id, id],
  });
  expect(await store.query(statement('w1'))).toEqual([{ id: 'w1' }]);
  expect(await store.query(statement('w2'))).toEqual([{ id: 'w2' }]);
});

test('a transaction commits when its work returns and leaves nothing when it throws', async () => {
  expect(
    await store.transaction(async (sql) => {
      await sql.query(`insert into workspace (id, name) values ('kept', '')`);
      return 7;
    }),
  ).toBe(7);
  await expect(
    store.transaction(async (sql) => {
      await sql.query(`insert into workspace (id, name) values ('undone', '')`);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect(await store.query(`select id from workspace where id in ('kept', 'undone')`)).toEqual([{ id: 'kept' }]);
});

test('statements of a transaction that are not waited for run in order and are part of it', async () => {
  const results = await store.transaction((sql) =>
    Promise.all([
      sql.query('select txid_current() as id'),
      sql.query('select txid_current() as id'),
      sql.query('select txid_current() as id'),
    ]),
  );
  expect(new Set(results.map(([row]) => row!['id'])).size).toBe(1);
});

test('of statements that are sent together the first that failed is told, and nothing of any is left', async () => {
  const insert = (id: string) => ({ name: 'sent_together', text: `insert into workspace (id, name) values ($1, '')`, values: [id] });
  const work = store.transaction((sql) =>
    Promise.all([sql.query(insert('before')), sql.query('select 1 / 0'), sql.query(insert('after'))]),
  );
  await expect(work).rejects.toMatchObject({ code: '22012' });
  expect(await store.query(`select id from workspace where id in ('before', 'after')`)).toEqual([]);
  await store.transaction((sql) => Promise.all([sql.query(insert('before')), sql.query(insert('after'))]));
  expect(await store.query(`delete from workspace where id in ('before', 'after') returning id`)).toHaveLength(2);
});

test('a transaction whose work hides a failed statement does not pretend to have committed', async () => {
  const work = store.transaction(async (sql) => {
    await sql.query(`insert into workspace (id, name) values ('hidden', '')`);
    await sql.query('select 1 / 0').catch(() => undefined);
  });
  await expect(work).rejects.toMatchObject({ code: '22012' });
  expect(await store.query(`select id from workspace where id = 'hidden'`)).toEqual([]);
});

test('a transaction takes no statement after its end', async () => {
  const escaped = await store.transaction(async (sql) => sql);
  await expect(escaped.query('select 1')).rejects.toBeInstanceOf(TidemarkError);
});

test('a failed statement keeps its SQLSTATE and the connection stays usable', async () => {
  await expect(store.query('select * from nowhere')).rejects.toMatchObject({ code: '42P01' });
  expect(await store.query('select 1 as one')).toEqual([{ one: 1 }]);
});

test('a failure of the work that looks like a network error is not taken for a lost database', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  await expect(store.transaction(() => Promise.reject(refused))).rejects.toBe(refused);
});

test('more work than connections waits its turn', async () => {
  const rows = await Promise.all(
    Array.from({ length: 40 }, (_, n) => store.query<{ n: number }>({ text: 'select $1::int as n', values: [n] })),
  );
  expect(rows.map(([row]) => row!.n)).toEqual(Array.from({ length: 40 }, (_, n) => n));
});

test('another opener of the same schema sees the same tables', async () => {
  await using other = await again();
  await other.query(`insert into workspace (id, name) values ('shared', '')`);
  expect(await store.query(`select id from workspace where id = 'shared'`)).toEqual([{ id: 'shared' }]);
});

test('a session keeps its temporary tables from one statement to the next, and nobody else sees them', async () => {
  {
    await using session = await store.session();
    await session.query('create temp table workspace (id text)');
    await session.transaction((sql) => sql.query("insert into workspace values ('mine')"));
    await expect(session.transaction((sql) => sql.query('no statement'))).rejects.toThrow('syntax error');
    expect(await session.query('select id from workspace')).toEqual([{ id: 'mine' }]);
    expect(await store.query("select 1 from workspace where id = 'mine'")).toEqual([]);
  }
  expect(await store.query("select 1 from pg_class where relname = 'workspace' and relpersistence = 't'")).toEqual([]);
});
