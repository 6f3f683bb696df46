import { exact } from '../../domain/index.ts';
import type { Count, Json } from '../../domain/index.ts';
import { keywordOf } from '../keyword.ts';

/** The name under which every record of this source stands. */
export const platform = 'naver-shopping';

/** The politeness domain of the search interface: whatever address it has, its calls are counted a day. */
export const apiLane = 'naver-shopping-api';

/** The politeness domain of the search page, which shuts bursts out with a captcha. */
export const pageLane = 'naver-search-page';

/**
 * A price in won. The platform writes a price it does not have as nothing or as 0 (`hprice` was "0" until 2020 and "" since), so both are
 * null here. Undefined: something stands there that is no price.
 */
export const wonOf = (value: unknown): Count | null | undefined => {
  if (value === undefined || value === null || value === '') return null;
  // A relay may have made numbers of the texts.
  const won = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof won !== 'number' || !Number.isSafeInteger(won) || won < 0) return undefined;
  return won === 0 ? null : exact(won);
};

/**
 * Types come in four groups of three: what is on sale, used, no longer made, and not yet sold. In each group the first is a catalogue page
 * that compares shops, the others are offers of one shop (not matched, or matched, to a catalogue).
 */
const conditions = ['new', 'used', 'discontinued', 'planned'] as const;

/** What a product type says; null when it is none of the twelve known. */
export const typeOf = (
  value: unknown,
): { readonly condition: string; readonly catalogue: boolean; readonly productType: number } | null => {
  const type = typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : value;
  if (typeof type !== 'number' || !Number.isInteger(type) || type < 1 || type > 12) return null;
  return { condition: conditions[Math.floor((type - 1) / 3)]!, catalogue: type % 3 === 1, productType: type };
};

/** Who is named as the shop of a catalogue page, which is nobody's shop. */
export const catalogueMall = '네이버';

/** An address and what it leads to: the platform's own redirect, a catalogue page, a store on the platform, or a shop elsewhere. */
export const linkFields = (link: string | null | undefined): Record<string, Json | undefined> => {
  const url = link ? URL.parse(link) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return {};
  return { url: link!, linkKind: linkKind(url) };
};

const linkKind = ({ hostname, pathname }: URL): 'gate' | 'catalogue' | 'store' | 'shop' => {
  if (hostname === 'openapi.naver.com' || pathname.endsWith('/gate.nhn')) return 'gate';
  if (/(?:^|\.)shopping\.naver\.com$/.test(hostname) && /\/catalog\//.test(pathname)) return 'catalogue';
  if (/(?:^|\.)(?:smartstore|brand|shopping)\.naver\.com$/.test(hostname)) return 'store';
  return 'shop';
};

/** A picture's address, when it is one. */
export const imageOf = (address: string | null | undefined): string | undefined =>
  address && /^https?:\/\/\S+$/.test(address) ? address : undefined;

/** The word that was searched, in the form targets have; null when a saved payload came without its address. */
export const wordIn = (query: URLSearchParams): string | null => keywordOf(query.get('query') ?? '');
