/**
 * Loaded before a program (`--import`): its wall clock is wrong by TEST_SKEW_MS from the first line on, as on a machine that was set wrongly.
 * Timers and the monotonic clock are right, as there.
 */
const skewMs = Number(process.env['TEST_SKEW_MS']);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...parts: []) {
    if (parts.length === 0) super(RealDate.now() + skewMs);
    else super(...parts);
  }

  static override now(): number {
    return RealDate.now() + skewMs;
  }
} as DateConstructor;
