import type { Exchange } from '../../../domain/index.ts';
import { misfit, nothing } from '../../misfit.ts';
import { byPage } from '../call.ts';
import { channelOf } from '../channel.ts';
import { pageParser } from '../hydration.ts';
import { notByNumber } from './user-detail.ts';

/** The login in the address of an account's page; null when a saved page came without one. */
export const loginIn = (url: string): string | null => {
  const found = /tiktok\.com\/@([^/?#]+)/.exec(url)?.[1];
  return found === undefined ? null : decodeURIComponent(found);
};

const parse = pageParser(({ userInfo }) => {
  if (userInfo === undefined) return nothing('changed-shape', [misfit('userInfo', 'absent from the page', null)]);
  const found = channelOf(userInfo, 'userInfo');
  if ('misfit' in found) return nothing('changed-shape', [found.misfit]);
  return { outcome: 'ok', records: [found.record], quarantined: found.misfits, next: null };
});

/** The page of an account: the form of 2020 is recorded, those of 2021 to 2023 and of today are known from code. */
export const profilePage = byPage({
  name: 'page',
  evidence: 'recorded',
  path: ({ login }) => `/@${encodeURIComponent(String(login))}`,
  parse: (exchange: Exchange) => notByNumber(loginIn(exchange.request.url), parse(exchange)),
});
