import { oneIn, wordIn } from '../app/search.ts';
import {
  accountPlatforms,
  accountSorts,
  postSorts,
  type AccountFilter,
  type AccountPlatform,
  type AccountSort,
  type Direction,
  type PostOrder,
  type PostSort,
} from '../api/index.ts';
import { ranges, type Range } from '../series/search.ts';

const directions = ['asc', 'desc'] as const;

/** What the address of the list of accounts holds. */
export interface AccountsSearch {
  readonly platform?: AccountPlatform | undefined;
  readonly q?: string | undefined;
  readonly sort?: AccountSort | undefined;
  readonly direction?: Direction | undefined;
}

/** Every name is answered, as for the list of webtoons. */
export const readAccountsSearch = (search: Record<string, unknown>): AccountsSearch => ({
  platform: oneIn(search, 'platform', accountPlatforms),
  q: wordIn(search, 'q'),
  sort: oneIn(search, 'sort', accountSorts),
  direction: oneIn(search, 'direction', directions),
});

/** Names read from the first on; numbers from the largest. */
export const naturalDirection = (sort: AccountSort): Direction => (sort === 'name' ? 'asc' : 'desc');

export const filterOf = ({ platform, q, sort = 'followers', direction }: AccountsSearch): AccountFilter => ({
  platform,
  q,
  sort,
  direction: direction ?? naturalDirection(sort),
});

/** What the address of one account holds. */
export interface AccountSearch {
  readonly range?: Range | undefined;
  readonly sort?: PostSort | undefined;
  readonly direction?: Direction | undefined;
}

export const readAccountSearch = (search: Record<string, unknown>): AccountSearch => ({
  range: oneIn(search, 'range', ranges),
  sort: oneIn(search, 'sort', postSorts),
  direction: oneIn(search, 'direction', directions),
});

export const orderOf = ({ sort = 'publishedAt', direction = 'desc' }: AccountSearch): PostOrder => ({ sort, direction });

let lastView: AccountsSearch = {};

/** The list as it was last looked at, for the way back from an account. */
export const rememberView = (search: AccountsSearch): void => {
  lastView = search;
};
export const rememberedView = (): AccountsSearch => lastView;
