import type { Endpoint } from '../../contract.ts';
import { queryOf } from '../../fields.ts';
import { dataApi, listParser, listRequest } from '../api.ts';
import { handleTarget } from '../shape.ts';
import { channelList, parts, readChannels } from './read.ts';

const askedIn = (url: string): string | null => {
  const handle = queryOf(url).get('forHandle');
  return handle ? handleTarget(handle) : null;
};

/** One channel by its handle. The handle that it was found by names it, also where it is being changed. */
export const byHandle: Endpoint = {
  ...dataApi,
  name: 'by-handle',
  evidence: 'documented',
  request: ({ handle = '' }, values) => listRequest('channels', { part: parts.join(','), forHandle: String(handle) }, values),
  parse: listParser(channelList, (list, { request }) => readChannels(list, request.url, askedIn(request.url))),
};
