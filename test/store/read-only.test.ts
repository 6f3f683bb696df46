import { expect, test } from 'vitest';
import { testStore } from '../support/database.ts';

const { store } = await testStore();
await store.query(`insert into workspace (id, name) values ('w', 'kept')`);

test('a query returns its columns and rows in order, also columns of one name', async () => {
  expect(await store.readOnly('select 1 as a, 2 as a, id from workspace;')).toEqual({ columns: ['a', 'a', 'id'], rows: [[1, 2, 'w']] });
  expect(await store.readOnly(' -- a comment\n /* and /* a nested */ one */ (values (1), (2)) -- the end')).toMatchObject({
    rows: [[1], [2]],
  });
  expect(await store.readOnly('with n as (select 1 as x) table n')).toEqual({ columns: ['x'], rows: [[1]] });
  expect(await store.readOnly('show transaction_read_only')).toEqual({ columns: ['transaction_read_only'], rows: [['on']] });
  expect((await store.readOnly('explain select 1')).columns).toEqual(['QUERY PLAN']);
});

test('a query shows at most as many rows as asked, whatever it would take to count them all', async () => {
  const { rows } = await store.readOnly('select generate_series(1, 1000000000000)', { maxRows: 3 });
  expect(rows).toEqual([['1'], ['2'], ['3']]);
});

test.each([
  `insert into workspace (id, name) values ('x', '')`,
  `update workspace set name = 'changed'`,
  `delete from workspace`,
  `with gone as (delete from workspace returning id) select * from gone`,
  `select * into copied from workspace`,
  `select * from workspace for update`,
  `select nextval('exchange_block')`,
  `explain analyze delete from workspace`,
  `create table mine (id int)`,
  `drop table workspace cascade`,
  `copy workspace to program 'true'`,
  `copy (select 1) to '/tmp/out'`,
  `set transaction read write`,
  `reset all`,
  `begin`,
  `commit`,
  `do $$ begin delete from workspace; end $$`,
  `call something()`,
  `prepare p as delete from workspace`,
  `lock table workspace`,
])('%s is refused as no reading', async (text) => {
  await expect(store.readOnly(text)).rejects.toMatchObject({ code: 'TDM_QUERY_READ_ONLY' });
});

test.each([
  ['', 'no statement'],
  ['-- only a comment', 'no statement'],
  ['/* open', 'no statement'],
  ['select 1; delete from workspace', 'one statement'],
  [`select 1; commit; delete from workspace`, 'one statement'],
  ['explain select 1; delete from workspace', 'one statement'],
  ['select * from nowhere', 'nowhere'],
  ['selekt 1', ''],
  ['select 1 / 0', 'division by zero'],
])('%s fails with a sentence', async (text, part) => {
  await expect(store.readOnly(text)).rejects.toMatchObject({
    code: expect.stringMatching(/^TDM_QUERY_/),
    message: expect.stringContaining(part),
  });
});

test('a query cannot make its transaction writable, and what it sets, locks and writes does not outlive it', async () => {
  await expect(
    store.readOnly(
      `select set_config('transaction_read_only', 'off', false), (select count(*) from query_to_xml('delete from workspace', true, true, ''))`,
    ),
  ).rejects.toMatchObject({ code: expect.stringMatching(/^TDM_QUERY_/) });
  await store.readOnly(`select set_config('search_path', 'pg_catalog', false), pg_advisory_lock(42)`);
  expect(await store.readOnly('select id, name from workspace')).toEqual({ columns: ['id', 'name'], rows: [['w', 'kept']] });
  expect(await store.query('select pg_try_advisory_lock(42) as free, pg_advisory_unlock(42)')).toMatchObject([{ free: true }]);
});

test('a query that takes too long is stopped', async () => {
  await expect(store.readOnly('select pg_sleep(60)', { timeoutMs: 50 })).rejects.toMatchObject({
    code: 'TDM_QUERY_FAILED',
    message: expect.stringContaining('longer than 0.05 s'),
  });
});
