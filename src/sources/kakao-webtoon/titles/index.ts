import type { Parsed } from '../../../domain/index.ts';
import type { Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { gatewayIsClosed } from '../gateway.ts';
import { listings } from '../shape.ts';
import { landing } from './landing.ts';
import { legacyDaumWeekday } from './legacy-daum-weekday.ts';
import { legacyPageWeek } from './legacy-page-week.ts';
import { pageSearch } from './page-search.ts';
import { search } from './search.ts';
import { timetable } from './timetable.ts';
import { weekdayPage } from './weekday-page.ts';
import { weekdaySections } from './weekday-sections.ts';

const listingNamed = (id: string) => listings.find((each) => each.id === id) ?? listings[0]!;

/** A list that is not there has been taken away with its service: lists are not deleted one by one. */
const listsAreClosed = (parsed: Parsed): boolean => gatewayIsClosed(parsed) || parsed.outcome === 'gone';

/**
 * Every series of the platform, with its ranks. The gateway of Kakao Webtoon is asked first; where it is closed, Kakao Page, into which
 * the service is said to have been merged in 2026. Each names its series by numbers of its own. Finds the targets of all other streams.
 */
export const titles: Stream = {
  name: 'titles',
  title: 'Title lists',
  kind: 'series',
  target: { kind: 'listing', ids: listings.map(({ id }) => id) },
  batchSize: 1,
  endpoints: [timetable, landing, weekdayPage, weekdaySections, search, pageSearch, legacyPageWeek, legacyDaumWeekday],
  cursor: positionCursor,
  read: readByWays([
    { ask: ([id]) => ({ endpoint: timetable, params: { placement: listingNamed(id!).placement } }), isClosed: listsAreClosed },
    { ask: ([id], next) => ({ endpoint: landing, params: { tab: listingNamed(id!).tab, page: Number(next ?? 0) } }) },
  ]),
};
