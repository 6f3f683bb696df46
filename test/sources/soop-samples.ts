import type { Sample } from '../support/source-contract.ts';

/** Payloads in the wire shape of SOOP, with everything in them invented. */
export const stationPayload = (change: object = {}) => ({
  profile_image: '//image.example/LOGO/sa/sample_1/sample_1.jpg',
  station: {
    display: { main_type: '1000', title_type: 'TEXT', title_text: '', profile_text: 'A quiet station.', skin_type: 0, skin_no: 0 },
    groups: [],
    menus: [],
    upd: {
      station_no: 31_000_001,
      user_id: 'sample_1',
      asp_code: 0,
      fan_cnt: 4321,
      today0_visit_cnt: 12,
      total_visit_cnt: 98_765,
      total_ok_cnt: 77,
      total_view_cnt: 87_654,
    },
    vods: [],
    broad_start: '2026-11-20 21:30:05',
    grade: 0,
    jointime: '2020-01-01 08:00:00',
    station_name: 'Sample station',
    station_no: 31_000_001,
    station_title: '',
    total_broad_time: 654_321,
    user_id: 'sample_1',
    user_nick: '표본',
  },
  broad: {
    user_id: 'sample_1',
    broad_no: 910_000_001,
    broad_title: 'An evening',
    current_sum_viewer: 231,
    broad_grade: 0,
    is_password: false,
  },
  starballoon_top: [{ user_id: 'giver', user_nick: 'Giver', profile_image: '//image.example/giver.jpg' }],
  sticker_top: [],
  subscription: { count: 65 },
  is_best_bj: false,
  is_partner_bj: true,
  country: 'KR',
  current_timestamp: '2026-11-20 22:00:00',
  ...change,
});

const video = (number: number, change: object = {}): object => ({
  title_no: number,
  station_no: 31_000_001,
  title_name: `Evening ${number}`,
  user_nick: '표본',
  user_id: 'sample_1',
  ip: '',
  reg_date: '2026-11-20 00:10:00',
  ucc: {
    thumb: '//image.example/thumb',
    grade: 19,
    category_tags: ['Talk'],
    hash_tags: ['#저녁', '저녁', ' 바다 '],
    total_file_duration: 3_600_499,
    file_type: 'REVIEW',
    paid_ppv: false,
    lang_tags: ['한국어'],
  },
  count: { like_cnt: 5, read_cnt: 700, comment_cnt: 3, vod_read_cnt: 450, ucc_favorite_cnt: 0 },
  ...change,
});

export const reviewPayload = {
  data: [video(51), video(52, { title_name: 'Morning' })],
  links: { first: 'x', last: 'x', prev: null, next: 'x' },
  meta: { current_page: 1, from: 1, last_page: 3, path: 'x', per_page: 20, to: 20, total: 41 },
  auto_del_vods: [],
};

const hosts = [
  { suffix: '', host: 'chapi.sooplive.co.kr' },
  { suffix: '-com', host: 'chapi.sooplive.com' },
  { suffix: '-afreeca', host: 'bjapi.afreecatv.com' },
];

export const samples: readonly Sample[] = hosts.flatMap(({ suffix, host }) => [
  {
    name: `profile:station${suffix}`,
    url: `https://${host}/api/sample_1/station`,
    payload: stationPayload(),
    params: { id: 'sample_1' },
  },
  {
    name: `videos:review${suffix}`,
    url: `https://${host}/api/sample_1/vods/review?page=1`,
    payload: reviewPayload,
    params: { id: 'sample_1', page: 1 },
  },
  { name: `live:station${suffix}`, url: `https://${host}/api/sample_1/station`, payload: stationPayload(), params: { id: 'sample_1' } },
]);
