/** Collecting: a run is planned into tasks, tasks are read page by page, pages are committed with their raw answers. */
export { collect } from './collect.ts';
export type { CollectEvent, CollectOptions } from './collect.ts';
export type { RunReport } from './run.ts';
export { browserSetting, askable, settingValues, unaskable } from './access.ts';
export { checkSource } from './check.ts';
export type { CheckOptions, EndpointCheck } from './check.ts';
export { createReadingRoom } from './reading/room.ts';
export { previewCollection } from './preview.ts';
export type { StreamPreview } from './preview.ts';
export { resolveSelection } from './resolve.ts';
export type { SelectionRequest } from './resolve.ts';
export { selectionKey } from './selection.ts';
export type { Selection } from './selection.ts';
export { rebuild } from './rebuild/rebuild.ts';
export type { RebuildOptions } from './rebuild/rebuild.ts';
export type { RebuildEvent } from './rebuild/context.ts';
export type { DamagedFrame, RebuildReport, RowChanges } from './rebuild/report.ts';
export type { DayRange, RawChoice } from './sql/rebuild-frames.ts';
