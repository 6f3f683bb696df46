import type { IncomingHttpHeaders } from 'node:http';

/** True when the request carries the cookie of a signed-in reader. Any value will do: the simulator checks nobody. */
export const signedIn = (headers: IncomingHttpHeaders): boolean => headers.cookie !== undefined && /\bNID_SES=\S/.test(headers.cookie);
