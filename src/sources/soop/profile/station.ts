import { exactOrMissing } from '../../../domain/index.ts';
import type { Parsed } from '../../../domain/index.ts';
import { given, koreanInstantOf } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentIn, firstReason } from '../../rows.ts';
import { onEachService } from '../answer.ts';
import { idOf, imageUrl, platform, services, stationUrl } from '../shape.ts';
import { privateViewers, wireStation } from '../station.ts';

const read = (payload: unknown): Parsed => {
  const parsed = wireStation.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), '(not quoted: it may name people)')]);
  const { station, profile_image: picture, subscription, broad, is_best_bj: best, is_partner_bj: partner, country } = parsed.data;
  const { upd } = station;
  const id = idOf(station.user_id);
  const record = {
    kind: 'channel',
    platform,
    id,
    name: `@${id}`,
    fields: given({
      login: id,
      title: station.user_nick,
      stationName: station.station_name,
      description: station.display?.profile_text || station.station_title || null,
      url: stationUrl(id),
      imageUrl: imageUrl(picture),
      country,
      createdAt: koreanInstantOf(station.jointime),
      partner,
      best,
      // Nothing on the air is null. A station that does not say leaves open whether there is.
      live: broad === undefined ? undefined : broad !== null,
    }),
    counts: {
      followers: exactOrMissing(upd.fan_cnt),
      views: exactOrMissing(upd.total_view_cnt),
      visits: exactOrMissing(upd.total_visit_cnt),
      subscribers: exactOrMissing(subscription?.count),
      broadcastSeconds: exactOrMissing(station.total_broad_time),
    },
  } as const;
  return {
    outcome: 'ok',
    records: [record],
    quarantined: [
      ...absentIn(upd, 'station.upd', ['fan_cnt', 'total_visit_cnt', 'total_view_cnt']),
      ...absentIn(station, 'station', ['user_nick']),
    ],
    next: null,
  };
};

/** The station of one streamer: who it is, and how many follow. Recorded in the days of AfreecaTV; the present hosts are known to answer alike. */
export const stations = onEachService({
  name: 'station',
  recordedAt: services.afreeca,
  privateFields: privateViewers,
  path: ({ id }) => `${String(id)}/station`,
  onNotFound: 'gone',
  read,
});
