import type { Endpoint } from '../../contract.ts';
import { queryOf } from '../../fields.ts';
import { dataApi, listParser, listRequest } from '../api.ts';
import { userTarget } from '../shape.ts';
import { channelList, parts, readChannels } from './read.ts';

const askedIn = (url: string): string | null => {
  const name = queryOf(url).get('forUsername');
  return name ? userTarget(name) : null;
};

/** One channel by the user name its account had before there were handles. */
export const byUserName: Endpoint = {
  ...dataApi,
  name: 'by-user-name',
  evidence: 'documented',
  request: ({ userName = '' }, values) => listRequest('channels', { part: parts.join(','), forUsername: String(userName) }, values),
  parse: listParser(channelList, (list, { request }) => readChannels(list, request.url, askedIn(request.url))),
};
