import { z } from 'zod';
import type { Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason } from '../../rows.ts';
import { lane, nextPageOf, outcomeOf, pageInfo, queryOf, referer } from '../shape.ts';
import { orderOf, readTitleRows, titleMetrics, titleRecord } from './row.ts';

const envelope = z.object({ titleList: z.array(z.unknown()), pageInfo: z.unknown().optional() });

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const quarantined: Misfit[] = [];
  const pages = pageInfo.safeParse(parsed.data.pageInfo);
  const { rows, misfits } = readTitleRows(parsed.data.titleList, 'titleList');
  const before = pages.success ? (pages.data.page - 1) * pages.data.pageSize : null;
  const scope = `finished/${orderOf(queryOf(url))}`;
  const records: ParsedRecord[] = [];
  rows.forEach((row, index) => {
    if (row !== null) records.push(titleRecord(row, { scope, rank: before === null ? null : before + index + 1 }));
  });
  quarantined.push(...misfits, ...absentEverywhere(rows, 'titleList', titleMetrics));
  // Without it nobody knows whether this was all. The rows are kept, and the list is not called complete.
  if (!pages.success) quarantined.push(misfit('pageInfo', firstReason(pages.error), parsed.data.pageInfo));
  return {
    outcome: pages.success ? outcomeOf(records, quarantined) : 'changed-shape',
    records,
    quarantined,
    next: pages.success && records.length > 0 ? nextPageOf(pages.data) : null,
  };
};

/** Finished titles, about 60 a page. Their days of publication are not given here, so `weekdays` is left as other streams know it. */
export const finished: Endpoint = {
  name: 'finished',
  evidence: 'code-only',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  // This list writes its orders in capitals (USER, VIEW, UPDATE), unlike the one by weekday.
  request: ({ order, page }) => ({
    url: `https://comic.naver.com/api/webtoon/titlelist/finished?page=${page}&order=${String(order).toUpperCase()}`,
    headers: referer,
  }),
  parse: payloadParser({ payload: 'json' }, (payload, { request }) => read(payload, request.url)),
};
