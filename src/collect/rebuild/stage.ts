import type { Sql } from '../../store/index.ts';
import { rowsOf } from '../rows.ts';
import type { NumberedPage, RecordRow } from '../rows.ts';
import { keepExchanges, keepFrame } from '../sql/rebuild-frames.ts';
import type { ListedFrame } from '../sql/rebuild-frames.ts';
import { stageExchanges, stageGone, touch, touchedOf } from '../sql/rebuild-stage.ts';
import { writeMisfits } from '../sql/write-misfits.ts';
import { writeObservations } from '../sql/write-observations.ts';
import { writeRecords } from '../sql/write-records.ts';
import type { Rebuilding } from './context.ts';
import type { ReadFrame } from './read-frame.ts';

/** Gathers what a chosen frame gives besides records: observations, misfits, and what its exchanges say. */
export const stageRows = async (sql: Sql, { source }: Rebuilding, { frame, pages }: ReadFrame): Promise<void> => {
  if (pages.length === 0) return;
  const { platform, parserVersion } = source;
  await sql.query(stageExchanges(frame.id, pages));
  const { observations } = rowsOf(pages);
  if (observations.length > 0) await sql.query(writeObservations(platform, frame.run_id, frame.stream, observations));
  if (pages.some(({ parsed }) => parsed.quarantined.length > 0))
    await sql.query(writeMisfits({ id: frame.run_id, platform }, parserVersion, pages));
};

/** Adds the records of a frame to those gathered so far, as its commit once did. */
export const stageRecords = async (sql: Sql, { source, whole }: Rebuilding, { frame, pages }: ReadFrame): Promise<void> => {
  const { records } = rowsOf(pages);
  const wanted = whole ? records : await onlyTouched(sql, records);
  if (wanted.length > 0) await sql.query(writeRecords(source.platform, wanted));
  for (const [kind, ids] of goneIn(pages)) await sql.query(stageGone(frame.id, source.platform, kind, ids));
};

/** Remembers the records of a chosen frame, because all their answers have to be read. */
export const touchRecords = async (sql: Sql, { pages }: ReadFrame): Promise<void> => {
  const gone = [...goneIn(pages)].flatMap(([kind, ids]) => ids.map((id) => ({ kind, id })));
  const keys = [...rowsOf(pages).records.map(({ kind, id }) => ({ kind, id })), ...gone];
  if (keys.length > 0) await sql.query(touch(keys));
};

const onlyTouched = async (sql: Sql, records: readonly RecordRow[]): Promise<RecordRow[]> => {
  if (records.length === 0) return [];
  const touched = await sql.query<{ kind: string; id: string }>(touchedOf(records.map(({ kind, id }) => ({ kind, id }))));
  const keys = new Set(touched.map(({ kind, id }) => `${kind}\n${id}`));
  return records.filter(({ kind, id }) => keys.has(`${kind}\n${id}`));
};

/** Ids by kind that the answers of a frame say are gone. Only an answer about one single target says so of this very target. */
const goneIn = (pages: readonly NumberedPage[]): Map<string, string[]> => {
  const gone = pages.filter(({ parsed, targets }) => parsed.outcome === 'gone' && targets.length === 1);
  return new Map(
    [...Map.groupBy(gone, ({ targetKind }) => targetKind)].map(([kind, about]) => [kind, about.map(({ targets }) => targets[0]!)]),
  );
};

/** Names what of a frame could not be read, and remembers that its rows stay as they are. */
export const stageUnread = async (sql: Sql, { report, store }: Rebuilding, { frame, unread, damage }: ReadFrame): Promise<void> => {
  if (damage !== null) {
    await sql.query(keepFrame(store.schema, frame));
    report.damaged.push(damagedOf(frame, damage));
  }
  if (unread.length === 0) return;
  await sql.query(keepExchanges(unread.map(({ exchangeId }) => exchangeId)));
  for (const { endpoint } of unread) {
    const name = `${frame.stream}:${endpoint}`;
    report.unread[name] = (report.unread[name] ?? 0) + 1;
  }
};

const damagedOf = ({ id, run_id, stream, exchanges }: ListedFrame, reason: string) => ({
  ...{ frame: id, run: run_id, stream, exchanges, reason },
});
