import { useState } from 'react';
import type { AccountSummary } from '../api/index.ts';

const hues = [18, 58, 118, 168, 208, 248, 288, 338];

/** The same account always gets the same colour. */
const hueOf = (words: string): number => {
  let sum = 0;
  for (const letter of words) sum = (sum * 31 + letter.codePointAt(0)!) >>> 0;
  return hues[sum % hues.length]!;
};

interface AvatarProps {
  readonly account: Pick<AccountSummary, 'platform' | 'id' | 'title' | 'imageUrl'>;
  readonly alt?: string;
  readonly className: string;
}

/** The picture of an account; its first letter where there is none, or it does not load. */
export const Avatar = ({ account, alt = '', className }: AvatarProps) => {
  const [failed, setFailed] = useState<string | null>(null);
  const source = account.imageUrl;
  const letter = [...account.title.replace(/[^\p{L}\p{N}]/gu, '')][0]?.toUpperCase() ?? '?';
  return (
    <span
      className={`relative grid shrink-0 place-items-center overflow-hidden rounded-full font-semibold text-white ${className}`}
      style={{ background: `oklch(0.46 0.09 ${hueOf(`${account.platform}/${account.id}`)})` }}
      {...(alt ? { role: 'img', 'aria-label': alt } : {})}
    >
      <span aria-hidden="true">{letter}</span>
      {source !== null && source !== failed && (
        <img
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
          onError={() => setFailed(source)}
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </span>
  );
};
