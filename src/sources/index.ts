/** Connectors to platforms: what can be asked of each, and how its answers are read. */
export * from './contract.ts';
export { keywordOf } from './keyword.ts';
export { optionValues } from './option-values.ts';
export { positionCursor, readByWays, readTargets } from './paging.ts';
export { handOnParsed, parsedOf } from './parsed.ts';
export { endpointsNamed, parsePayload } from './parse.ts';
export type { ParsedPayload, ParseOptions, PrintedRecord } from './parse.ts';
export { endpointOf, sourceOf, sources, streamOf } from './registry.ts';
export { sourceReport, sourcesReport } from './report.ts';
export type { BroughtSettings, SourcesReport } from './report.ts';
