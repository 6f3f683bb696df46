const period = 480;
const periods = 8;

/** A row of equal waves. Shifted by half its width it looks the same, so that the drift has no seam. */
const wave = (height: number) => `M0 ${height}${`c120 0 120 ${-height} 240 ${-height}s120 ${height} 240 ${height}`.repeat(periods)}V200H0z`;

const waters = [
  { height: 34, look: 'top-0 opacity-10 [animation-duration:38s]' },
  { height: 26, look: 'top-9 opacity-15 [animation-duration:27s]' },
  { height: 20, look: 'top-20 opacity-25 [animation-duration:19s]' },
];

/** Slow water along the lower edge. It rests when the reader prefers less motion. */
export const Sea = () => (
  <div aria-hidden="true" className="absolute inset-x-0 bottom-0 h-52 overflow-hidden text-sea">
    {waters.map(({ height, look }) => (
      <svg
        key={height}
        viewBox={`0 0 ${period * periods} 200`}
        preserveAspectRatio="none"
        className={`absolute h-52 w-[max(3840px,200vw)] animate-drift fill-current ${look}`}
      >
        <path d={wave(height)} />
      </svg>
    ))}
  </div>
);
