import { z } from 'zod';
import { reasonOf, TidemarkError } from '../domain/index.ts';
import type { Api, ApiOptions } from './options.ts';
import { Refusal } from './problems.ts';

/** Where a page loads a cover from; null when there is none it may load. */
export type ImageAddress = (url: string | null) => string | null;

/**
 * The picture hosts of the platforms, as a content security policy writes them; recorded payloads name each. Anything else is not fetched on
 * anybody's behalf. Where strangers keep files under the same domain (Google's, Akamai's, Amazon's) it is one host and no more.
 */
export const imageHosts = [
  ...['*.pstatic.net', '*.kakaopagecdn.com', '*.kakaoentcdn.com'],
  ...['*.tiktokcdn.com', '*.tiktokcdn-us.com', '*.tiktokcdn-eu.com', '*.ibyteimg.com', '*.muscdn.com', 'p16-tiktokcdn-com.akamaized.net'],
  ...['*.jtvnw.net', 'clips-media-assets.twitch.tv', 'clips-media-assets2.twitch.tv'],
  ...['*.ytimg.com', 'yt3.ggpht.com', 'yt3.googleusercontent.com'],
  ...['*.sooplive.co.kr', '*.sooplive.com', '*.afreecatv.com'],
] as const;

const isImageHost = (host: string): boolean =>
  /^[a-z0-9.-]+$/.test(host) &&
  imageHosts.some((known) => (known.startsWith('*') ? host.endsWith(known.slice(1)) && !host.startsWith('.') : host === known));

const maxBytes = 2 * 2 ** 20;

/** Rewrites covers to come through this API when somebody fetches them for us. */
export const imageAddressOf = ({ fetchImage }: ApiOptions): ImageAddress => {
  if (!fetchImage) return (url) => url;
  return (url) => {
    const parsed = url === null ? null : URL.parse(url);
    if (!parsed || parsed.protocol !== 'https:' || parsed.port !== '' || !isImageHost(parsed.hostname)) return null;
    return `/images/${parsed.hostname}${parsed.pathname}${parsed.search}`;
  };
};

/** Serves covers: only pictures, only of the platforms' picture hosts, only to those signed in. */
export const imageRoutes = (app: Api, { fetchImage, imageBase }: ApiOptions): void => {
  if (!fetchImage) return;
  const schema = { hide: true, params: z.object({ host: z.string().max(253), '*': z.string().max(2_000) }) };
  app.get('/images/:host/*', { schema }, async (request, reply) => {
    const { host } = request.params;
    // The address as it was sent, not as the router decoded it: decoding twice would let "%252e%252e" climb. The parser settles any "..".
    const target = isImageHost(host) ? URL.parse(`https://${request.url.slice('/images/'.length)}`) : null;
    if (target?.hostname !== host || target.port !== '' || target.username !== '')
      throw new TidemarkError('TDM_NOT_FOUND', { what: 'picture', id: request.url.slice(0, 200) });
    const path = `${target.pathname}${target.search}`;
    const address = imageBase === undefined ? `https://${host}${path}` : `${imageBase.replace(/\/$/, '')}/${host}${path}`;
    const image = await fetchImage(address, { maxBytes }).catch((error: unknown) => {
      throw badGateway(`${host}: ${reasonOf(error)}`);
    });
    if (image.status === 404) throw new TidemarkError('TDM_NOT_FOUND', { what: 'picture', id: `${host}${target.pathname}` });
    if (image.status !== 200) throw badGateway(`${host} answered ${image.status}`);
    if (!/^image\/[a-z0-9.+-]+$/i.test(image.contentType.split(';')[0]!.trim())) throw badGateway(`${host} answered no picture`);
    if (image.body.byteLength > maxBytes) throw badGateway(`the picture is larger than ${maxBytes} bytes`);
    return (
      reply
        .header('content-type', image.contentType)
        // A drawing (SVG) may carry scripts; opened by itself it must stay a drawing.
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .header('cache-control', 'private, max-age=86400')
        .send(Buffer.from(image.body.buffer, image.body.byteOffset, image.body.byteLength))
    );
  });
};

const badGateway = (reason: string): Refusal => new Refusal(502, 'TDM_HOST_UNREACHABLE', { host: 'the picture host', reason });
