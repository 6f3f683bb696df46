import { z } from 'zod';
import type { Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason } from '../../rows.ts';
import { lane, outcomeOf, queryOf, referer } from '../shape.ts';
import { orderOf, readTitleRows, titleMetrics, titleRecord } from './row.ts';

const envelope = z.object({ titleList: z.array(z.unknown()) });

const read = (payload: unknown, url: string): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readTitleRows(parsed.data.titleList, 'titleList');
  const scope = `dailyPlus/${orderOf(queryOf(url))}`;
  const records: ParsedRecord[] = [];
  rows.forEach((row, index) => {
    if (row !== null) records.push(titleRecord(row, { scope, rank: index + 1, weekdays: ['DAILY_PLUS'] }));
  });
  const quarantined = [...misfits, ...absentEverywhere(rows, 'titleList', titleMetrics)];
  return { outcome: outcomeOf(records, quarantined), records, quarantined, next: null };
};

/** Titles that appear on no fixed day. The map of the seven days does not hold them. */
export const dailyPlus: Endpoint = {
  name: 'daily-plus',
  evidence: 'code-only',
  method: 'api',
  conditional: true,
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ order }) => ({
    url: `https://comic.naver.com/api/webtoon/titlelist/weekday?week=dailyPlus&order=${order}`,
    headers: referer,
  }),
  parse: payloadParser({ payload: 'json' }, (payload, { request }) => read(payload, request.url)),
};
