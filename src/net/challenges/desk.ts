import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { stripSecrets } from '../../domain/index.ts';
import type { Store } from '../../store/index.ts';
import type { ProcessLanes } from '../lanes/index.ts';
import { findChallenge } from './answers.ts';
import type { Challenge, ChallengeDesk, Evidence } from './contract.ts';
import { heedSkip } from './sql/answer.ts';
import { insertChallenge, lockForChallenge, nameScreenshot } from './sql/raise.ts';

export interface DeskOptions {
  readonly store: Store;
  readonly lanes: ProcessLanes;
  readonly platform: string;
  readonly workerId: string;
  /** Screenshots go to `challenges/<id>.png` below it, or to another folder there: ids are those of one world. */
  readonly dataFolder: string;
  readonly folder?: string;
  /** Called once for each challenge that was written down. It must not throw. */
  readonly onRaised?: (challenge: Challenge) => void;
  /** Called when the picture could not be kept. The challenge stands without it. */
  readonly onTrouble?: (error: unknown) => void;
}

/**
 * The desk of one worker. The row and the hold of the lane are one transaction; the picture follows, because its name is the row's id and
 * a full disk must not keep a lane open.
 */
export const createChallengeDesk = (options: DeskOptions): ChallengeDesk => {
  const { store, lanes, platform, workerId, dataFolder, folder = 'challenges', onRaised, onTrouble } = options;

  const keep = async (id: string, picture: Uint8Array): Promise<void> => {
    const path = join(folder, `${id}.png`);
    try {
      await mkdir(join(dataFolder, folder), { recursive: true });
      // What a page shows may name people.
      await writeFile(join(dataFolder, path), picture, { mode: 0o600 });
      await store.query(nameScreenshot(id, path));
    } catch (error) {
      onTrouble?.(error);
    }
  };

  const raise = async ({ screenshot, ...found }: Evidence): Promise<string> => {
    const url = stripSecrets(found.url);
    const { id, isNew } = await store.transaction(async (sql) => {
      const [lane] = await sql.query<{ id: string | null }>(lockForChallenge(found.lane));
      if (lane?.id) return { id: lane.id, isNew: false };
      const [row] = await sql.query<{ id: string }>(insertChallenge({ ...found, url, platform, workerId, host: hostname() }));
      return { id: row!.id, isNew: true };
    });
    lanes.meet(found.lane, id, `challenge ${id}: ${found.reason}`);
    if (!isNew) return id;
    if (screenshot) await keep(id, screenshot);
    if (onRaised) onRaised(await findChallenge(store, id));
    return id;
  };

  return {
    raise,
    skipped: async (lane, url) => (await store.query<{ id: string }>(heedSkip(lane, stripSecrets(url))))[0]?.id ?? null,
    waits: async (id) => (await findChallenge(store, id)).state === 'waiting',
  };
};
