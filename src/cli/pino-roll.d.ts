/** pino-roll ships no types. */
declare module 'pino-roll' {
  import type { Writable } from 'node:stream';
  export default function build(options: {
    readonly file: string;
    readonly extension?: string;
    readonly frequency?: 'daily' | 'hourly' | number;
    readonly dateFormat?: string;
    readonly limit?: { readonly count: number };
    readonly mkdir?: boolean;
  }): Promise<Writable>;
}
