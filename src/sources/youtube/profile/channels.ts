import type { Endpoint } from '../../contract.ts';
import { dataApi, listParser, listRequest } from '../api.ts';
import { perCall } from '../shape.ts';
import { channelList, parts, readChannels } from './read.ts';

/** Up to 50 channels by their ids. Whom the platform does not have it leaves out. */
export const channels: Endpoint = {
  ...dataApi,
  name: 'channels',
  evidence: 'recorded',
  request: ({ id = [] }, values) =>
    listRequest('channels', { part: parts.join(','), id: [id].flat().join(','), maxResults: perCall }, values),
  parse: listParser(channelList, (list, { request }) => readChannels(list, request.url, null)),
};
