import { z } from 'zod';
import { rounded } from '../../../domain/index.ts';
import type { Count, Misfit, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { payloadParser } from '../../decode.ts';
import { given, outcomeOf, wireId, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, rowReader } from '../../rows.ts';
import { ageRatingOf, dayNamed, lane, platform } from '../shape.ts';

const envelope = z.object({ data: z.array(z.unknown()) });

const image = z.object({ url: wireText }).nullish();
const row = z.object({
  id: wireId,
  nickname: wireText,
  title: z.string().min(1),
  finishYn: wireText,
  restYn: wireText,
  introduction: wireText,
  startDate: wireText,
  ageGrade: z.int().nonnegative().nullish(),
  averageScore: z.number().min(0).max(10).nullish(),
  isNew: z.boolean().nullish(),
  pcThumbnailImage: image,
  cartoon: z
    .object({
      genres: z.array(z.object({ name: z.string() })).nullish(),
      artists: z.array(z.object({ name: z.string().min(1), artistType: wireText })).nullish(),
      categories: z.array(z.object({ name: z.string() })).nullish(),
    })
    .nullish(),
  webtoonWeeks: z.array(z.object({ weekDay: z.string() })).nullish(),
  latestWebtoonEpisode: z.object({ dateCreated: wireText }).nullish(),
});
type DaumRow = z.infer<typeof row>;
const readRows = rowReader<DaumRow>(row);

/** `20190217000100` as the day it names, in Korea. */
const dayIn = (text: string | null | undefined): string | null => {
  const match = /^(20\d\d|19\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{6}$/.exec(text ?? '');
  return match ? `${match[1]}-${match[2]}-${match[3]}` : null;
};

const roleOfType: Readonly<Record<string, string>> = { story: 'writers', picture: 'painters' };

const rolesOf = (artists: readonly { name: string; artistType?: string | null | undefined }[]): Record<string, { name: string }[]> => {
  const roles: Record<string, { name: string }[]> = { writers: [], painters: [], originalAuthors: [] };
  for (const { name, artistType } of artists) {
    const role = Object.hasOwn(roleOfType, artistType ?? '') ? roleOfType[artistType!]! : 'originalAuthors';
    if (!roles[role]!.some((each) => each.name === name)) roles[role]!.push({ name });
  }
  return roles;
};

/** A mean of stars, written with 15 decimals, of which a mean of whole stars has few. 0 stands for a title nobody rated. */
const starsOf = (score: number | null | undefined): Count | null => (score ? rounded(Math.round(score * 1e5) / 1e5, 6) : null);

const recordOf = (title: DaumRow): ParsedRecord => {
  const ageRating = ageRatingOf(title.ageGrade);
  const artists = title.cartoon?.artists;
  const days = title.webtoonWeeks?.map(({ weekDay }) => dayNamed(weekDay)).filter((day) => day !== undefined);
  return {
    kind: 'series',
    platform,
    // Daum numbered its series by itself; 1418 there and 1418 here are two titles.
    id: `daum-${title.id}`,
    fields: given({
      title: title.title,
      authors: artists ? [...new Set(artists.map(({ name }) => name))] : undefined,
      authorRoles: artists ? rolesOf(artists) : undefined,
      thumbnailUrl: title.pcThumbnailImage?.url,
      weekdays: days && days.length > 0 ? days : undefined,
      state: title.finishYn === 'Y' ? 'finished' : title.restYn === 'Y' ? 'rest' : title.finishYn === 'N' ? 'ongoing' : undefined,
      genres: title.cartoon?.genres?.map(({ name }) => name),
      tags: title.cartoon?.categories?.map(({ name }) => name),
      ageRating,
      adult: ageRating === undefined ? undefined : ageRating === '18',
      synopsis: title.introduction,
      isNew: title.isNew,
      startedOn: dayIn(title.startDate),
      lastPublishedOn: dayIn(title.latestWebtoonEpisode?.dateCreated),
    }),
    counts: { stars: starsOf(title.averageScore) },
  };
};

const read = (payload: unknown): Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readRows(parsed.data.data, 'data');
  const records = [...new Map(rows.flatMap((each) => (each ? [[each.id, recordOf(each)] as const] : []))).values()];
  const quarantined: Misfit[] = [...misfits, ...absentEverywhere(rows, 'data', ['averageScore', 'cartoon', 'webtoonWeeks'])];
  return { outcome: outcomeOf(records, quarantined), records, quarantined, next: null };
};

/** A day's titles of Daum Webtoon, which became Kakao Webtoon in 2021. Read so that older history can be rebuilt. */
export const legacyDaumWeekday: Endpoint = {
  name: 'legacy-daum-weekday',
  evidence: 'recorded',
  method: 'api',
  lane,
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: ({ day }) => ({ url: `https://webtoon.daum.net/data/pc/webtoon/list_serialized/${day}` }),
  parse: payloadParser({ payload: 'json' }, read),
};
