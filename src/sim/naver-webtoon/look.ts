import { mix, uuidOf } from '../random.ts';
import { toWire } from '../wire.ts';
import { episodeOf } from './schedule.ts';
import type { Title } from './title.ts';
import { subtitleFirst, subtitleLast } from './words.ts';

const imageHost = 'https://image-comic.pstatic.net';

/** Names of all authors in one line, each once, joined as the listings do. */
export const authorLine = (title: Title): string =>
  [...new Set([...title.writers, ...title.painters, ...title.originAuthors].map(({ name }) => name))].join(' / ');

export const coverUrl = (title: Title): string =>
  `${imageHost}/webtoon/${title.id}/thumbnail/thumbnail_IMAG21_${uuidOf(title.hash, 90)}.jpg`;

export const sharedCoverUrl = (title: Title): string =>
  `https://shared-comic.pstatic.net/thumb/webtoon/${title.id}/thumbnail/thumbnail_IMAG19_${uuidOf(title.hash, 91)}.jpg`;

/** Beginning of an episode's picture address; the number and a name follow. ASCII, so it is its own wire form. */
export const episodeImageBase = (title: Title): string => `${imageHost}/webtoon/${title.id}/`;

const firstWire = subtitleFirst.map(toWire);
const lastWire = subtitleLast.map(toWire);
const chapter = toWire('화');
const prologue = toWire('프롤로그');
const afterword = toWire('후기');

/** The name of the nth episode in wire form: "12화", at times with a name, a prologue first and an afterword last. */
export const subtitleWire = (title: Title, episode: number): string => {
  const prologues = title.hash % 5 === 0 ? 1 : 0;
  if (prologues === 1 && episode === 1) return prologue;
  if (episode === title.schedule.total && title.hash % 3 === 0) return afterword;
  const plain = `${episode - prologues}${chapter}`;
  if (!title.namedEpisodes) return plain;
  const hash = mix(title.hash, episode + 11_000_000);
  return `${plain}. ${firstWire[hash % firstWire.length]!} ${lastWire[(hash >>> 8) % lastWire.length]!}`;
};

/** The number in `{titleId}_{no}` or `webtoon_{titleId}_{no}` as an episode of a title, 0 when it has none of that number. */
export const episodeIn = (title: Title, number: string): number =>
  /^\d{1,7}$/.test(number) ? episodeOf(title.schedule, Number(number)) : 0;
