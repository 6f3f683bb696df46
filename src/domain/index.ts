/**
 * The words of Tidemark, as types. Glossary:
 *
 * - platform: a site we read. source: our connector to one platform. stream: one collection of records of a source.
 * - access method: a way a stream can be read (`api`, `browser`, `page`).
 * - target: what is watched. watchlist: a named set of targets.
 * - lane: one politeness domain (host + credential); every request belongs to one.
 * - exchange: one request and its answer, kept raw. record: one parsed entity. observation: a record's metrics at an instant.
 * - count: a number with its precision; missing is never 0.
 * - run / task: one execution / the unit of work inside it, resumable per page.
 * - frame: the raw exchanges of one commit. segment: an immutable file of frames.
 * - quarantine: where a payload or record that breaks its schema goes, with the reason.
 */
export * from './count.ts';
export * from './decoded-body.ts';
export * from './ends-early.ts';
export * from './error-catalogue.ts';
export * from './errors.ts';
export * from './outcome.ts';
export * from './path-reason.ts';
export * from './pipeline.ts';
export * from './platform.ts';
export * from './rate.ts';
export * from './record.ts';
export * from './time.ts';
