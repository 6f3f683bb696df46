import type { Answer, SimRequest } from '../platform.ts';
import { nameOn, koreanTime, videoOn, videosOn } from '../streamers/world.ts';
import type { Streamer, Video } from '../streamers/world.ts';
import { jsonWire, queryNumber } from '../wire.ts';
import { firstStation, firstVideo, loginOf } from './world.ts';

/** Rows on a page, whatever is asked for. */
const pageSize = 20;

/** The recorded broadcasts of a streamer, newest first. */
export const reviewAnswer = (streamer: Streamer, { day, query, shift, host }: SimRequest): Answer => {
  const numbers = videosOn(streamer, day);
  const page = Math.max(1, queryNumber(query, 'page', 1));
  const start = Math.max(0, (page - 1) * pageSize - (page - 1) * shift);
  const rows = numbers.slice(start, start + pageSize).map((number) => videoOn(streamer, number, firstVideo, day));
  const last = Math.max(1, Math.ceil(numbers.length / pageSize));
  const path = `https://${host}/api/${loginOf(streamer)}/vods/review`;
  return {
    body: jsonWire({
      data: rows.map((video) => rowOf(streamer, video, nameOn(streamer, day))),
      links: {
        first: `${path}?page=1`,
        last: `${path}?page=${last}`,
        prev: page > 1 ? `${path}?page=${page - 1}` : null,
        next: page < last ? `${path}?page=${page + 1}` : null,
      },
      meta: {
        current_page: page,
        from: rows.length > 0 ? start + 1 : null,
        last_page: last,
        path,
        per_page: pageSize,
        to: rows.length > 0 ? start + rows.length : null,
        total: numbers.length,
      },
      auto_del_vods: [],
    }),
  };
};

const rowOf = (streamer: Streamer, video: Video, name: string): object => {
  const id = loginOf(streamer);
  return {
    title_no: video.id,
    station_no: firstStation + streamer.index,
    bbs_no: 90_000_000 + streamer.index,
    board_type: 100,
    auth_no: 100,
    title_name: video.title,
    user_nick: name,
    user_id: id,
    profile_image: `//profile.img.sooplive.co.kr/LOGO/${id.slice(0, 2)}/${id}/${id}.jpg`,
    photo_cnt: 0,
    platform_type: 0,
    notice_yn: 0,
    comment_yn: 1,
    reply_yn: 1,
    livepost_yn: 0,
    share_yn: 1,
    search_yn: 1,
    ip: '',
    reg_date: koreanTime(video.publishedAt),
    ucc: {
      thumb: `//videoimg.sooplive.com/php/SnapshotLoad.php?rowKey=simulated_${video.id}_r`,
      thumb_type: 'DONE',
      flag: 'DONE',
      ucc_type: '1',
      category: 100_000,
      vod_category: 200_000,
      grade: video.adult ? 19 : 0,
      category_tags: ['Talk'],
      hash_tags: video.tags,
      auto_hashtags: [],
      total_file_duration: video.milliseconds,
      file_type: 'REVIEW',
      auto_delete_remain_hours: null,
      story_idx: null,
      paid_ppv: false,
      is_subtitle: false,
      lang_tags: ['한국어'],
      catchInfo: null,
    },
    display: { bbs_name: 'Broadcasts' },
    count: {
      like_cnt: video.likes,
      read_cnt: video.views,
      comment_cnt: video.comments,
      vod_read_cnt: video.replayViews,
      ucc_favorite_cnt: 0,
    },
    copyright: null,
    badge: null,
    pin: null,
    authority: { is_board_shareable: true },
  };
};
