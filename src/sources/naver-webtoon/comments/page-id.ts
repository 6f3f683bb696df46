import { partsOf } from '../shape.ts';

/** The name of an episode at the comment service. */
export const pageIdOf = (episodeId: string): string => `webtoon_${episodeId}`;

/** The episode behind a page of the comment service; the English sister site writes `w_`. Other pages keep their name. */
export const episodeOfPage = (pageId: string): { readonly id: string; readonly parentId?: string } => {
  const match = /^(?:webtoon|w)_(\d+_\d+)$/.exec(pageId);
  return match ? { id: match[1]!, parentId: partsOf(match[1]!).titleId } : { id: pageId };
};

/** The service's own header: without it every request is refused with 400. */
export const ticket = { 'Service-Ticket-Id': 'comic_webtoon' } as const;
