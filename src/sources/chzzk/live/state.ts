import { z } from 'zod';
import { exactOrMissing, exactUnlessZero, reasonOf } from '../../../domain/index.ts';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import { given, hashtagsOf, koreanInstantOf, wireCount, wireFlag, wireText } from '../../fields.ts';
import { misfit } from '../../misfit.ts';
import { imageUrl, platform } from '../shape.ts';

/** What every answer about a broadcast tells of it. */
export const wireLive = z.object({
  liveId: z.int().positive().nullish(),
  liveTitle: wireText,
  liveImageUrl: wireText,
  concurrentUserCount: wireCount,
  accumulateCount: wireCount,
  cvExposure: wireFlag,
  openDate: wireText,
  adult: wireFlag,
  tags: z.array(z.string()).nullish(),
  categoryType: wireText,
  liveCategory: wireText,
  liveCategoryValue: wireText,
  blindType: wireText,
});
export type Live = z.infer<typeof wireLive>;

/** A channel that is on the air. */
export const onAir = (id: string, live: Live, more: ParsedRecord['fields'] = {}): ParsedRecord => ({
  kind: 'channel',
  platform,
  id,
  fields: {
    ...given({
      live: true,
      liveId: live.liveId ? String(live.liveId) : null,
      liveTitle: live.liveTitle,
      liveCategory: live.liveCategoryValue || live.liveCategory,
      liveCategoryCode: live.liveCategory,
      liveStartedAt: koreanInstantOf(live.openDate),
      liveImageUrl: imageUrl(live.liveImageUrl),
      liveTags: hashtagsOf(live.tags),
      liveAdult: live.adult,
      liveBlind: live.blindType,
    }),
    ...more,
  },
  counts: {
    // Not shown by the streamer's wish: whatever stands there then is nobody's number.
    viewers: live.cvExposure === false ? null : exactOrMissing(live.concurrentUserCount),
    // Everybody who came by. Since 2025 it is 0 even for the greatest broadcasts, which means that it is no longer given.
    liveViews: exactUnlessZero(live.accumulateCount),
  },
});

/**
 * A channel that is off the air. The figures beside it are left over from its last broadcast: viewers of somebody who is not there are no
 * viewers.
 */
export const offAir = (id: string, endedAt: string | null = null): ParsedRecord => ({
  kind: 'channel',
  platform,
  id,
  fields: { live: false, ...over, ...given({ liveEndedAt: endedAt }) },
  counts: {},
});

/** Nothing of the last broadcast holds any more, so it is taken back: what is merely absent would stay. */
const over: ParsedRecord['fields'] = {
  ...{ liveId: null, liveTitle: null, liveCategory: null, liveCategoryCode: null, liveStartedAt: null, liveImageUrl: null },
  ...{ liveTags: null, liveAdult: null, liveBlind: null, liveRewind: null, livePlayback: null },
};

/** A channel that says nothing has never been on the air. */
export const neverOnAir = (id: string | null): Parsed =>
  id === null
    ? { outcome: 'changed-shape', records: [], quarantined: [misfit('content', 'null, and no address says whose', null)], next: null }
    : { outcome: 'ok', records: [offAir(id)], quarantined: [], next: null };

/** `OPEN` is on the air and `CLOSE` is off it; another word is for somebody to look at. */
export const wireStatus = z.enum(['OPEN', 'CLOSE']);

/** JSON that was put into JSON as a text; null where there is none. */
export const innerJson = (
  text: string | null | undefined,
  path: string,
): { readonly value: unknown; readonly misfits: readonly Misfit[] } => {
  if (!text) return { value: null, misfits: [] };
  try {
    return { value: JSON.parse(text), misfits: [] };
  } catch (error) {
    return { value: null, misfits: [misfit(path, `not JSON: ${reasonOf(error)}`, text)] };
  }
};
