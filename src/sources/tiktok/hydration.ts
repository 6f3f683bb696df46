import type { Exchange, Outcome, Parsed } from '../../domain/index.ts';
import { reasonOf } from '../../domain/index.ts';
import { payloadParser } from '../decode.ts';
import { misfit, nothing } from '../misfit.ts';
import { envelope, pageRefusal, refusalIn } from './codes.ts';

/** What a page holds for TikTok's own scripts, wherever its generation keeps it; what it does not have is undefined. */
export interface Hydration {
  /** The object that says whether it worked. */
  readonly envelope: unknown;
  readonly userInfo?: unknown;
  /** Posts of an account: only pages until 2023 have them. */
  readonly items?: readonly unknown[] | undefined;
  readonly item?: unknown;
}

type Holder = Readonly<Record<string, unknown>>;
const inside = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((holder, key) => (typeof holder === 'object' && holder !== null ? (holder as Holder)[key] : undefined), value);
const valuesOf = (value: unknown): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value) : []);

/** The generations, newest first: a page in transition has two, and the newer one is whole. */
const generations: Readonly<Record<string, (data: unknown) => Hydration | null>> = {
  __UNIVERSAL_DATA_FOR_REHYDRATION__: (data) => {
    const scope = inside(data, '__DEFAULT_SCOPE__');
    const [user, video] = [inside(scope, 'webapp.user-detail'), inside(scope, 'webapp.video-detail')];
    if (user === undefined && video === undefined) return null;
    return { envelope: video ?? user, userInfo: inside(user, 'userInfo'), item: inside(video, 'itemInfo', 'itemStruct') };
  },
  // 2021 to 2023
  SIGI_STATE: (data) => {
    const modules = inside(data, 'UserModule');
    const user = valuesOf(inside(modules, 'users'))[0];
    const stats = inside(modules, 'stats', String(inside(user, 'uniqueId'))) ?? valuesOf(inside(modules, 'stats'))[0];
    const items = valuesOf(inside(data, 'ItemModule'));
    const page = inside(data, 'VideoPage') ?? inside(data, 'UserPage');
    if (user === undefined && items.length === 0 && page === undefined) return null;
    return { envelope: page ?? {}, ...(user === undefined ? {} : { userInfo: { user, stats } }), items, item: items[0] };
  },
  // 2020
  __NEXT_DATA__: (data) => {
    const page = inside(data, 'props', 'pageProps');
    if (page === undefined) return null;
    const items = inside(page, 'items') ?? inside(page, 'userInfo', 'itemList');
    return {
      envelope: page,
      userInfo: inside(page, 'userInfo'),
      items: Array.isArray(items) ? items : undefined,
      item: inside(page, 'itemInfo', 'itemStruct'),
    };
  },
};

const challenge = /verify-(?:ele|page|center)|captcha|secsdk|Please wait\.\.\./i;

const scriptOf = (html: string, id: string): { readonly json: string } | 'cut' | null => {
  const open = new RegExp(`<script\\b[^>]*\\bid=["']?${id}["']?[^>]*>`).exec(html);
  if (!open) return null;
  const from = open.index + open[0].length;
  const end = html.indexOf('</script>', from);
  return end < 0 ? 'cut' : { json: html.slice(from, end) };
};

const shaped = (outcome: Outcome, reason: string, html: string): Parsed => nothing(outcome, [misfit('', reason, html)]);

/** Reads what a page holds for TikTok's own scripts, or names why there is nothing. */
export const pageParser = (read: (hydration: Hydration, exchange: Exchange) => Parsed): ((exchange: Exchange) => Parsed) =>
  payloadParser({ payload: 'html', refusal: pageRefusal }, (payload, exchange) => {
    const html = String(payload);
    for (const [id, take] of Object.entries(generations)) {
      const script = scriptOf(html, id);
      if (script === null) continue;
      if (script === 'cut') return shaped('truncated', `the page ends inside ${id}`, html);
      let data: unknown;
      try {
        data = JSON.parse(script.json);
      } catch (error) {
        return shaped('changed-shape', `${id} is no JSON: ${reasonOf(error)}`, script.json);
      }
      const hydration = take(data);
      if (hydration === null) continue;
      const said = envelope.safeParse(hydration.envelope);
      return (said.success ? refusalIn(said.data) : null) ?? read(hydration, exchange);
    }
    if (challenge.test(html)) return nothing('blocked', [], 'the page is a challenge: it holds nothing for its own scripts');
    return shaped('changed-shape', 'the page holds none of the data its scripts are given', html);
  });
