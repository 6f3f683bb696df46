import type { Endpoint, Params, Stream } from '../../contract.ts';
import { positionCursor, readByWays } from '../../paging.ts';
import { isHandle, isUserName, perCall, userNameOf } from '../shape.ts';
import { byHandle } from './by-handle.ts';
import { byUserName } from './by-user-name.ts';
import { channels } from './channels.ts';

/** How to ask for a channel by name: one a call. */
export const askByName = (target: string): { readonly endpoint: Endpoint; readonly params: Params } =>
  isUserName(target)
    ? { endpoint: byUserName, params: { userName: userNameOf(target) } }
    : { endpoint: byHandle, params: { handle: target } };

const isName = (target: string): boolean => isHandle(target) || isUserName(target);

/** Who a channel is and how it stands: 50 a unit once their ids are known, by name one a unit. */
export const profile: Stream = {
  name: 'profile',
  title: 'Profiles',
  kind: 'channel',
  target: { kind: 'channel' },
  revisitBy: 'followers',
  batchSize: perCall,
  endpoints: [channels, byHandle, byUserName],
  cursor: positionCursor,
  read: readByWays([
    { reads: isName, ask: ([target]) => askByName(target!) },
    // Whatever is no name: the platform leaves out what is no id of its own.
    { ask: (targets) => ({ endpoint: channels, params: { id: targets } }), perRequest: perCall },
  ]),
};
