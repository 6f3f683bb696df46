import { ensureWorkspace } from '../../src/catalog/index.ts';
import { addSchedule, changeSchedule, pauseSchedule, resumeSchedule, tick } from '../../src/jobs/schedules/index.ts';
import type { TickOptions } from '../../src/jobs/schedules/index.ts';
import type { ParameterValues, PipelineDefinition, ScheduleDefinition } from '../../src/jobs/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from './database.ts';

export const workspaceId = 'main';

export const daily: ScheduleDefinition = { cron: '0 9 * * *', zone: 'Asia/Seoul', jitterMs: 0, quiet: null, catchUp: 'none' };

export const pipeline = (schedule: ScheduleDefinition | null = daily, name = 'webtoons-daily'): PipelineDefinition => ({
  ...{ name, title: 'Webtoons', schedule, steps: [] },
  parameters: {
    watchlist: { type: 'text', title: 'Watchlist', default: null },
    order: { type: 'text', title: 'Order', default: 'new', choices: ['new', 'old'] },
    pages: { type: 'number', title: 'Pages', default: 10, min: 1, max: 100 },
    full: { type: 'boolean', title: 'Everything', default: false },
  },
});

/** Writes the run as the ledger does, only without its steps. */
export const plan: TickOptions['plan'] = async (sql, schedule, { start, end }) => {
  const [row] = await sql.query<{ id: string }>({
    text: `
      insert into pipeline_run (workspace_id, pipeline, definition, version, interval_start, interval_end, reason, schedule_id, parameters, settings)
      values ($1, $2, '{}', '1', to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000), 'schedule', $5, $6, '{}')
      on conflict do nothing returning id::text as id`,
    values: [schedule.workspaceId, schedule.pipeline, start, end, schedule.id, JSON.stringify(schedule.parameters)],
  });
  return row?.id ?? null;
};

/** A database with a scheduler whose clock the test moves. */
export const schedulesWorld = async (now = '2026-11-21T01:00Z') => {
  const { store, again } = await testStore();
  await ensureWorkspace(store);
  const clock = { now: Date.parse(now) };
  const options = () => ({ workspaceId, now: clock.now });
  const key = 'webtoons-daily';
  return {
    ...{ store, again, clock },
    add: (schedule: Partial<ScheduleDefinition> = {}, name = 'default', parameters: ParameterValues = {}) =>
      addSchedule(store, { ...options(), pipeline: pipeline(), name, definition: { ...daily, ...schedule }, parameters }),
    change: (definition: Partial<ScheduleDefinition>) => changeSchedule(store, { ...options(), key, pipeline: pipeline(), definition }),
    pause: () => pauseSchedule(store, { ...options(), key }),
    resume: () => resumeSchedule(store, { ...options(), key }),
    tick: (at?: string, other: Partial<TickOptions> = {}) => {
      if (at !== undefined) clock.now = Date.parse(at);
      return tick({ store, now: () => clock.now, plan, ...other });
    },
  };
};

/** The intervals that have a run, as days and hours in UTC. */
export const intervals = async (store: Store): Promise<string[]> => {
  const rows = await store.query<{ interval_start: Date; interval_end: Date }>(
    'select interval_start, interval_end from pipeline_run order by interval_start, id',
  );
  return rows.map((row) => [row.interval_start, row.interval_end].map((each) => each.toISOString().slice(8, 16)).join(' to '));
};
