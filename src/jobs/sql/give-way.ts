import type { Statement } from '../../store/index.ts';

/**
 * Steps that have been ready for longer than a free worker takes to see them, and more urgent than something that is at work. Backfills, of which there may
 * be thousands, are never that and left out first.
 */
const wanted = `
    with held as materialized (
      select a.pool, min(r.priority) as priority
      from step_attempt a join pipeline_run r on r.id = a.run_id
      where a.state = 'running' group by a.pool
    ), urgent as materialized (
      select id, version, priority, definition from pipeline_run
      where state in ('queued', 'running') and cancel_requested_at is null and priority > (select min(priority) from held)
    )
    select held.pool, urgent.version, urgent.priority
    from urgent join pipeline_step s on s.run_id = urgent.id, jsonb_array_elements(urgent.definition -> 'steps') as each (step), held
    where s.state = 'ready' and s.ready_at < now() - interval '2 seconds' and each.step ->> 'name' = s.step
      and held.pool = each.step ->> 'pool' and held.priority < urgent.priority
    limit 1000`;

const held = `
    select a.id::text as id, a.pool, r.version, r.priority, r.cancel_requested_at is not null as "isLeaving"
    from step_attempt a join pipeline_run r on r.id = a.run_id
    where a.state = 'running' and worker_alive(a.worker_id)`;

const rooms = `
    select pool.name as pool, worker.version, pool.slots, sum((worker.pools ->> pool.name)::int)::int as seats
    from worker join pool on worker.pools ? pool.name
    where worker_alive(worker.id)
    group by pool.name, worker.version, pool.slots
    order by pool.name, worker.version`;

/** Nearly always nobody wants anything, and this is all that is asked. */
export const isContended: Statement = { name: 'jobs_is_contended', text: `select exists (${wanted}) as "isContended"` };

const listOf = (query: string): string => `(select coalesce(jsonb_agg(to_jsonb(each)), '[]') from (${query}) as each)`;

/** All of it as it stood at one instant: between two questions a slot could be given back and taken, and somebody would be asked in vain. */
export const contention: Statement = {
  name: 'jobs_contention',
  text: `select ${listOf(wanted)} as wanted, ${listOf(held)} as held, ${listOf(rooms)} as rooms`,
};
