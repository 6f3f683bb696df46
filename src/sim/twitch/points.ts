/** What a bucket says after a request: taken, or empty; the headers go with both. */
export interface Points {
  readonly taken: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Points of each application: a bucket of `perMinute` that fills evenly, one point a request, as recorded answers show it: the first request of
 * a quiet minute leaves one less than the limit, and `reset` is when the bucket is full again.
 */
export const createPoints = (perMinute: number, now: () => number) => {
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, { left: number; at: number }>();
  return (application: string): Points => {
    const at = now();
    const bucket = buckets.get(application) ?? { left: perMinute, at };
    bucket.left = Math.min(perMinute, bucket.left + (at - bucket.at) * perMs);
    bucket.at = at;
    buckets.set(application, bucket);
    const taken = bucket.left >= 1;
    if (taken) bucket.left -= 1;
    const headers = {
      'ratelimit-limit': String(perMinute),
      'ratelimit-remaining': String(Math.floor(bucket.left)),
      'ratelimit-reset': String(Math.ceil((at + (perMinute - bucket.left) / perMs) / 1000)),
    };
    return { taken, headers };
  };
};
