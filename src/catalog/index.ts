/** Who may come in, what is watched, and the keys all workers share. */
export { actorOfSession, createLoginLink, endSession, linkLifetimeMs, redeemLink, sessionLifetimeMs } from './sessions.ts';
export type { Actor, Secret } from './sessions.ts';
export { changedOptions, setOption } from './options.ts';
export type { OptionDeclaration } from './options.ts';
export { sharedSecret } from './secrets.ts';
export { importTargets, mirrorTargets } from './import-targets.ts';
export type { ImportReport, SyncReport } from './import-targets.ts';
export { accountsOfBatch, readTargets } from './importing/reading.ts';
export type { TargetReading, TargetTable } from './importing/reading.ts';
export type { TargetPlatform } from './importing/platform.ts';
export type { RowReport, RowStatus } from './importing/read-sheets.ts';
export { addTargets, ensureWatchlist, everything, listTargets, listWatchlists, removeTarget } from './targets.ts';
export type { NewTarget, Target, TargetState, Watchlist } from './targets.ts';
export { actorOfToken, createToken, listTokens, revokeToken, tokenPrefix } from './tokens.ts';
export type { ApiToken } from './tokens.ts';
export { ensureWorkspace, mainWorkspace } from './workspace.ts';
export type { Workspace } from './workspace.ts';
