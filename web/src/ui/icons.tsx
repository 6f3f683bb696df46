import type { ReactNode } from 'react';

/** Strokes on a 20-unit square, drawn for this dashboard; decorative always, so hidden from screen readers. */
const shapes = {
  webtoons: <path d="M3.5 4.5h5.2v11H3.5zM11.3 4.5h5.2v5h-5.2zM11.3 12.2h5.2v3.3h-5.2z" />,
  accounts: <path d="M10 3.6a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM4 16.4c.5-3 2.9-4.6 6-4.6s5.5 1.6 6 4.6" />,
  offers: <path d="M4 4h5.6l6.6 6.6-5.6 5.6L4 9.6zM7.2 7.1v.1" />,
  runs: <path d="M3.5 10a6.5 6.5 0 1 0 2.2-4.9M3.5 3.2v3h3M10 6.5V10l2.4 1.6" />,
  pipelines: <path d="M3.2 7.8h4.4v4.4H3.2zM12.4 3.6h4.4V8h-4.4zM12.4 12h4.4v4.4h-4.4zM7.6 10h2.6M12.4 5.8h-2.2v8.4h2.2" />,
  queue: <path d="M3.8 5h12.4M3.8 10h7M3.8 15h7M13.6 9.6v5.8l3-2.9z" />,
  places: <path d="M5 10h.1M10 10h.1M15 10h.1" strokeWidth={2.4} />,
  lanes: <path d="M5 3.5v13M15 3.5v13M10 4v2.4M10 8.8v2.4M10 13.6V16" />,
  sources: (
    <path d="M10 3.2c3.6 0 6 1 6 2.3s-2.4 2.3-6 2.3-6-1-6-2.3 2.4-2.3 6-2.3zM4 5.5v4.5c0 1.3 2.4 2.3 6 2.3s6-1 6-2.3V5.5M4 10v4.5c0 1.3 2.4 2.3 6 2.3s6-1 6-2.3V10" />
  ),
  settings: <path d="M3.5 6h7M14.5 6h2M12.5 4v4M3.5 14h2M9.5 14h7M7.5 12v4" />,
  search: <path d="M9 3.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 9 3.8zM12.9 12.9l3.6 3.6" />,
  close: <path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />,
  grid: <path d="M4 4h4.8v4.8H4zM11.2 4H16v4.8h-4.8zM4 11.2h4.8V16H4zM11.2 11.2H16V16h-4.8z" />,
  list: <path d="M3.8 5.5h12.4M3.8 10h12.4M3.8 14.5h12.4" />,
  down: <path d="m5.8 8 4.2 4.2L14.2 8" />,
  ascending: <path d="M10 16V4.5M5.8 8.6 10 4.4l4.2 4.2" />,
  descending: <path d="M10 4v11.5M5.8 11.4l4.2 4.2 4.2-4.2" />,
  check: <path d="m4.5 10.6 3.6 3.6 7.4-8.2" />,
  copy: <path d="M7.5 7.5h8.3v8.3H7.5zM12.5 7.5V4.2H4.2v8.3h3.3" />,
  out: <path d="M8 4.5H4.5v11h11V12M11.5 4h4.5v4.5M16 4l-6.7 6.7" />,
  left: <path d="M12 5.2 7.2 10l4.8 4.8" />,
  trace: <path d="M6 3.8a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM14 12.2a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM6 7.8v3.4a3 3 0 0 0 3 3h3" />,
  heart: <path d="M10 16s-6-3.6-6-7.7A3.3 3.3 0 0 1 10 6.4a3.3 3.3 0 0 1 6 1.9C16 12.4 10 16 10 16z" />,
  comment: <path d="M4 4.8h12v8.4H9.6L6.4 16v-2.8H4z" />,
  bookmark: <path d="M5.8 3.8h8.4v12.4L10 13.2l-4.2 3z" />,
  eye: <path d="M2.6 10S5.2 5 10 5s7.4 5 7.4 5-2.6 5-7.4 5-7.4-5-7.4-5zM10 7.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z" />,
  star: <path d="m10 3.4 2 4.3 4.6.5-3.4 3.2.9 4.6L10 13.7 5.9 16l.9-4.6-3.4-3.2 4.6-.5z" />,
  rank: <path d="M4 16v-4.5h4V16M8 16V5.5h4V16M12 16V9h4v7" />,
  table: <path d="M3.8 4.5h12.4v11H3.8zM3.8 8.2h12.4M8.2 8.2v7.3" />,
  curve: <path d="M3.5 13.5c2.2 0 2.6-6 5-6s2.6 4.5 4.6 4.5c1.6 0 2-5.5 3.4-5.5" />,
  keyboard: <path d="M3 5.5h14v9H3zM5.8 8.3h.1M8.6 8.3h.1M11.4 8.3h.1M14.2 8.3h.1M6.8 11.7h6.4" />,
  warning: <path d="M10 3.8 17 16H3zM10 8.2v3.6M10 13.9v.1" />,
  empty: (
    <path d="M3 12c1.75 0 1.75-1.5 3.5-1.5S8.25 12 10 12s1.75-1.5 3.5-1.5S15.25 12 17 12M3 15.5c1.75 0 1.75-1.5 3.5-1.5s1.75 1.5 3.5 1.5 1.75-1.5 3.5-1.5 1.75 1.5 3.5 1.5M10 7.5V4" />
  ),
  key: <path d="M7 9.2a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8zM9.5 10.2l6-6M13 6.7l2.2 2.2" />,
  alerts: <path d="M10 3.4a4.6 4.6 0 0 1 4.6 4.6v3l1.4 2.6H4L5.4 11V8A4.6 4.6 0 0 1 10 3.4zM8.3 16a1.8 1.8 0 0 0 3.4 0" />,
  play: <path d="M6.5 4.5v11l9-5.5z" />,
  plus: <path d="M10 4.5v11M4.5 10h11" />,
  shield: <path d="M10 3.2 15.5 5v4.6c0 3.4-2.2 5.8-5.5 7.2-3.3-1.4-5.5-3.8-5.5-7.2V5z" />,
  info: <path d="M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM10 9.2v4M10 6.7v.1" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

export const Icon = ({ name, size = 18, className = '' }: { name: IconName; size?: number; className?: string }) => (
  <svg
    viewBox="0 0 20 20"
    width={size}
    height={size}
    fill="none"
    stroke="currentColor"
    strokeWidth={1.5}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    className={`shrink-0 ${className}`}
  >
    {shapes[name]}
  </svg>
);

/** The mark the last tide left, and the water as it stands now. */
export const Logo = ({ size = 28 }: { size?: number }) => (
  <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
    <rect width="32" height="32" rx="8" fill="#0b4f6c" />
    <path
      d="M5 10.5c2.75 0 2.75-2 5.5-2s2.75 2 5.5 2 2.75-2 5.5-2 2.75 2 5.5 2"
      fill="none"
      stroke="#7fd1de"
      strokeOpacity=".55"
      strokeWidth="1.8"
      strokeLinecap="round"
    />
    <path d="M0 18.5c4 0 4-3.2 8-3.2s4 3.2 8 3.2 4-3.2 8-3.2 4 3.2 8 3.2V24a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z" fill="#2f9db0" />
    <path d="M0 24.2c4 0 4-2.6 8-2.6s4 2.6 8 2.6 4-2.6 8-2.6 4 2.6 8 2.6A8 8 0 0 1 24 32H8a8 8 0 0 1-8-7.8z" fill="#69c4d1" />
  </svg>
);
