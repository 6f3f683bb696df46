const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** Milliseconds of `30s`, `5m`, `2h`, `1d` or several of them one after the other (`1h30m`); null for anything else. */
export const durationMs = (text: string): number | null => {
  if (!/^(?:\d{1,9}(?:ms|[dhms]))+$/.test(text)) return null;
  return [...text.matchAll(/(\d+)(ms|[dhms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units],
    0,
  );
};

/** The same text that {@link durationMs} reads: `1h30m`. */
export const durationText = (ms: number): string => {
  let left = ms;
  let text = '';
  for (const [unit, length] of Object.entries(units)) {
    const amount = Math.floor(left / length);
    if (amount > 0) text += `${amount}${unit}`;
    left -= amount * length;
  }
  return text === '' ? '0s' : text;
};
