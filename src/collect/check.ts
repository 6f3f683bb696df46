import { isSettled, originOf, TidemarkError } from '../domain/index.ts';
import type { Clock, Exchange, Json, Outcome } from '../domain/index.ts';
import type { Net } from '../net/index.ts';
import type { Endpoint, OptionValues, Page, SettingValues, Source, Stream } from '../sources/index.ts';
import type { Sql } from '../store/index.ts';
import { createAccess, missingFor } from './access.ts';
import { askEndpoint } from './ask-endpoint.ts';
import { carriedFields } from './sql/carried.ts';
import type { CarriedRow } from './sql/carried.ts';
import { someTarget } from './sql/some-target.ts';

/** How an endpoint answered when it was asked once. */
export interface EndpointCheck {
  readonly stream: string;
  readonly endpoint: string;
  readonly method: Endpoint['method'];
  readonly evidence: Endpoint['evidence'];
  /**
   * `answers`; `refuses`: it was asked, and the answer was of no use; `unset`: the operator has not brought what it needs; `untried`: there is nothing
   * to ask it about yet, or another way answered in its place.
   */
  readonly state: 'answers' | 'refuses' | 'unset' | 'untried';
  readonly outcome: Outcome | null;
  /** The settings that are missing, the evidence of a refusal, or why it was not tried. */
  readonly note: string | null;
  readonly records: number;
  readonly durationMs: number;
}

export interface CheckOptions {
  readonly sql: Sql;
  readonly source: Source;
  readonly net: Net;
  readonly values: SettingValues;
  readonly options: OptionValues;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Before a page of the wanted endpoint comes, a reader may have to ask another one first; no more than so many. */
const pagesBefore = 3;

/**
 * Asks each endpoint of a source one harmless question about something that is known already, through its lane, and says how it answered. What
 * comes is looked at and not kept: a check is no collection.
 */
export async function* checkSource(check: CheckOptions): AsyncGenerator<EndpointCheck> {
  const { source, values } = check;
  for (const stream of source.streams)
    for (const endpoint of stream.endpoints) {
      const { name, method, evidence } = endpoint;
      const about = { stream: stream.name, endpoint: name, method, evidence, outcome: null, records: 0, durationMs: 0 };
      const missing = missingFor(endpoint, values);
      if (missing.length > 0) yield { ...about, state: 'unset', note: `${missing.join(' and ')} is not set` };
      else yield { ...about, ...(await askOnce(check, stream, endpoint)) };
    }
}

type Answered = Pick<EndpointCheck, 'state' | 'outcome' | 'note' | 'records' | 'durationMs'>;

const untried = (note: string): Answered => ({ state: 'untried', outcome: null, note, records: 0, durationMs: 0 });

const askOnce = async (check: CheckOptions, stream: Stream, wanted: Endpoint): Promise<Answered> => {
  const { sql, source, net, values, options, clock, signal } = check;
  const target = await targetOf(sql, source, stream);
  const carried = 'carries' in stream.target ? (stream.target.carries ?? []) : [];
  const rows =
    carried.length === 0 || target === null
      ? []
      : await sql.query<CarriedRow>(carriedFields(source.platform, stream.target.kind, [target], carried));
  const access = createAccess({ source, values, net, clock, abort: signal });
  const send = askEndpoint({ source, access, send: (request) => net.send(request, signal) });
  try {
    if (target === null) {
      // Without anything to ask about, the credential at least can be tried.
      const token = await access.token(wanted);
      const accepted = token === undefined ? '' : 'the credential is accepted; ';
      return untried(`${accepted}no ${stream.target.kind} is known yet to ask it about (tidemark targets add)`);
    }
    let cursor: Json | null = null;
    let pages = 0;
    for await (const page of stream.read({
      ...{ targets: [target], cursor, lastAttempt: false, options },
      ask: (endpoint, params): Promise<Exchange> => send(endpoint, params),
      can: (endpoint) => endpoint === wanted,
      known: (id) => rows.find((row) => row.id === id)?.fields ?? null,
    })) {
      if (page.endpoint === wanted) return answered(page);
      cursor = page.cursor;
      if (cursor === null || ++pages >= pagesBefore || !isSettled(page.parsed.outcome)) break;
    }
    return untried('another endpoint answered in its place');
  } catch (thrown) {
    const error = originOf(thrown);
    if (error instanceof TidemarkError && !signal.aborted)
      return { state: 'refuses', outcome: null, note: error.line, records: 0, durationMs: 0 };
    throw error;
  }
};

const fine: ReadonlySet<Outcome> = new Set(['ok', 'empty', 'unchanged', 'gone', 'private']);

const answered = ({ exchange, parsed }: Page): Answered => ({
  state: fine.has(parsed.outcome) ? 'answers' : 'refuses',
  outcome: parsed.outcome,
  note: parsed.note ?? exchange.note ?? null,
  records: parsed.records.length,
  durationMs: exchange.durationMs,
});

const targetOf = async (sql: Sql, { platform }: Source, { target }: Stream): Promise<string | null> => {
  if (target.kind === 'listing') return target.ids[0] ?? null;
  const [row] = await sql.query<{ id: string }>(someTarget(platform, target.kind));
  return row?.id ?? null;
};
