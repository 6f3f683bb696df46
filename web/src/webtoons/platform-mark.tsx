import { nameIn, useText } from '../i18n/index.ts';

const looks: Readonly<Record<string, string>> = {
  'naver-webtoon': 'bg-[#00693e] text-white',
  'kakao-webtoon': 'bg-[#ffd84d] text-[#2b2300]',
  tiktok: 'bg-[#161823] text-white ring-1 ring-line',
  twitch: 'bg-[#6b3fc4] text-white',
  youtube: 'bg-[#c8102e] text-white',
  soop: 'bg-[#0b4fd8] text-white',
  chzzk: 'bg-[#00ffa3] text-[#06291c]',
};
const letters: Readonly<Record<string, string>> = { 'naver-webtoon': 'N', 'kakao-webtoon': 'K', tiktok: 'Tk', twitch: 'Tw' };

/** Which platform a title or an account is at, in a letter and its colour; the name on hover and to screen readers. */
export const PlatformMark = ({ platform, className = '' }: { platform: string; className?: string }) => {
  const text = useText();
  const name = nameIn(text.platform, platform);
  return (
    <span
      data-tip={name}
      className={`inline-grid size-[18px] shrink-0 place-items-center rounded-[5px] ${(letters[platform] ?? '').length > 1 ? 'text-[9px]' : 'text-[11px]'} leading-none font-bold ${looks[platform] ?? 'bg-well text-ink'} ${className}`}
    >
      <span aria-hidden="true">{letters[platform] ?? name.slice(0, 1)}</span>
      <span className="sr-only">{name}</span>
    </span>
  );
};
