/** The world of the TikTok benchmarks, and what our parsers make of its answers before people are hashed. */
import { toStored } from '../../src/domain/index.ts';
import type { Exchange, Json, ParsedRecord } from '../../src/domain/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import { optionValues, sourceOf } from '../../src/sources/index.ts';

export const sizes = { tiktokPosts: 50, tiktokFollowers: 1000, tiktokComments: 500 };

/** Logins of accounts without a part of their own, and the flags of a world in which there are so many. */
export const loginsOf = async (creators: number) => {
  // Accounts with a part come first in the world and are not asked.
  const tiktokCreators = creators + 20;
  await using simulator = await createSimulator({ ...sizes, tiktokCreators });
  const flags = { latency: 0, 'tiktok-creators': tiktokCreators, 'tiktok-posts': 50, 'tiktok-followers': 1000, 'tiktok-comments': 500 };
  return { logins: simulator.tiktok.plainLogins().slice(0, creators), flags };
};

/** A row as it stands in `record`, with the observation of it. */
export interface ExpectedRow {
  readonly kind: string;
  readonly id: string;
  readonly parent: string | null;
  readonly fields: Readonly<Record<string, Json>>;
  readonly counts: Readonly<Record<string, unknown>>;
  readonly stream: string;
  readonly observed: Readonly<Record<string, unknown>>;
}

/** All rows of one creator, read as `collect` reads them but without lanes and hashing. */
export const expectedRows = async (url: string, login: string): Promise<ExpectedRow[]> => {
  const source = sourceOf('tiktok');
  const values = Object.fromEntries((source.settings ?? []).map(({ name, simulated }) => [name, simulated ?? '']));
  const rows: ExpectedRow[] = [];
  const read = async (name: string, targets: readonly string[], known: ParsedRecord | null): Promise<ParsedRecord[]> => {
    const records: ParsedRecord[] = [];
    const pages = source.streams
      .find((stream) => stream.name === name)!
      .read({
        ...{ targets, cursor: null, lastAttempt: false, options: optionValues(source, {}) },
        can: () => true,
        known: () => known?.fields ?? null,
        ask: async (endpoint, params): Promise<Exchange> => {
          const request = endpoint.request(params, values);
          const sent = await fetch(request.url.replace('https://', `${url}/`), { headers: request.headers ?? {} });
          const body = await sent.text();
          const nothing = { headers: {}, bytes: body.length, at: Date.now(), durationMs: 0, attempts: 1 };
          return { request: { method: 'GET', url: request.url }, status: sent.status, body, outcome: 'ok', ...nothing };
        },
      });
    for await (const { parsed } of pages) records.push(...parsed.records);
    for (const { kind, id, parentId, fields, counts } of records) {
      const stored = Object.fromEntries(Object.entries(counts).map(([metric, count]) => [metric, toStored(count)]));
      rows.push({ kind, id, parent: parentId ?? null, fields, counts: stored, stream: name, observed: stored });
    }
    return records;
  };
  const [channel] = await read('profile', [`@${login.toLowerCase()}`], null);
  const posts = await read('posts', [channel!.id], channel!);
  const newest = posts.toSorted((a, b) => String(b.fields['publishedAt']).localeCompare(String(a.fields['publishedAt'])));
  for (const { id } of newest.slice(0, 3)) await read('comments', [id], null);
  await read('followers', [channel!.id], channel!);
  return rows;
};
