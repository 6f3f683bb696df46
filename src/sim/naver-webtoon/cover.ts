import type { Answer, SimRequest } from '../platform.ts';
import { hashText, mix } from '../random.ts';
import { toWire } from '../wire.ts';
import type { World } from './world.ts';

/**
 * Pictures for the demo: a gradient, two hills and the first letter of the title, drawn from the address. SVG under addresses that end in
 * .jpg, which browsers accept because they go by the content type.
 */
export const createCovers =
  (world: Pick<World, 'byId'>) =>
  ({ path, groups }: SimRequest): Answer => {
    const title = world.byId(Number(groups[0]));
    const episode = groups[1] === undefined ? 0 : Number(groups[1]);
    const hash = mix(title?.hash ?? hashText(path), episode);
    const [width, height] = episode > 0 ? [202, 120] : [480, 623];
    const label = episode > 0 ? String(episode) : (title?.name.replace(/[^\p{L}\p{N}]/gu, '').slice(0, 1) ?? '?');
    return {
      type: 'image/svg+xml',
      headers: { 'cache-control': 'public, max-age=86400' },
      body: toWire(drawing(hash, width!, height!, label)),
    };
  };

const drawing = (hash: number, width: number, height: number, label: string): string => {
  const hue = hash % 360;
  const other = (hue + 40 + ((hash >>> 9) % 80)) % 360;
  const low = Math.round(height * (0.62 + ((hash >>> 17) % 12) / 100));
  const high = low - Math.round(height * 0.12);
  const size = Math.round(Math.min(width, height) * 0.42);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${hue} 62% 62%)"/><stop offset="1" stop-color="hsl(${other} 58% 38%)"/></linearGradient></defs>` +
    `<rect width="${width}" height="${height}" fill="url(#g)"/>` +
    `<circle cx="${Math.round(width * (0.2 + ((hash >>> 5) % 60) / 100))}" cy="${Math.round(height * 0.24)}" r="${Math.round(width * 0.1)}" fill="hsl(${hue} 80% 90%)" fill-opacity=".55"/>` +
    `<path d="M0 ${low} Q${Math.round(width / 3)} ${high} ${Math.round(width * 0.62)} ${low} T${width} ${high} V${height} H0Z" fill="hsl(${other} 45% 26%)" fill-opacity=".55"/>` +
    `<text x="50%" y="52%" text-anchor="middle" dominant-baseline="middle" font-family="Pretendard,'Noto Sans KR',sans-serif" font-weight="700" font-size="${size}" fill="#fff" fill-opacity=".92">${label}</text></svg>`
  );
};
