import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { episodeIdOf, lane, platform, queryOf, referer, stars, wireCount, wireStars } from '../shape.ts';

const userAction = z.object({ starInfo: z.object({ averageStarScore: wireStars, starScoreCount: wireCount }) });

const read = (payload: unknown, url: string): Parsed => {
  const parsed = userAction.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const query = queryOf(url);
  const [titleId, no] = [query.get('titleId'), query.get('no')];
  // The payload names neither series nor episode; without its address nobody can say whose stars these are.
  if (!titleId || !no) return nothing('changed-shape', [misfit('', 'the address does not say which episode this is about', payload)]);
  const { starInfo } = parsed.data;
  const counts = { stars: stars(starInfo.averageStarScore), starVotes: exactOrMissing(starInfo.starScoreCount) };
  const silent = absentIn(starInfo, 'starInfo', ['averageStarScore', 'starScoreCount']);
  const record = { kind: 'episode', platform, id: episodeIdOf(titleId, no), parentId: titleId, fields: {}, counts } as const;
  return { outcome: 'ok', records: [record], quarantined: silent, next: null };
};

/** The stars of one episode with the number of readers who gave them; the list of episodes has the mean alone. */
export const userActionEndpoint: Endpoint = {
  name: 'user-action',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ titleId, no }) => ({ url: `https://comic.naver.com/api/userAction/info?titleId=${titleId}&no=${no}`, headers: referer }),
  // Paid episodes answer 404 here and are in the list of episodes all the same: `empty`, because `gone` would strike out the episode.
  parse: payloadParser({ payload: 'json', onNotFound: 'empty' }, (payload, { request }) => read(payload, request.url)),
};
