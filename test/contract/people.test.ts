import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHasher, redact } from '../../src/net/privacy/index.ts';
import { endpointsNamed } from '../../src/sources/index.ts';

const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'));
const missing = !existsSync(corpus);
if (missing) console.warn('skipped: no corpus');

type Payload = Readonly<Record<string, unknown>>;

/** Where people stand who are not the ones a payload is about: found by other means than the endpoints' own declarations. */
const recorded: readonly { readonly folder: string; readonly file?: RegExp; readonly endpoint: string; readonly people: RegExp }[] = [
  { folder: 'tiktok/comment_list', endpoint: 'tiktok/comments:list', people: /\.user\.(?!.*uri$)|reply_comment|share_info|^\.cookie$/ },
  { folder: 'tiktok/user_list', file: /^user_list/, endpoint: 'tiktok/followers:list', people: /\.user\./ },
  {
    folder: 'tiktok/user_list',
    file: /mobile/,
    endpoint: 'tiktok/followers:mobile-list',
    people: /followers\[\].*(?:id|nickname|uri|url)$|myself/,
  },
  { folder: 'twitch/clips', endpoint: 'twitch/videos:clips', people: /creator_/ },
  { folder: 'twitch/channels_followers', endpoint: 'twitch/profile:followers', people: /user_/ },
  { folder: 'soop/station', endpoint: 'soop/profile:station', people: /_top\[\]|subscription\.users/ },
];

/** Every text and every long number with the path at which it stands. */
const leavesOf = (value: unknown, path = ''): [string, string][] => {
  if (Array.isArray(value)) return value.flatMap((each) => leavesOf(each, `${path}[]`));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, each]) => leavesOf(each, `${path}.${key}`));
  if (typeof value === 'string' ? value.length > 3 : typeof value === 'number' && value > 1e9) return [[path, String(value)]];
  return [];
};

/** The answers in a file: itself, or those of a cassette that went well. */
const answersIn = (content: unknown): Payload[] => {
  if (!Array.isArray(content)) return [content as Payload];
  return (content as { response: { status: number; body: Payload } }[])
    .map(({ response }) => response.body)
    .filter((body) => 'data' in body);
};

describe.skipIf(missing)(`people in recorded payloads${missing ? ' (skipped: no corpus)' : ''}`, () => {
  test.each(recorded)(
    '$endpoint: nothing that stands at a person is left in what is kept of $folder',
    ({ folder, file, endpoint, people }) => {
      const { endpoints } = endpointsNamed(endpoint);
      const { privateFields, payload } = endpoints[0]!;
      const hasher = createHasher(new Uint8Array(32));
      let met = 0;
      for (const name of readdirSync(join(corpus, folder)).filter((each) => file?.test(each) ?? true))
        for (const answer of answersIn(JSON.parse(readFileSync(join(corpus, folder, name), 'utf8')))) {
          const { body, state } = redact({ body: JSON.stringify(answer), payload, privateFields, hasher });
          expect(state).toBe('hashed');
          const kept = new Set(leavesOf(JSON.parse(body)).map(([, value]) => value));
          const named = leavesOf(answer).filter(([path]) => people.test(path));
          met += named.length;
          // Paths only: who they are is nobody's business, in the words of a failed test too.
          expect(named.filter(([, value]) => kept.has(value)).map(([path]) => path)).toEqual([]);
        }
      expect(met).toBeGreaterThan(0);
    },
  );
});
