import type { Store } from '../../../store/index.ts';

/**
 * Writes down the pace that a host asks for (crawl-delay; 0: none), and slows the lane to the slowest of its hosts; faster than its interval
 * it never becomes. False: nothing changed.
 *
 * The lane's row is locked before its floors are read: of two hosts that speak at once the slower must hold.
 */
export const writeFloor = (store: Store, lane: string, host: string, floorMs: number): Promise<boolean> =>
  store.transaction(async (sql) => {
    await sql.query({ name: 'lane_floor_lock', text: 'select from lane where name = $1 for no key update', values: [lane] });
    await sql.query(
      floorMs > 0
        ? {
            name: 'lane_floor_write',
            text: `
insert into lane_floor (lane, host, floor_ms) select name, $2::text, $3::float8 from lane where name = $1
on conflict (lane, host) do update set floor_ms = excluded.floor_ms`,
            values: [lane, host, floorMs],
          }
        : { name: 'lane_floor_forget', text: 'delete from lane_floor where lane = $1 and host = $2', values: [lane, host] },
    );
    const changed = await sql.query({
      name: 'lane_floor',
      text: `
update lane set
  next_slot_at = next_slot_at + greatest(0, slowest.floor_ms - greatest(interval_ms, lane.floor_ms)) * interval '1 ms',
  slot_serial = slot_serial + 1,
  floor_ms = slowest.floor_ms
from (select coalesce(max(floor_ms), 0) as floor_ms from lane_floor where lane = $1) as slowest
where name = $1 and lane.floor_ms <> slowest.floor_ms
returning name`,
      values: [lane],
    });
    return changed.length > 0;
  });
