import { z } from 'zod';
import { wireCount, wireFlag, wireText } from '../fields.ts';

/** What the station of a streamer tells, as far as it is read. `broad` is what is on the air: null when nothing is. */
export const wireStation = z.object({
  profile_image: wireText,
  station: z.object({
    user_id: z.string().min(1),
    user_nick: wireText,
    station_name: wireText,
    station_title: wireText,
    jointime: wireText,
    broad_start: wireText,
    total_broad_time: wireCount,
    display: z.object({ profile_text: wireText }).nullish(),
    upd: z.object({ fan_cnt: wireCount, total_visit_cnt: wireCount, total_view_cnt: wireCount }),
  }),
  broad: z.unknown().optional(),
  subscription: z.object({ count: wireCount }).nullish(),
  is_best_bj: wireFlag,
  is_partner_bj: wireFlag,
  country: wireText,
});

export const wireBroad = z.object({
  broad_no: z.union([z.int().positive(), z.string().min(1)]),
  broad_title: wireText,
  current_sum_viewer: wireCount,
  broad_grade: z.int().nullish(),
  is_password: wireFlag,
});

/**
 * Viewers who gave most stand beside the streamer, in lists that an owner can hide. Nothing of them is read; they are named here so that
 * nothing of them is written down either.
 */
export const privateViewers: readonly string[] = ['starballoon_top?', 'sticker_top?', 'subscription.users?', 'fan_top?', 'supporter_top?'];
