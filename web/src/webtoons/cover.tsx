import { useState } from 'react';
import type { SeriesSummary } from '../api/index.ts';
import { GeneratedCover } from './generated-cover.tsx';

/** The cover of a title in the platform's proportions; a generated one when there is none or it does not load. */
export const Cover = ({
  series,
  alt = '',
  className = '',
  eager = false,
}: {
  series: Pick<SeriesSummary, 'platform' | 'id' | 'thumbnailUrl'>;
  alt?: string;
  className?: string;
  eager?: boolean;
}) => {
  const [failed, setFailed] = useState<string | null>(null);
  const source = series.thumbnailUrl;
  const picture = source !== null && source !== failed;
  return (
    <div
      className={`relative aspect-[10/13] overflow-hidden bg-well ${className}`}
      {...(!picture && alt ? { role: 'img', 'aria-label': alt } : {})}
    >
      {picture ? (
        <img
          src={source}
          alt={alt}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          referrerPolicy="no-referrer"
          onError={() => setFailed(source)}
          className="absolute inset-0 size-full object-cover"
        />
      ) : (
        <GeneratedCover seed={`${series.platform}/${series.id}`} />
      )}
    </div>
  );
};
