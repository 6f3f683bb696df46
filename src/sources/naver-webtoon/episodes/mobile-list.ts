import { exactOrMissing, rounded } from '../../../domain/index.ts';
import type { Count, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { misfit, nothing } from '../../misfit.ts';
import { dayOfShort, episodeIdOf, given, lane, pageOf, platform, queryOf } from '../shape.ts';

/** Rows on one page of the list. */
const pageSize = 20;
/** One row of the recording is 2 kB of markup; a list item longer than this is not a row. */
const maxRowLength = 20_000;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? entities[name]! : whole;
    const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/**
 * The text of the first element whose class begins with `name`. Class names end in a hash that changes with every build
 * (`EpisodeListList__title--a1B2c`); what stands before it is the source's own and stays.
 */
const textOf = (html: string, name: string): string | null => {
  const at = html.indexOf(`class="${name}`);
  const start = at < 0 ? -1 : html.indexOf('>', at);
  const end = start < 0 ? -1 : html.indexOf('<', start);
  return end < 0 ? null : decodeEntities(html.slice(start + 1, end)).trim();
};

const metaOf = (html: string, property: string): string | null => {
  const at = html.indexOf(`property="${property}" content="`);
  if (at < 0) return null;
  const start = html.indexOf('content="', at) + 9;
  const end = html.indexOf('"', start);
  return end < 0 ? null : decodeEntities(html.slice(start, end)).trim();
};

/** `98,765` as 98765; null when there is no number. */
const integerIn = (text: string | null): number | null => {
  const match = /\d[\d,]{0,20}/.exec(text ?? '');
  const value = match ? Number(match[0].replaceAll(',', '')) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
};

/** Stars as shown, `9.61`: three digits of the mean that the API writes with six. 0.00 stands for an episode without stars. */
const starsIn = (text: string | null): Count | null => {
  const match = /^(\d{1,2})(?:\.(\d{1,6}))?$/.exec(text ?? '');
  const value = match ? Number(match[0]) : 0;
  return value > 0 && value <= 10 ? rounded(value, match![1]!.length + (match![2]?.length ?? 0)) : null;
};

const linkPattern = /\/webtoon\/detail\?titleId=(\d{1,15})&(?:amp;)?no=(\d{1,9})/;
const thumbnailPattern = /<img[^>]{0,500}?\bsrc="([^"]{1,500})"/;

const episodeOf = (row: string): ParsedRecord | null => {
  const link = linkPattern.exec(row);
  const title = textOf(row, 'EpisodeListList__title--');
  if (!link || title === null) return null;
  const [, titleId, no] = link as unknown as [string, string, string];
  const publishedOn = dayOfShort(textOf(row, 'date"'));
  return {
    kind: 'episode',
    platform,
    id: episodeIdOf(titleId, no),
    parentId: titleId,
    fields: { no: Number(no), publishedOn, ...given({ title, thumbnailUrl: thumbnailPattern.exec(row)?.[1] }) },
    counts: { stars: starsIn(textOf(row, 'text"')) },
  };
};

const seriesOf = (html: string, titleId: string): ParsedRecord => ({
  kind: 'series',
  platform,
  id: titleId,
  fields: given({ title: metaOf(html, 'og:title') }),
  counts: {
    favourites: exactOrMissing(integerIn(textOf(html, 'EpisodeListUser__count'))),
    episodes: exactOrMissing(integerIn(textOf(html, 'EpisodeListView__count'))),
  },
});

const read = (html: string, url: string): Parsed => {
  const records: ParsedRecord[] = [];
  const quarantined: Misfit[] = [];
  const marker = '<li class="EpisodeListList__item';
  for (let at = html.indexOf(marker), place = 0; at >= 0; at = html.indexOf(marker, at + 1), place++) {
    const end = html.indexOf('</li>', at);
    const row = html.slice(at, end < 0 ? at + maxRowLength : Math.min(end, at + maxRowLength));
    const record = end < 0 ? null : episodeOf(row);
    if (record) records.push(record);
    else
      quarantined.push(
        misfit(`EpisodeListList__item[${place}]`, end < 0 ? 'the row is not closed' : 'no link to an episode, or no title', row),
      );
  }
  if (records.length === 0) {
    // The server sends a shell; the rows are put in by its script. A page without them was saved too early, or is another page.
    const whole = /<\/html>\s*$/.test(html);
    return nothing(whole ? 'changed-shape' : 'truncated', [
      misfit('', whole ? 'a page without rows of episodes' : 'the page is not closed', html),
    ]);
  }
  const series = seriesOf(html, records[0]!.parentId!);
  const total = series.counts['episodes']?.value ?? null;
  const page = pageOf(queryOf(url));
  const more = total !== null && records.length + quarantined.length >= pageSize && page * pageSize < total;
  return { outcome: 'ok', records: [series, ...records], quarantined, next: more ? page + 1 : null };
};

/**
 * The list of episodes as readers see it. The rows appear only in a browser, after the page's script has run. Parsed, not asked: the API
 * gives the same with more digits for a hundredth of the bytes. A page saved by somebody signed in shows that person's name in its
 * head; a browser of ours is nobody.
 */
export const mobileList: Endpoint = {
  name: 'mobile-list',
  evidence: 'recorded',
  method: 'page',
  lane,
  cost: 1,
  payload: 'html',
  privateFields: [],
  request: ({ titleId, page }) => ({ url: `https://m.comic.naver.com/webtoon/list?titleId=${titleId}&page=${page}&sortOrder=DESC` }),
  parse: payloadParser({ payload: 'html' }, (payload, { request }) => read(payload as string, request.url)),
};
