import { useFormat, useText } from '../i18n/index.ts';
import { useFromNow } from '../ui/index.ts';

/** Instants as the clocks of a zone show them: that is where the days of a pipeline are. Without one, those of the reader. */
export interface ZoneTime {
  /** From the first instant to the last, in short. */
  readonly range: (start: string, end: string) => string;
  readonly dateTime: (at: string) => string;
  /** Of a column: the hour, or the day of the month. */
  readonly short: (at: string, unit: 'hour' | 'day') => string;
  /** What the columns of a day, or of a month, have in common. */
  readonly group: (at: string, unit: 'hour' | 'day') => string;
}

const made = new Map<string, ZoneTime>();

export const useZoneTime = (zone: string | null): ZoneTime => {
  const { locale } = useFormat();
  const key = `${locale}/${zone}`;
  const time = made.get(key) ?? createZoneTime(locale, zone);
  made.set(key, time);
  return time;
};

const createZoneTime = (locale: string, zone: string | null): ZoneTime => {
  const of = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, ...(zone ? { timeZone: zone } : {}) });
  const moments = of({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const near = of({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const shorts = { hour: of({ hour: 'numeric', hourCycle: 'h23' }), day: of({ day: 'numeric' }) };
  const groups = { hour: of({ month: 'short', day: 'numeric' }), day: of({ month: 'short' }) };
  return {
    range: (start, end) => near.formatRange(new Date(start), new Date(end)),
    dateTime: (at) => moments.format(new Date(at)),
    // Of "21일" and "09시" only the number has room.
    short: (at, unit) => shorts[unit].formatToParts(new Date(at)).find(({ type }) => type === unit)!.value,
    group: (at, unit) => groups[unit].format(new Date(at)),
  };
};

/** "in 8 hours", counted down. */
export const useUntil = (at: string): string => {
  const text = useText();
  const format = useFormat();
  return useFromNow((now) => (Date.parse(at) - now < 60_000 ? text.pipelines.soon : format.ago(at, now)));
};
