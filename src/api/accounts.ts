import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import {
  accountCurves as readCurves,
  accountPlatforms,
  accountSorts,
  accountStates,
  countAccounts,
  findAccount,
  listAccounts,
  listPosts,
  moveFormula,
  postSorts,
} from '../insight/index.ts';
import type { AccountSummary, PostSummary } from '../insight/index.ts';
import { sources } from '../sources/index.ts';
import { actorOf } from './guard.ts';
import { imageAddressOf } from './images.ts';
import type { ImageAddress } from './images.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, cursor, day, direction, externalId, instant, limit, maybeCount, named, rowId, text, wireInstant } from './schemas.ts';
import { accountCurveQuery, accountCurves, curvesOnWire, dayMs, move, traces } from './wire.ts';

const platform = z.enum(accountPlatforms);
const params = z.object({ platform, id: externalId.describe('Its id, or the name it is watched under') });

const change = named(
  'AccountChange',
  z.object({
    ...move,
    day,
    beforeDay: day.describe('The last day before on which it was looked at, so far back at least'),
    runId: rowId,
    beforeRunId: rowId,
    exchangeId: rowId,
    beforeExchangeId: rowId,
  }),
);

const account = z.object({
  platform,
  id: z.string(),
  login: z.string().nullable(),
  title: z.string(),
  url: z.string().nullable(),
  imageUrl: z.string().nullable(),
  verified: z.boolean().nullable(),
  state: z.enum(accountStates).describe('`unmet`: watched, and not found yet'),
  formerNames: z.array(z.string()).describe('Names it was found by before, the newest first'),
  live: z.boolean().nullable().describe('On the air when it was last looked at; null where nobody asked'),
  counts: z.object({
    followers: maybeCount,
    following: maybeCount,
    likes: maybeCount,
    views: maybeCount,
    posts: maybeCount,
    subscribers: maybeCount,
    viewers: maybeCount.describe('Of the broadcast that is on the air'),
  }),
  changes: z
    .object({ day: change.nullable(), week: change.nullable() })
    .describe('How the followers moved since the day before and over seven days; null where there is no day to compare with'),
  traces,
  lastSeenAt: instant.nullable().describe('Null for one that was never met'),
});
const summary = named('AccountSummary', account);

const detail = named(
  'AccountDetail',
  account.extend({
    description: z.string().nullable(),
    country: z.string().nullable(),
    language: z.string().nullable(),
    category: z.string().nullable(),
    createdAt: z.string().nullable().describe('When it was opened, by the platform'),
    firstSeenAt: instant.nullable(),
    broadcast: z
      .object({ title: z.string().nullable(), category: z.string().nullable(), startedAt: z.string().nullable() })
      .nullable()
      .describe('What is on the air'),
    formula: z.string(),
  }),
);

const post = named(
  'PostSummary',
  z.object({
    id: z.string(),
    title: z.string().nullable(),
    url: z.string().nullable(),
    imageUrl: z.string().nullable(),
    publishedAt: z.string().nullable(),
    durationSeconds: z.number().nullable(),
    type: z.string().nullable(),
    state: z.enum(['gone', 'private']).nullable(),
    counts: z.object({ views: maybeCount, likes: maybeCount, comments: maybeCount, shares: maybeCount, saves: maybeCount }),
    traces,
    lastSeenAt: instant,
  }),
);

const listQuery = z.object({
  platform: platform.optional(),
  q: text(100).optional().describe('Part of a name or of a login, of a former one too'),
  sort: z.enum(accountSorts).default('followers').describe('`day` and `week`: by how much the followers moved'),
  direction: direction.optional().describe('Largest first by default; names from their beginning'),
  cursor,
  limit,
});

const postsQuery = z.object({ sort: z.enum(postSorts).default('publishedAt'), direction: direction.default('desc'), cursor, limit });

/** Accounts of creators: the list, one of them, its curves, its posts. */
export const accountRoutes = (app: Api, options: ApiOptions): void => {
  const { store, clock } = options;
  const imageAddress = imageAddressOf(options);
  const workspaceOf = (request: Parameters<typeof actorOf>[0]): string => actorOf(request).workspace.id;

  const listAnswer = z.object({ items: z.array(summary), next: z.string().nullable(), total: z.number().int() });
  app.get(
    '/api/v1/accounts',
    { schema: { summary: 'Accounts of creators', querystring: listQuery, response: answers(listAnswer) } },
    async (request) => {
      const { platform: one, q, direction: chosen, ...query } = request.query;
      const { items, next, total } = await listAccounts(store, {
        ...query,
        workspaceId: workspaceOf(request),
        platforms: one === undefined ? accountPlatforms : [one],
        search: q || undefined,
        direction: chosen ?? (query.sort === 'name' ? 'asc' : 'desc'),
      });
      return { items: items.map((item) => onWire(item, imageAddress)), next, total };
    },
  );

  const facets = z.object({ platforms: z.array(z.object({ value: platform, count: z.number().int() })) });
  app.get(
    '/api/v1/accounts/facets',
    { schema: { summary: 'How many accounts there are on each platform', response: answers(facets) } },
    async (request) => ({ platforms: [...(await countAccounts(store, workspaceOf(request), accountPlatforms))] }),
  );

  app.get('/api/v1/accounts/:platform/:id', { schema: { summary: 'One account', params, response: answers(detail) } }, async (request) => {
    const found = await findAccount(store, { workspaceId: workspaceOf(request), ...request.params });
    if (found === null) throw new TidemarkError('TDM_NOT_FOUND', { what: `account of ${request.params.platform}`, id: request.params.id });
    const { firstSeenAt, ...rest } = found;
    return {
      ...rest,
      ...onWire(rest, imageAddress),
      firstSeenAt: firstSeenAt && wireInstant(firstSeenAt),
      formula: moveFormula,
    };
  });

  app.get(
    '/api/v1/accounts/:platform/:id/curves',
    { schema: { summary: 'The history of an account', params, querystring: accountCurveQuery, response: answers(accountCurves) } },
    async (request) => {
      const { platform: one, id } = request.params;
      const { metrics, days } = request.query;
      const found = await readCurves(store, { platform: one, id, metrics, since: clock.now() - days * dayMs });
      return curvesOnWire(found, sources.find((source) => source.platform === one)!.zone);
    },
  );

  const postsAnswer = z.object({ items: z.array(post), next: z.string().nullable(), total: z.number().int() });
  app.get(
    '/api/v1/accounts/:platform/:id/posts',
    { schema: { summary: 'Posts and videos of an account', params, querystring: postsQuery, response: answers(postsAnswer) } },
    async (request) => {
      const { platform: one, id: accountId } = request.params;
      const { items, next, total } = await listPosts(store, { platform: one, accountId, ...request.query });
      return { items: items.map((item) => postOnWire(item, imageAddress)), next, total };
    },
  );
};

const onWire = (found: AccountSummary, imageAddress: ImageAddress): z.output<typeof summary> => ({
  ...found,
  formerNames: [...found.formerNames],
  imageUrl: imageAddress(found.imageUrl),
  lastSeenAt: found.lastSeenAt && wireInstant(found.lastSeenAt),
});

const postOnWire = (found: PostSummary, imageAddress: ImageAddress): z.output<typeof post> => ({
  ...found,
  imageUrl: imageAddress(found.imageUrl),
  lastSeenAt: wireInstant(found.lastSeenAt),
});
