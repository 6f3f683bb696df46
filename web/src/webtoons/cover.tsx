import { useState } from 'react';
import type { SeriesSummary } from '../api/index.ts';
import { GeneratedCover } from './generated-cover.tsx';

/**
 * The cover of a title in the platform's proportions; a generated one when there is none, when it does not load, and meanwhile when it is
 * slow: while a collection keeps a small machine busy, a page of covers may take seconds, and a grid of blanks looks broken.
 */
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
  const [loaded, setLoaded] = useState<string | null>(null);
  const source = series.thumbnailUrl;
  const picture = source !== null && source !== failed;
  return (
    <div
      className={`relative aspect-[10/13] overflow-hidden bg-well ${className}`}
      {...(!picture && alt ? { role: 'img', 'aria-label': alt } : {})}
    >
      {(!picture || source !== loaded) && (
        <span className={picture ? 'absolute inset-0 animate-appear' : ''}>
          <GeneratedCover seed={`${series.platform}/${series.id}`} />
        </span>
      )}
      {picture && (
        <img
          // From the cache it may be there before anybody listens.
          ref={(image) => {
            if (image?.complete && image.naturalWidth > 0) setLoaded(source);
          }}
          src={source}
          alt={alt}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          referrerPolicy="no-referrer"
          onLoad={() => setLoaded(source)}
          onError={() => setFailed(source)}
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </div>
  );
};
