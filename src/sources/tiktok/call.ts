import type { Endpoint, Evidence, Params, SourceSetting } from '../contract.ts';
import { pageRefusal, refusal } from './codes.ts';
import { lanes, origin } from './shape.ts';

export const settings: readonly SourceSetting[] = [
  {
    name: 'TIKTOK_API_BASE_URL',
    title: "address of a provider that relays TikTok's web interface (its paths begin with /api/)",
    kind: 'url',
    simulated: 'https://tiktok-relay.example',
  },
  { name: 'TIKTOK_API_KEY', title: 'key of that provider, sent as the header X-Api-Key', kind: 'secret', simulated: 'simulated-key' },
];

/** A call of TikTok's web interface, whichever way it goes: the answer has the same shape through a provider and inside a real page. */
export interface WebCall {
  readonly name: string;
  readonly evidence: Evidence;
  readonly privateFields: readonly string[];
  readonly path: string;
  query(params: Params): Readonly<Record<string, string | number>>;
  readonly parse: Endpoint['parse'];
}

/** Path and query of a call; the number of the account, which is not sent, comes last. */
export const addressOfCall = (base: string, call: WebCall, params: Params): string => {
  const query = new URLSearchParams({ aid: '1988', app_name: 'tiktok_web', device_platform: 'web_pc' });
  for (const [name, value] of Object.entries(call.query(params))) query.set(name, String(value));
  const channel = params['channel'] === undefined || params['channel'] === '' ? '' : `#channel=${String(params['channel'])}`;
  return `${base}${call.path}?${query.toString()}${channel}`;
};

/** A call through a provider, with the operator's key. */
export const byApi = (call: WebCall): Endpoint => ({
  ...{ name: call.name, evidence: call.evidence, privateFields: call.privateFields, parse: call.parse },
  ...{ method: 'api', lane: lanes.api, cost: 1, payload: 'json', official: true, refusal },
  needs: settings.map(({ name }) => name),
  request: (params, values) => ({
    url: addressOfCall((values['TIKTOK_API_BASE_URL'] ?? origin).replace(/\/+$/, ''), call, params),
    headers: { 'X-Api-Key': values['TIKTOK_API_KEY'] ?? '' },
  }),
});

/** A page of the site, with what TikTok wrote into it for its own scripts. */
export const byPage = (endpoint: Pick<Endpoint, 'name' | 'evidence' | 'parse'> & { path(params: Params): string }): Endpoint => ({
  ...{ name: endpoint.name, evidence: endpoint.evidence, parse: endpoint.parse, privateFields: [] },
  ...{ method: 'page', lane: lanes.site, cost: 1, payload: 'html', refusal: pageRefusal },
  request: (params) => ({ url: `${origin}${endpoint.path(params)}`, headers: { 'Accept-Language': 'en', Referer: `${origin}/` } }),
});
