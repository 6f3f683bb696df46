import { useId } from 'react';

/** Sky above, sky at the horizon, sun or moon, and three waters from far to near. */
const palettes = [
  ['#f6d9c1', '#fbeee0', '#e98b6a', '#9fc3c4', '#5f9aa3', '#2d6675'],
  ['#cfe4ea', '#f1f6f2', '#f4b860', '#8fbccb', '#4f8ea8', '#1f5d7c'],
  ['#e4dcf0', '#f8eef2', '#d98aa5', '#aab6d8', '#6f82b5', '#3d4f86'],
  ['#d7ead9', '#f5f6e6', '#e3a857', '#92c4ae', '#4f9786', '#1f655c'],
  ['#1e2c4a', '#3d5277', '#f2e6c4', '#35587d', '#234264', '#142c49'],
  ['#fbe3d0', '#fdf3e7', '#d9664f', '#e0a58c', '#b76e63', '#7c3f47'],
  ['#26313f', '#5b5f77', '#f1c7a3', '#4d6a80', '#314e66', '#1b3349'],
  ['#dbe7f5', '#f6f2ee', '#ef9f80', '#a3b9d6', '#6a8ab5', '#37598c'],
  ['#f3e6c8', '#faf5e6', '#c9744e', '#b9c3a0', '#7f9a83', '#476a63'],
  ['#10343c', '#2c6068', '#bfe3d6', '#1f5a63', '#15454f', '#0b2f39'],
] as const;

/** FNV-1a: the same title always gets the same picture. */
const hashOf = (words: string): number => {
  let hash = 2166136261;
  for (const letter of words) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16777619);
  return hash >>> 0;
};

const wave = (level: number, height: number, shift: number, length: number) => {
  const half = length / 2;
  let path = `M${-length + shift} ${level}`;
  for (let x = -length + shift; x < 240; x += length) path += `q${half / 2} ${-height} ${half} 0t${half} 0`;
  return `${path}V312H${-length + shift}z`;
};

/** A seascape drawn from the title's id, for titles whose picture the platform does not give. */
export const GeneratedCover = ({ seed }: { seed: string }) => {
  const gradient = useId();
  const hash = hashOf(seed);
  const part = (shift: number, size: number) => (hash >>> shift) % size;
  const [high, low, disc, far, middle, near] = palettes[part(0, palettes.length)]!;
  const level = 168 + part(7, 44);
  const sun = { x: 48 + part(11, 144), y: 64 + part(5, 80), r: 20 + part(17, 26) };
  return (
    <svg viewBox="0 0 240 312" preserveAspectRatio="xMidYMid slice" aria-hidden="true" className="absolute inset-0 size-full">
      <defs>
        <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor={high} />
          <stop offset="0.7" stopColor={low} />
        </linearGradient>
      </defs>
      <rect width="240" height="312" fill={`url(#${gradient})`} />
      <circle cx={sun.x} cy={sun.y} r={sun.r} fill={disc} opacity="0.92" />
      <path d={wave(level, 9 + part(3, 8), -part(9, 90), 120)} fill={far} />
      <path d={wave(level + 38, 13 + part(6, 10), -part(13, 120), 160)} fill={middle} />
      <path d={wave(level + 82, 16 + part(10, 12), -part(4, 150), 220)} fill={near} />
    </svg>
  );
};
