import type { Exchange } from '../domain/index.ts';
import type { NetRequest } from '../net/index.ts';
import type { Endpoint, Params, Source } from '../sources/index.ts';
import type { Access } from './access.ts';

/** Asks an endpoint through the net, with what the operator brought; a token that is refused is renewed once. */
export const askEndpoint =
  (options: {
    readonly source: Source;
    readonly access: Access;
    /** Without one the endpoint is asked without a token: a replay answers whoever asks. */
    readonly withToken?: boolean;
    /** Whose page it is where one is opened. */
    readonly reader?: string;
    readonly send: (request: NetRequest, endpoint: Endpoint) => Promise<Exchange>;
  }) =>
  async (endpoint: Endpoint, params: Params): Promise<Exchange> => {
    const { source, access, withToken = true, reader, send } = options;
    const once = (token: string | undefined): Promise<Exchange> =>
      send({ ...netRequest(source, endpoint, endpoint.request(params, access.values, token)), ...(reader && { reader }) }, endpoint);
    const token = withToken ? await access.token(endpoint) : undefined;
    const sent = await once(token);
    return sent.outcome === 'credential-expired' && access.renew(endpoint, token) ? once(await access.token(endpoint)) : sent;
  };

const netRequest = (source: Source, endpoint: Endpoint, { url, headers, browser }: ReturnType<Endpoint['request']>): NetRequest => {
  const { lane, cost, payload, privateFields, official, refusal, quota } = endpoint;
  const paceMs = source.lanes.find(({ name }) => name === lane)?.intervalMs ?? 0;
  // The address of a provider is the operator's word.
  const hosts = endpoint.needs === undefined ? source.hosts : source.hosts.concat(new URL(url).host);
  const stream = source.streams.find(({ endpoints }) => endpoints.includes(endpoint));
  return {
    ...{ url, lane, cost, hosts, payload, privateFields },
    ...(stream && { endpoint: `${stream.name}:${endpoint.name}` }),
    ...(headers && { headers }),
    ...(browser && { browser }),
    ...(official && { official }),
    ...(quota && { quota: { paceMs, read: (answered: Readonly<Record<string, string>>) => quota(answered) } }),
    ...(refusal && { refusal: (status: number, body: string) => refusal(status, body) }),
  };
};
