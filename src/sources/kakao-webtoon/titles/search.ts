import { z } from 'zod';
import type { Misfit, Parsed } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { outcomeOf } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { gatewayHeaders, gatewayParser, gatewayUrl, nextOffset, pagination } from '../gateway.ts';
import { lane } from '../shape.ts';
import { contentFields, seriesRecord, wireContent } from './card.ts';
import type { Content } from './card.ts';

const envelope = z.object({
  data: z.object({ content: z.array(z.unknown()) }),
  meta: z.object({ pagination: z.unknown().optional() }).nullish(),
});
const readContents = rowReader<Content>(wireContent);

const read = (payload: unknown): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readContents(parsed.data.data.content, 'data.content');
  const good = rows.filter((row) => row !== null);
  // A title found as a work and again as one of its author's is one title.
  const records = [...new Map(good.map((row) => [row.id, row])).values()].map((row) =>
    seriesRecord(row, { fields: contentFields(row), counts: {} }),
  );
  const quarantined: Misfit[] = [...misfits, ...absentEverywhere(rows, 'data.content', ['authors', 'genre', 'adult'])];
  const pages = pagination.safeParse(parsed.data.meta?.pagination);
  if (!pages.success) quarantined.push(misfit('meta.pagination', firstReason(pages.error), parsed.data.meta ?? null));
  return {
    outcome: pages.success ? outcomeOf(records, quarantined) : 'changed-shape',
    records,
    quarantined,
    next: pages.success && records.length > 0 ? nextOffset(pages.data) : null,
  };
};

/** Titles that answer to a word, or whose authors do. Parsed, not asked: the lists already name every title. */
export const search: Endpoint = {
  name: 'search',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ word, offset }) => ({
    url: gatewayUrl(`/search/v2/content?${new URLSearchParams({ word: String(word), limit: '30', offset: String(offset) })}`),
    headers: gatewayHeaders,
  }),
  parse: gatewayParser({ payload: 'json', onNotFound: 'empty' }, read),
};
