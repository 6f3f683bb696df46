import type { Row } from '../../tabular/index.ts';
import { plainName } from './platform.ts';
import type { TargetPlatform, TargetPlatforms } from './platform.ts';

/** Where each thing stands: the columns of one meaning from left to right. */
export interface Header {
  /** Place of the header among the rows. */
  readonly index: number;
  /** The names as they are written, by column. */
  readonly names: readonly string[];
  readonly label: readonly number[];
  readonly platform: readonly number[];
  readonly id: readonly number[];
  readonly url: readonly number[];
  readonly tags: readonly number[];
  readonly kind: readonly number[];
  /** Columns named after a platform; each filled cell is an account of it. */
  readonly accounts: readonly { readonly column: number; readonly platform: TargetPlatform }[];
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).map(plainName).filter(Boolean));

const meanings = {
  label:
    words(`name names label displayname nickname nick channelname streamer streamername creator creatorname influencer influencername celeb bj
    이름 성명 닉네임 닉 채널명 채널이름 스트리머 스트리머명 방송인 방송인명 크리에이터 크리에이터명 인플루언서 인플루언서명 활동명 유튜버 BJ명 작품명 작품 제목`),
  platform: words('platform platforms platformname site service media 플랫폼 플랫폼명 사이트 매체 매체명 서비스'),
  id: words(`id ids login loginid loginname username userid user handle account accountid accountname channelid titleid externalid keyword
    아이디 계정 계정명 계정ID 계정아이디 채널ID 채널아이디 핸들 사용자명 사용자ID 유저ID BJID 작품ID 키워드 검색어`),
  url: words(`url urls link links address channelurl channellink channeladdress profileurl profilelink
    링크 주소 채널주소 채널링크 채널URL 프로필URL 프로필주소 프로필링크 방송국주소 URL주소 링크주소`),
  tags: words('tags tag group groups category categories genre 태그 분류 그룹 카테고리 구분 장르'),
  kind: words('targetkind 대상종류'),
};

type Meaning = keyof typeof meanings;

/** What may follow the name of a platform: `Twitch ID`, `유튜브 채널 주소`. */
const endings = words(`id url link login handle account channel channelid channelurl channellink address
  아이디 계정 핸들 채널 주소 링크 URL 채널ID 채널아이디 채널주소 채널링크 채널URL 방송국`);

/** The header is looked for in so many rows; what stands above it is a title. */
export const rowsLookedAt = 20;

/** Finds the row that names the columns: the one that names most. Null when none names a column of accounts. */
export const findHeader = (rows: readonly Row[], platforms: TargetPlatforms): Header | null => {
  let best: { readonly header: Header; readonly score: number } | null = null;
  for (const [index, row] of rows.slice(0, rowsLookedAt).entries()) {
    const header = headerOf(row, index, platforms);
    const named = Object.keys(meanings).reduce((sum, meaning) => sum + header[meaning as Meaning].length, 0) + header.accounts.length;
    // A title such as "Twitch" above the table is no column of accounts as long as there is a better one.
    const score = named + (header.id.length + header.url.length > 0 ? 1 : 0);
    if (score > (best?.score ?? 0)) best = { header, score };
  }
  const { id, url, accounts } = best?.header ?? { id: [], url: [], accounts: [] };
  return id.length + url.length + accounts.length > 0 ? best!.header : null;
};

const headerOf = (row: Row, index: number, platforms: TargetPlatforms): Header => {
  const header: Record<Meaning, number[]> = { label: [], platform: [], id: [], url: [], tags: [], kind: [] };
  const accounts: { column: number; platform: TargetPlatform }[] = [];
  for (const [column, cell] of row.cells.entries()) {
    const name = plainName(cell);
    if (name === '') continue;
    const meaning = (Object.keys(meanings) as Meaning[]).find((each) => meanings[each].has(name));
    if (meaning) header[meaning].push(column);
    else {
      const named = platforms.names.find(([known]) => isColumnOf(name, known));
      if (named) accounts.push({ column, platform: named[1] });
    }
  }
  return { index, names: row.cells, ...header, accounts };
};

const isColumnOf = (name: string, platform: string): boolean =>
  name === platform || (name.startsWith(platform) && endings.has(name.slice(platform.length)));
