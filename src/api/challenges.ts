import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import { answerChallenge, findChallenge, listChallenges } from '../net/index.ts';
import type { Challenge } from '../net/index.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, instant, rowId, wireInstant } from './schemas.ts';

const challenge = z.object({
  id: z.string(),
  platform: z.string(),
  lane: z.string(),
  url: z.string(),
  reason: z.string(),
  state: z.enum(['waiting', 'done', 'skipped']),
  hasScreenshot: z.boolean(),
  host: z.string(),
  alive: z.boolean().describe('Whether the browser session that met it is still open'),
  metAt: instant,
  answeredAt: instant.nullable(),
});

/** The way into the session stays with the command line: it is a door of that machine. */
const wire = ({ metAt, answeredAt, screenshot, devtools: _, pageId: __, ...rest }: Challenge) => ({
  ...rest,
  hasScreenshot: screenshot !== null,
  metAt: wireInstant(metAt),
  answeredAt: answeredAt === null ? null : wireInstant(answeredAt),
});

/** Platforms that ask for a person, and the answers to them. */
export const challengeRoutes = (app: Api, { store, dataFolder }: ApiOptions): void => {
  const params = z.object({ id: rowId });
  app.get(
    '/api/v1/challenges',
    { schema: { summary: 'Challenges, those that wait first', response: answers(z.object({ items: z.array(challenge) })) } },
    async () => ({ items: (await listChallenges(store)).map(wire) }),
  );

  app.get('/api/v1/challenges/:id', { schema: { summary: 'One challenge', params, response: answers(challenge) } }, async (request) =>
    wire(await findChallenge(store, request.params.id)),
  );

  app.get(
    '/api/v1/challenges/:id/screenshot',
    { schema: { summary: 'The picture of a challenge (PNG)', params, response: { default: answers(challenge).default } } },
    async (request, reply) => {
      const { id, screenshot } = await findChallenge(store, request.params.id);
      // Nothing else of the folder is served, whatever the row says.
      const isOurs = screenshot !== null && /^challenges(?:-sample)?\/\d+\.png$/.test(screenshot);
      const picture = isOurs && dataFolder !== undefined ? await readFile(join(dataFolder, screenshot)).catch(() => null) : null;
      if (picture === null) throw new TidemarkError('TDM_NOT_FOUND', { what: 'picture of challenge', id });
      return reply.type('image/png').send(picture as never);
    },
  );

  for (const [name, state, summary] of [
    ['done', 'done', 'Say that it is solved: the lane opens'],
    ['skip', 'skipped', 'Leave what the page was opened for, and open the lane'],
  ] as const)
    app.post(`/api/v1/challenges/:id/${name}`, { schema: { summary, params, response: answers(challenge) } }, async (request) =>
      wire(await answerChallenge(store, request.params.id, state)),
    );
};
