import { defineSource } from '../contract.ts';
import type { Source } from '../contract.ts';
import { lastStart } from './offers/search.ts';
import { defaultOffers, offers } from './offers/index.ts';
import { apiLane, pageLane, platform } from './shape.ts';

/**
 * Naver Shopping. The public search interface ended on 2026-07-31, so the operator brings the address of one that still speaks its form;
 * without it the mobile search page is read. The interface allowed 25,000 calls a day, and its successor for other searches documents 50 a
 * second: ours are a tenth of that. The page is asked as slowly as others do who were not shut out.
 */
export const naverShopping: Source = defineSource({
  platform,
  title: 'Naver Shopping',
  zone: 'Asia/Seoul',
  hosts: ['openapi.naver.com', 'm.search.naver.com'],
  lanes: [
    { name: apiLane, intervalMs: 200, concurrency: 2, budget: { units: 25_000, zone: 'Asia/Seoul' } },
    { name: pageLane, intervalMs: 3500, concurrency: 1 },
  ],
  streams: [offers],
  settings: [
    {
      name: 'NAVER_SHOPPING_API_BASE_URL',
      title: 'address of a shopping search that speaks the form of openapi.naver.com, which ended for the public on 2026-07-31',
      kind: 'url',
      simulated: 'https://openapi.naver.com',
    },
    { name: 'NAVER_CLIENT_ID', title: 'client id for that address', kind: 'text', simulated: 'simulated-client' },
    { name: 'NAVER_CLIENT_SECRET', title: 'client secret for that address', kind: 'secret', simulated: 'simulated-secret' },
  ],
  options: [
    {
      name: 'maxOffersPerKeyword',
      title: 'Results read of each search word, in steps of 100',
      type: 'number',
      default: defaultOffers,
      min: 1,
      max: lastStart,
    },
    { name: 'excludeUsed', title: 'Leave out used products', type: 'boolean', default: false },
    { name: 'excludeRental', title: 'Leave out rentals', type: 'boolean', default: false },
    { name: 'excludeOverseas', title: 'Leave out shops abroad', type: 'boolean', default: false },
    { name: 'onlyNaverPay', title: 'Only shops that take Naver Pay', type: 'boolean', default: false },
  ],
  parserVersion: '1',
});
