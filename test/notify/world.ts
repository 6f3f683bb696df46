import { addChannel, createSend, deliverDue, recordEvent } from '../../src/notify/index.ts';
import type {
  Attempt,
  Channel,
  DeliverOptions,
  DeliverReport,
  NewAlertEvent,
  NewChannel,
  Send,
  SendOptions,
} from '../../src/notify/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import type { TestStore } from '../support/database.ts';

export const minute = 60_000;
export const hour = 60 * minute;

/** A store with a workspace, a clock that stands still until it is moved, an environment, and short ways to use them. */
export interface AlertWorld {
  readonly store: Store;
  readonly test: TestStore;
  readonly env: Record<string, string>;
  readonly attempts: Attempt[];
  time: number;
  channel(channel: Omit<NewChannel, 'workspaceId'>): Promise<Channel>;
  record(event?: Partial<NewAlertEvent>, store?: Store): Promise<{ id: string | null; waiting: number }>;
  send(options?: Partial<SendOptions>): Send;
  deliver(options?: Partial<DeliverOptions>, send?: Partial<SendOptions>): Promise<DeliverReport>;
  /** All that the tables of alerts hold, as text. */
  everything(): Promise<string>;
}

/** One store for the tests of a file, emptied for each of them: call it at the top of the file, and what it returns inside a test. */
export const alertWorlds = async (): Promise<() => Promise<AlertWorld>> => {
  const test = await testStore();
  await test.store.query(`insert into workspace (id, name) values ('main', 'Main')`);
  return async () => {
    await test.store.query('truncate alert_event, alert_channel, alert_silence, alert_delivery restart identity');
    return worldOn(test);
  };
};

const worldOn = (test: TestStore): AlertWorld => {
  const { store } = test;
  let count = 0;
  const world: AlertWorld = {
    ...{ store, test, env: {}, attempts: [], time: Date.parse('2026-11-21T09:00:00Z') },
    channel: (channel) => addChannel(store, { workspaceId: 'main', ...channel }),
    record: (event = {}, on = store) =>
      on.transaction((sql) =>
        recordEvent(sql, {
          ...{
            workspaceId: 'main',
            key: `run-failed:${++count}`,
            kind: 'run-failed',
            title: 'Run 12 of creators-daily failed',
            at: world.time,
          },
          ...{ pipeline: 'creators-daily', runId: '12', step: 'profiles', link: '/pipelines/runs/12' },
          interval: { start: Date.parse('2026-11-20T00:00:00Z'), end: Date.parse('2026-11-21T00:00:00Z') },
          cause: { code: 'TDM_CREDENTIAL', message: 'tiktok refuses the credential' },
          next: 'check the setting TIKTOK_API_KEY',
          ...event,
        }),
      ),
    send: (options = {}) =>
      createSend({ secret: (name) => world.env[name], userAgent: 'Tidemark/test', now: () => world.time, ...options }),
    deliver: (options = {}, send = {}) =>
      deliverDue({
        store,
        now: () => world.time,
        send: world.send(send),
        onAttempt: (attempt) => world.attempts.push(attempt),
        ...options,
      }),
    everything: async () => {
      const tables = ['alert_event', 'alert_channel', 'alert_delivery', 'alert_silence'];
      const rows = await Promise.all(tables.map((table) => store.query<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t`)));
      return JSON.stringify(rows);
    },
  };
  return world;
};

/** The states of all deliveries, in the order of their making. */
export const statesOf = async ({ store }: AlertWorld): Promise<string[]> =>
  (await store.query<{ state: string }>('select state from alert_delivery order by id')).map(({ state }) => state);
