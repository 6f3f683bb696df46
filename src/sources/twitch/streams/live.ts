import { z } from 'zod';
import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, instantOf, outcomeOf, queryOf, wireCount, wireFlag, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { helix, helixLimit, helixParser, helixRequest, wirePaged } from '../helix.ts';
import { channelRecord, imageUrl, nameOf, onceEach, text, wireUserId } from '../shape.ts';

const row = z.object({
  id: wireText,
  user_id: wireUserId,
  user_login: wireText,
  user_name: wireText,
  game_name: wireText,
  title: wireText,
  viewer_count: wireCount,
  started_at: wireText,
  language: wireText,
  thumbnail_url: wireText,
  tags: z.array(z.string()).nullish(),
  is_mature: wireFlag,
});
type StreamRow = z.infer<typeof row>;
const readRows = rowReader<StreamRow>(row);

const onAir = (stream: StreamRow): ParsedRecord =>
  channelRecord(stream.user_id, stream.user_login, {
    fields: {
      live: true,
      ...given({
        title: text(stream.user_name),
        language: text(stream.language),
        liveId: text(stream.id),
        liveTitle: text(stream.title?.trim()),
        liveCategory: text(stream.game_name),
        liveStartedAt: instantOf(stream.started_at),
        liveImageUrl: imageUrl(stream.thumbnail_url),
        liveTags: stream.tags,
        liveAdult: stream.is_mature,
      }),
    },
    counts: { viewers: exactOrMissing(stream.viewer_count) },
  });

/** Nothing of the last stream holds any more, so it is taken back: what is merely absent would stay. */
const offAir = (id: string): ParsedRecord =>
  channelRecord(id, null, {
    fields: {
      live: false,
      liveId: null,
      liveTitle: null,
      liveCategory: null,
      liveStartedAt: null,
      liveImageUrl: null,
      liveTags: null,
      liveAdult: null,
    },
  });

const read = (payload: unknown, url: string): Parsed => {
  const parsed = wirePaged.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readRows(parsed.data.data, 'data');
  const { pagination } = parsed.data;
  const query = queryOf(url);
  const ids = query.getAll('user_id');
  const asked = new Set([...ids, ...query.getAll('user_login').map(nameOf)]);
  const good = rows.filter((stream) => stream !== null);
  const quarantined = [...misfits, ...absentEverywhere(rows, 'data', ['title', 'viewer_count', 'started_at', 'game_name'])];
  if (!pagination) quarantined.push(misfit('pagination', 'absent', null));
  const strange = asked.size > 0 && good.some(({ user_id: id, user_login: login }) => !asked.has(id) && !asked.has(nameOf(login ?? '')));
  if (strange) quarantined.push(misfit('data', 'streams that nobody asked about', null));
  const live = onceEach(good.map(onAir));
  // Whoever is absent is off the air only where the answer is whole and understood.
  const isClear = misfits.length === 0 && pagination && !strange;
  const met = new Set(live.flatMap(({ id, name }) => [id, name ?? id]));
  const rest = [
    ...ids.filter((id) => !met.has(id)),
    ...query.getAll('user_login').flatMap((login) => (met.has(nameOf(login)) ? [] : [`@${login}`])),
  ];
  const goesOn = isClear === true && Boolean(pagination.cursor) && live.length > 0 && rest.length > 0;
  const off = isClear && !goesOn ? ids.filter((id) => !met.has(id)).map(offAir) : [];
  const records = [...live, ...onceEach(off)];
  return {
    outcome: pagination && !strange ? outcomeOf(records, misfits) : 'changed-shape',
    records,
    quarantined,
    next: goesOn ? rest : null,
  };
};

/**
 * Who of up to 100 channels is on the air; who is not is absent from the answer. Pages shift while they are read, so no page after the first is
 * asked for: where more are announced, the question is put again about those who have not been met, until all have or none is left.
 */
export const live: Endpoint = {
  ...helix,
  name: 'live',
  evidence: 'recorded',
  request: ({ id = [], login = [] }, values, token) =>
    helixRequest('streams', { user_id: id, user_login: login, type: 'live', first: helixLimit }, values, token),
  parse: helixParser((payload, { request }) => read(payload, request.url)),
};
