import { midnightOf, noonOf } from '../calendar.ts';
import type { Answer, SimRequest } from '../platform.ts';
import { mix } from '../random.ts';
import { broadcastOn, followersOn, koreanTime, nameOn, viewsOn } from '../streamers/world.ts';
import type { Streamer } from '../streamers/world.ts';
import { jsonWire } from '../wire.ts';
import { firstStation, loginOf } from './world.ts';

/** A viewer who gave something: somebody whose name must not be kept. */
const giverOf = (streamer: Streamer, place: number): object => {
  const number = mix(streamer.hash, place + 900) % 10_000;
  return {
    user_id: `viewer${number}`,
    user_nick: `시청자${number}`,
    profile_image: `//profile.img.sooplive.co.kr/LOGO/vi/viewer${number}.jpg`,
  };
};

/** The station of a streamer, with what is on the air. */
export const stationAnswer = (streamer: Streamer, { day }: SimRequest): Answer => {
  const id = loginOf(streamer);
  const number = firstStation + streamer.index;
  const broadcast = broadcastOn(streamer, day);
  const views = viewsOn(streamer, day);
  return {
    body: jsonWire({
      profile_image: streamer.bare ? '' : `//profile.img.sooplive.co.kr/LOGO/${id.slice(0, 2)}/${id}/${id}.jpg`,
      station: {
        display: {
          main_type: '1000',
          title_type: 'TEXT',
          title_text: '',
          profile_text: streamer.bare ? '' : streamer.description,
          skin_type: 0,
          skin_no: 0,
          title_skin_image: '',
        },
        groups: [],
        menus: [],
        upd: {
          station_no: number,
          user_id: id,
          asp_code: 0,
          fan_cnt: followersOn(streamer, day),
          today0_visit_cnt: 0,
          today1_visit_cnt: 0,
          total_visit_cnt: Math.floor(views * 1.3),
          today0_ok_cnt: 0,
          today1_ok_cnt: 0,
          today0_fav_cnt: 0,
          today1_fav_cnt: 0,
          total_ok_cnt: Math.floor(views * 0.05),
          total_view_cnt: views,
        },
        vods: [],
        sns: [],
        broad_start: streamer.air === 'never' ? '0000-00-00 00:00:00' : koreanTime(broadcast.startedAt),
        grade: 0,
        jointime: koreanTime(midnightOf(streamer.since) + 3_600_000),
        station_name: nameOn(streamer, day),
        station_no: number,
        station_title: '',
        total_broad_time: (day - streamer.since) * 7_200,
        user_id: id,
        user_nick: nameOn(streamer, day),
        active_no: 0,
      },
      broad: broadcast.onAir
        ? {
            user_id: id,
            broad_no: broadcast.id,
            broad_title: broadcast.title,
            current_sum_viewer: broadcast.viewers,
            broad_grade: streamer.adult ? 19 : 0,
            is_password: streamer.hidden,
          }
        : null,
      starballoon_top: streamer.bare ? [] : [0, 1, 2].map((place) => giverOf(streamer, place)),
      sticker_top: streamer.bare ? [] : [giverOf(streamer, 3)],
      subscription: { count: Math.floor(followersOn(streamer, day) * 0.01) },
      is_best_bj: false,
      is_partner_bj: streamer.verified,
      is_sports_bj: false,
      is_ppv_bj: false,
      is_af_supporters_bj: false,
      is_shopfreeca_bj: false,
      is_favorite: false,
      is_subscription: false,
      is_owner: false,
      is_manager: false,
      is_notice: false,
      is_adsence: true,
      is_mobile_push: false,
      subscribe_visible: 'on',
      country: 'KR',
      current_timestamp: koreanTime(noonOf(day)),
    }),
  };
};
