/** What one living process wants of a lane's concurrency, and what its row grants it now. */
export interface Holder {
  readonly worker: string;
  readonly permits: number;
  readonly wanted: number;
}

/**
 * Max-min fair shares of `concurrency`: nobody gets more than it wants while another wants more than it has. Where there are fewer permits
 * than processes they go round by `turn`, so that with one permit and three processes each has it in turn. What is left over otherwise
 * stays where it is: handing one of eight permits round every 5 s idled 2 % of them.
 */
export const fairShares = (concurrency: number, wanted: readonly number[], turn: number): number[] => {
  const shares = wanted.map(() => 0);
  let left = concurrency;
  let open = wanted.map((_, index) => index).filter((index) => wanted[index]! > 0);
  while (left >= open.length && open.length > 0) {
    const level = Math.floor(left / open.length);
    for (const index of open) {
      const given = Math.min(level, wanted[index]! - shares[index]!);
      shares[index]! += given;
      left -= given;
    }
    open = open.filter((index) => shares[index]! < wanted[index]!);
  }
  const first = open.some((index) => shares[index] === 0) ? turn : 0;
  for (let n = 0; n < left && n < open.length; n++) shares[open[(first + n) % open.length]!]! += 1;
  return shares;
};

/** What one process's row shall say, and how many requests it may newly start up to. */
export interface Allotment {
  /** The row: covers every request this process has or may have under way. */
  readonly permits: number;
  /** No new request while this many are under way. Below `permits` when others want some back. */
  readonly limit: number;
}

/**
 * The allotment of `me`, given what the other living processes hold and want. The rows never sum to more than `concurrency`: a row
 * grows only into what nobody holds, and shrinks only to what the process still uses (`keep`). What nobody wants goes to whoever asks,
 * so a process alone has all of it; but it leaves the others their shares, also those that have nothing yet. (When each counted all that nobody wants as
 * its own, two of eight processes held all 64 permits, of which they used two, and the others waited up to 14 s for their end.)
 */
export const allot = (concurrency: number, me: Holder & { readonly keep: number }, others: readonly Holder[], turn: number): Allotment => {
  const all = [me, ...others].sort((a, b) => (a.worker < b.worker ? -1 : 1));
  const shares = fairShares(
    concurrency,
    all.map((holder) => holder.wanted),
    turn,
  );
  const ofOthers = others.reduce((sum, holder) => sum + Math.max(holder.permits, shares[all.indexOf(holder)]!), 0);
  const target = me.wanted === 0 ? 0 : Math.max(shares[all.indexOf(me)]!, concurrency - ofOthers);
  const free = Math.max(0, concurrency - others.reduce((sum, holder) => sum + holder.permits, 0));
  const permits = Math.max(me.keep, Math.min(target, free));
  return { permits, limit: Math.min(permits, target) };
};
