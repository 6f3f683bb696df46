import type { Endpoint } from '../../contract.ts';
import { helixRequest } from '../helix.ts';
import { users } from '../profile/users.ts';

/** Whose videos are meant by a name that no profile was read of yet: videos are asked for by id. */
export const resolve: Endpoint = {
  ...users,
  name: 'resolve',
  request: ({ login = '' }, values, token) => helixRequest('users', { login }, values, token),
  parse: (exchange) => {
    const parsed = users.parse(exchange);
    const [channel] = parsed.records;
    return channel ? { ...parsed, next: { user: channel.id, after: '' } } : parsed;
  },
};
