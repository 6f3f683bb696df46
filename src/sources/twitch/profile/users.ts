import { z } from 'zod';
import { exact } from '../../../domain/index.ts';
import type { Exchange, Parsed, ParsedRecord } from '../../../domain/index.ts';
import type { Endpoint } from '../../contract.ts';
import { given, instantOf, outcomeOf, queryOf, wireCount, wireText } from '../../fields.ts';
import { misfit, nothing } from '../../misfit.ts';
import { absentEverywhere, firstReason, leavesOutAll, nobodyOf, rowReader } from '../../rows.ts';
import { errorIn, helix, helixParser, helixRequest, wireData } from '../helix.ts';
import { channelRecord, imageUrl, nameOf, onceEach, text, wireUserId } from '../shape.ts';

const row = z.object({
  id: wireUserId,
  login: z.string().min(1),
  display_name: wireText,
  type: wireText,
  broadcaster_type: wireText,
  description: wireText,
  profile_image_url: wireText,
  offline_image_url: wireText,
  view_count: wireCount,
  created_at: wireText,
});
type UserRow = z.infer<typeof row>;
const readRows = rowReader<UserRow>(row);

const channelOf = (user: UserRow): ParsedRecord =>
  channelRecord(user.id, user.login, {
    fields: given({
      title: text(user.display_name),
      description: text(user.description),
      imageUrl: imageUrl(user.profile_image_url),
      bannerUrl: imageUrl(user.offline_image_url),
      createdAt: instantOf(user.created_at),
      verified: user.broadcaster_type === undefined ? undefined : user.broadcaster_type === 'partner',
      broadcasterType: text(user.broadcaster_type),
      accountType: text(user.type),
    }),
    // Retired: everybody has 0 today, and nothing is said of views. (A missing number here would be the run's observation of the channel, and leave no
    // room for the followers that another answer tells.) Old answers that are read again have the number of their day.
    counts: user.view_count ? { views: exact(user.view_count) } : {},
  });

/** Whoever was asked for and is not there. Where a row could not be read nobody knows whose it is, and nobody is called missing. */
const missingIn = (url: string, records: readonly ParsedRecord[]): string[] => {
  const query = queryOf(url);
  const found = new Set(records.flatMap(({ id, name }) => [id, name!]));
  return [
    ...query.getAll('id').filter((id) => !found.has(id)),
    ...query.getAll('login').flatMap((login) => (found.has(nameOf(login)) ? [] : [`@${login}`])),
  ];
};

export const readUsers = (payload: unknown, url: string): Parsed => {
  const parsed = wireData.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { rows, misfits } = readRows(parsed.data.data, 'data');
  const records = onceEach(rows.filter((user) => user !== null).map(channelOf));
  const quarantined = [
    ...misfits,
    ...absentEverywhere(rows, 'data', ['display_name', 'broadcaster_type', 'description', 'profile_image_url', 'created_at']),
  ];
  const missing = misfits.length === 0 ? missingIn(url, records) : [];
  if (leavesOutAll(missing, rows)) return nobodyOf(missing);
  return { outcome: outcomeOf(records, misfits), records, quarantined, next: null, ...(missing.length > 0 ? { missing } : {}) };
};

/** One malformed name is answered 400 for the whole call; asked alone it is the answer about that name. */
export const aboutNobody = ({ status, body, request: { url } }: Exchange): boolean =>
  status === 400 && errorIn(body)?.status === 400 && queryOf(url).getAll('id').length + queryOf(url).getAll('login').length === 1;

const parse = helixParser((payload, { request }) => readUsers(payload, request.url));

/** Who channels are, by id or login. Names that nobody bears, and banned accounts, are silently left out. */
export const users: Endpoint = {
  ...helix,
  name: 'users',
  evidence: 'recorded',
  // Given only to whoever the account itself has signed in; not to us.
  privateFields: ['data[].email?'],
  request: ({ id = [], login = [] }, values, token) => helixRequest('users', { id, login }, values, token),
  parse: (exchange) => {
    const parsed = parse(exchange);
    return aboutNobody(exchange) && parsed.outcome === 'refused' ? { ...parsed, outcome: 'gone' } : parsed;
  },
};
