import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed, ParsedRecord } from '../../../domain/index.ts';
import { given, koreanInstantOf } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { onEachService } from '../answer.ts';
import { idOf, isAdult, platform, services } from '../shape.ts';
import { privateViewers, wireBroad, wireStation } from '../station.ts';

const unquoted = '(not quoted: it may name people)';

/** Nothing of the last broadcast holds any more, so it is taken back: what is merely absent would stay. */
const offAir: ParsedRecord['fields'] = {
  ...{ live: false, liveId: null, liveTitle: null, liveStartedAt: null, liveUrl: null, liveAdult: null, livePassword: null },
};

const read = (payload: unknown): Parsed => {
  const parsed = wireStation.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), unquoted)]);
  const { station, broad } = parsed.data;
  const id = idOf(station.user_id);
  const stateOf = (fields: ParsedRecord['fields'], counts: ParsedRecord['counts'] = {}): ParsedRecord => ({
    kind: 'channel',
    platform,
    id,
    fields,
    counts,
  });
  // Null is the word for "off the air"; a station without the word does not say so.
  if (broad === undefined) return nothing('changed-shape', [misfit('broad', 'absent', null)]);
  if (broad === null) return { outcome: 'ok', records: [stateOf(offAir)], quarantined: [], next: null };
  const onAir = wireBroad.safeParse(broad);
  if (!onAir.success) return nothing('changed-shape', [misfit('broad', firstReason(onAir.error), broad)]);
  const { broad_no: number, broad_title: title, current_sum_viewer: viewers, broad_grade: grade, is_password: locked } = onAir.data;
  const fields = given({
    live: true,
    liveId: String(number),
    liveTitle: title,
    liveStartedAt: koreanInstantOf(station.broad_start),
    liveUrl: `https://play.sooplive.co.kr/${id}/${number}`,
    liveAdult: isAdult(grade),
    livePassword: locked,
  });
  return {
    outcome: 'ok',
    records: [stateOf(fields, { viewers: exactOrMissing(viewers) })],
    quarantined: absentIn(onAir.data, 'broad', ['broad_title', 'current_sum_viewer']),
    next: null,
  };
};

/**
 * What one streamer has on the air. The same address as the profile's, asked by itself because the air changes by the minute; who is off it
 * is so by the platform's word, and is not missing.
 */
export const onAir = onEachService({
  name: 'station',
  recordedAt: services.afreeca,
  privateFields: privateViewers,
  path: ({ id }) => `${String(id)}/station`,
  // Whether the streamer is gone is for the profile to say.
  onNotFound: 'empty',
  read,
});
