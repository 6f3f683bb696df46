import { mix, pick } from '../random.ts';

const firsts = ['조용한', '느린', '푸른', '작은', '둥근', '새벽', '낡은', '맑은', '깊은', '하얀'] as const;
const seconds = ['부엌', '작업실', '정원', '여행', '실험', '게임', '책방', '화장대', '운동장', '캠핑'] as const;
const things = ['냄비', '자전거', '우산', '노트', '의자', '라디오', '사과', '편지', '운동화', '달력'] as const;
const latin = ['quiet', 'slow', 'blue', 'tiny', 'round', 'dawn', 'worn', 'clear', 'deep', 'plain'] as const;
const nouns = ['kitchen', 'studio', 'garden', 'trip', 'lab', 'play', 'books', 'vanity', 'yard', 'camp'] as const;

export const titleWords = (hash: number): string => `${pick(firsts, hash)} ${pick(seconds, mix(hash, 11))}`;

/** Handles bear capitals here and there; the platform does not mind how they are asked for. */
export const handleWords = (hash: number, index: number): string => {
  const noun = pick(nouns, mix(hash, 11));
  return `${pick(latin, hash)}${hash % 3 === 0 ? noun[0]!.toUpperCase() + noun.slice(1) : noun}${index}`;
};

export const videoTitleWords = (hash: number, number: number): string =>
  `${pick(firsts, mix(hash, 21))} ${pick(things, mix(hash, 22))} ${number + 1}편${hash % 3 === 0 ? ' #일상' : ''}`;

export const tagWords = (hash: number): string[] => [pick(things, mix(hash, 31)), pick(seconds, mix(hash, 32)), '브이로그'];

export const descriptionWords = (hash: number): string =>
  `${pick(things, mix(hash, 41))} 이야기\n\n#${pick(things, mix(hash, 42))} #${pick(seconds, mix(hash, 43))}\nhttps://example.com/${hash % 100}#top`;
