import type { Clock } from '../../domain/index.ts';
import type { Lanes, NetRequest } from '../contract.ts';

/** A lane is slowed when what is left asks for a pace this much slower than its own, and its floor is moved when it is that much off. */
const noticeable = 1.25;
/** A floor is lifted when the lane's own pace would do again. */
const enough = 1.05;
/** A floor is written at most so often, as each is a statement for all processes. */
const pauseMs = 250;
/** What another process has written, which may have ended since, is put right after so long, and at the first answer. */
const believedMs = 60_000;

/**
 * Paces lanes by what platforms say of their quota: what is left, spread until it is full again, is the slowest pace that uses all of it and the
 * quickest that is never refused. Usually the lane's own pace is just that and nothing happens; when others use the same credential it slows
 * before anybody has to refuse.
 */
export const createQuotaKeeper = (lanes: Lanes, clock: Clock) => {
  const floors = new Map<string, { floorMs: number; writtenAt: number }>();
  return async ({ lane, quota }: NetRequest, host: string, headers: Readonly<Record<string, string>>): Promise<void> => {
    const notice = quota?.read(headers);
    if (!quota || !notice) return;
    const leftMs = leftMsOf(notice, headers, clock);
    const neededMs = leftMs / Math.max(1, notice.remaining);
    const key = `${lane} ${host}`;
    const { floorMs, writtenAt } = floors.get(key) ?? { floorMs: 0, writtenAt: -Infinity };
    if (clock.now() - writtenAt < pauseMs && notice.remaining > 0) return;
    const wanted = neededMs > quota.paceMs * noticeable ? neededMs : floorMs > 0 && neededMs > quota.paceMs * enough ? floorMs : 0;
    const isNear = floorMs > 0 ? wanted < floorMs * noticeable && wanted > floorMs / noticeable : wanted === 0;
    if (isNear && clock.now() - writtenAt < believedMs) return;
    floors.set(key, { floorMs: wanted, writtenAt: clock.now() });
    await lanes.setFloor(lane, `quota of ${host}`, wanted);
  };
};

type Headers = Readonly<Record<string, string>>;
type Notice = NonNullable<ReturnType<NonNullable<NetRequest['quota']>['read']>>;

/** How long until it is full again. `resetAt` is of the platform's clock; its Date header says how late it is there. */
const leftMsOf = ({ resetAt }: Notice, headers: Headers, clock: Clock): number =>
  Math.max(0, resetAt - (Date.parse(headers['date'] ?? '') || clock.now()));

/** A quota with no more than this part left is used up: what is left may not do for a request that costs several points. */
const usedUp = 1 / 100;

/** How long a platform wants us away that refuses without saying so, but tells that its quota is used up and when it is full again; else null. */
export const fullAgainMs = ({ quota }: NetRequest, headers: Headers, clock: Clock): number | null => {
  const notice = quota?.read(headers);
  if (!notice || notice.remaining > notice.limit * usedUp) return null;
  return leftMsOf(notice, headers, clock) || null;
};

export type QuotaKeeper = ReturnType<typeof createQuotaKeeper>;
