import type { Answer, SimRequest } from '../platform.ts';
import { categoryOf, koreanTime, videoOn, videosOn } from '../streamers/world.ts';
import type { Streamer, Video } from '../streamers/world.ts';
import { queryNumber } from '../wire.ts';
import { channelBeside, contentAnswer, errorAnswer } from './answers.ts';
import { firstVideo } from './world.ts';

const maxSize = 50;

/** The videos of a channel, newest first. */
export const videosAnswer = (streamer: Streamer, request: SimRequest): Answer => {
  const { day, query, shift } = request;
  const size = queryNumber(query, 'size', 24);
  const page = queryNumber(query, 'page', 0);
  if (size < 1 || size > maxSize || page < 0) return errorAnswer(400, '잘못된 요청입니다.');
  const numbers = videosOn(streamer, day);
  const start = Math.max(0, page * size - page * shift);
  const channel = { ...channelBeside(streamer, day), personalData: { privateUserBlock: false } };
  return contentAnswer({
    page,
    size,
    totalCount: numbers.length,
    totalPages: Math.ceil(numbers.length / size),
    data: numbers.slice(start, start + size).map((number) => ({ ...rowOf(streamer, videoOn(streamer, number, firstVideo, day)), channel })),
  });
};

const rowOf = (streamer: Streamer, video: Video): object => {
  const category = categoryOf(streamer);
  return {
    videoNo: video.id,
    videoId: `SIM${video.id}`,
    videoTitle: video.title,
    videoType: video.number % 10 === 0 ? 'UPLOAD' : 'REPLAY',
    publishDate: koreanTime(video.publishedAt),
    thumbnailImageUrl: `https://video-phinf.pstatic.net/simulated/${video.id}.jpg`,
    trailerUrl: null,
    duration: Math.round(video.milliseconds / 1000),
    readCount: video.views,
    publishDateAt: video.publishedAt,
    categoryType: category.type,
    videoCategory: category.code,
    videoCategoryValue: category.name,
    exposure: false,
    adult: video.adult,
    tags: video.tags,
    blindType: null,
  };
};
