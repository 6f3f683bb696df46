import type { Answer, SimRequest } from '../platform.ts';
import { jsonWire, queryNumber, queryValue, queryValues } from '../wire.ts';
import { dayText } from '../calendar.ts';
import type { DayNumber } from '../calendar.ts';
import { uuidOf } from '../random.ts';
import { followersOn } from './growth.ts';
import type { createPoints } from './points.ts';
import { categoryOn, isLiveOn, streamRow, streamTitleOn, viewersOn } from './streams.ts';
import { application } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { videoRow, videosOn } from './videos.ts';
import { isThere, nameOn } from './world.ts';
import type { Channel, TwitchWorld } from './world.ts';

const refuse = (status: number, error: string, message: string, headers?: Readonly<Record<string, string>>): Answer => ({
  status,
  body: jsonWire({ error, status, message }),
  ...(headers ? { headers } : {}),
});

/** Wraps an address of Helix: credentials first, then a point, then the answer. Refusals of credentials and questions carry no quota headers. */
export const createHelix = (tokens: Tokens, points: ReturnType<typeof createPoints>) => (answer: (request: SimRequest) => Answer) => {
  return (request: SimRequest): Answer => {
    const { authorization, 'client-id': id } = request.headers;
    if (authorization === undefined) return refuse(401, 'Unauthorized', 'OAuth token is missing');
    if (id === undefined || id === '') return refuse(401, 'Unauthorized', 'Client ID is missing');
    if (!tokens.holds(authorization.replace(/^Bearer /, ''))) return refuse(401, 'Unauthorized', 'Invalid OAuth token');
    if (id !== application.id) return refuse(401, 'Unauthorized', 'Client ID and OAuth token do not match');
    const { taken, headers } = points(application.id);
    if (!taken) return refuse(429, 'Too Many Requests', 'rate limit exceeded', headers);
    const answered = answer(request);
    return answered.status === undefined ? { ...answered, headers } : answered;
  };
};

const bad = (message: string): Answer => refuse(400, 'Bad Request', message);
const missing = (name: string): Answer => bad(`Missing required parameter "${name}"`);

const json = (value: object): Answer => ({ type: 'application/json; charset=utf-8', body: jsonWire(value) });

/** Cursors are texts that nobody should look into; as the platform writes them, with an offset inside. */
const cursorOf = (offset: number): string => Buffer.from(JSON.stringify({ b: null, a: { Offset: offset } })).toString('base64url');
const offsetOf = (cursor: string | null): number | null => {
  if (cursor === null || cursor === '') return 0;
  try {
    const offset: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString()).a.Offset;
    return typeof offset === 'number' && offset >= 0 ? offset : null;
  } catch {
    return null;
  }
};

const firstIn = (query: string): number | null => {
  const first = queryNumber(query, 'first', 20);
  return first >= 1 && first <= 100 ? first : null;
};

/** Channels asked for by id and login, as far as they can be found; null when a name is malformed. */
const askedFor = (world: TwitchWorld, ids: readonly string[], logins: readonly string[], day: DayNumber): Channel[] | null => {
  if (ids.some((id) => !/^\d+$/.test(id)) || logins.some((login) => !/^[a-z0-9]\w{0,24}$/i.test(login))) return null;
  const found = [...ids.map((id) => world.byId(id)), ...logins.map((login) => world.byLogin(login, day))];
  return [...new Set(found.filter((channel) => channel !== undefined && isThere(channel, day)))] as Channel[];
};

const userRow = (channel: Channel, day: DayNumber): object => {
  const { login, displayName } = nameOn(channel, day);
  const picture = `https://static-cdn.jtvnw.net/jtv_user_pictures/${uuidOf(channel.hash, 1)}`;
  return {
    id: channel.id,
    login,
    display_name: displayName,
    type: '',
    broadcaster_type: channel.broadcasterType,
    description: channel.part === 'plain' ? '' : `This is ${displayName}, who is made up.`,
    profile_image_url: `${picture}-profile_image-300x300.png`,
    offline_image_url: channel.part === 'plain' ? '' : `${picture}-channel_offline_image-1920x1080.png`,
    view_count: 0,
    created_at: `${dayText(channel.created)}T0${channel.hash % 10}:12:34Z`,
  };
};

export const createUsers =
  (world: () => TwitchWorld) =>
  ({ query, day }: SimRequest): Answer => {
    const [ids, logins] = [queryValues(query, 'id'), queryValues(query, 'login')];
    if (ids.length + logins.length === 0) return bad('Must provide an ID, Login or OAuth Token');
    if (ids.length + logins.length > 100) return bad('The sum of id and login parameters must not exceed 100');
    const found = askedFor(world(), ids, logins, day);
    return found === null
      ? bad('Invalid login names, emails or IDs in request')
      : json({ data: found.map((channel) => userRow(channel, day)) });
  };

const channelRow = (channel: Channel, day: DayNumber): object => {
  const { login, displayName } = nameOn(channel, day);
  const { id, name } = categoryOn(channel, day);
  return {
    broadcaster_id: channel.id,
    broadcaster_login: login,
    broadcaster_name: displayName,
    broadcaster_language: channel.language,
    game_id: id,
    game_name: name,
    title: channel.part === 'plain' ? '' : streamTitleOn(channel, day),
    delay: 0,
    tags: channel.part === 'plain' ? [] : ['made up'],
    content_classification_labels: [],
    is_branded_content: false,
  };
};

export const createChannels =
  (world: () => TwitchWorld) =>
  ({ query, day }: SimRequest): Answer => {
    const ids = queryValues(query, 'broadcaster_id');
    if (ids.length === 0) return missing('broadcaster_id');
    if (ids.length > 100) return bad('The number of IDs in the broadcaster_id query parameter must not exceed 100');
    const found = askedFor(world(), ids, [], day);
    return found === null
      ? bad('The parameter "broadcaster_id" was malformed')
      : json({ data: found.map((channel) => channelRow(channel, day)) });
  };

export const createFollowers =
  (world: () => TwitchWorld) =>
  ({ query, day }: SimRequest): Answer => {
    const id = queryValue(query, 'broadcaster_id');
    if (id === null || id === '') return missing('broadcaster_id');
    const channel = world().byId(id);
    // Who they are is for moderators; nobody follows a channel that is not there.
    return json({ total: channel && isThere(channel, day) ? followersOn(channel.following, day) : 0, data: [], pagination: {} });
  };

export const createVideos =
  (world: () => TwitchWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    const id = queryValue(query, 'user_id');
    if (id === null || id === '') return bad('Must provide one of the following query params: id, user_id, game_id');
    const [first, offset] = [firstIn(query), offsetOf(queryValue(query, 'after'))];
    if (first === null || offset === null) return bad(first === null ? 'The parameter "first" was malformed' : 'Invalid cursor');
    const channel = world().byId(id);
    const all = channel ? videosOn(channel, day) : [];
    // Every later page has moved by so many rows more, as when videos come in while they are read.
    const start = Math.max(0, offset - shift * Math.floor(offset / first));
    const page = all.slice(start, start + first);
    const goesOn = start + first < all.length && page.length > 0;
    return json({
      data: page.map((number) => videoRow(channel!, number, day)),
      pagination: goesOn ? { cursor: cursorOf(offset + first) } : {},
    });
  };

export const createStreams =
  (world: () => TwitchWorld) =>
  ({ query, day, shift }: SimRequest): Answer => {
    const [ids, logins] = [queryValues(query, 'user_id'), queryValues(query, 'user_login')];
    const [first, offset] = [firstIn(query), offsetOf(queryValue(query, 'after'))];
    if (first === null || offset === null) return bad(first === null ? 'The parameter "first" was malformed' : 'Invalid cursor');
    if (ids.length > 100 || logins.length > 100) return bad('Too many ids');
    const asked = ids.length + logins.length === 0 ? world().channels : askedFor(world(), ids, logins, day);
    if (asked === null) return bad('Malformed query params.');
    const live = asked
      .filter((channel) => isLiveOn(channel, day))
      .toSorted((one, other) => viewersOn(other, day) - viewersOn(one, day) || one.index - other.index);
    const start = Math.max(0, offset - (offset > 0 ? shift : 0));
    const page = live.slice(start, start + first);
    // As the documented example has it: a page with rows names a next one, which may turn out to be empty.
    return json({
      data: page.map((channel) => streamRow(channel, day)),
      pagination: page.length > 0 ? { cursor: cursorOf(offset + page.length) } : {},
    });
  };
