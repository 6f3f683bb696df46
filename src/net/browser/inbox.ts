import type { Instant } from '../../domain/index.ts';
import { isAnswerTo } from './wanted.ts';

/** An answer that a page got to one of its own requests. */
export interface Caught {
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly at: Instant;
  readonly durationMs: number;
  /** The platform asked us to stay away, and the lane rests for it. */
  readonly complained: boolean;
}

/** A page that runs ahead of its reader is not let run away with the memory. */
const mostKept = 64;

/** The answers a page got and nobody has taken yet, and a way to wait for something to happen. */
export class Inbox {
  #caught: Caught[] = [];
  #failure: string | null = null;
  #thrown: { readonly error: unknown } | null = null;
  #wake: (() => void) | null = null;
  /** Counts what happened. */
  events = 0;

  put(caught: Caught): void {
    this.#caught.push(caught);
    if (this.#caught.length > mostKept) this.#caught.shift();
    this.stir();
  }

  /** A wanted request got no answer. */
  fail(reason: string): void {
    this.#failure ??= reason;
    this.stir();
  }

  /** What must be thrown at the reader: the lane is held for too long, say. */
  throw(error: unknown): void {
    this.#thrown ??= { error };
    this.stir();
  }

  /** The answer to an address, and with it everything older goes: a reader does not turn back. */
  take(wanted: URL): Caught | null {
    const at = this.#caught.findIndex(({ url }) => isAnswerTo(wanted, url));
    if (at < 0) return null;
    const [caught] = this.#caught.splice(0, at + 1).slice(-1);
    return caught!;
  }

  /** One that means that the platform refuses: whatever was wanted, it comes first. */
  takeRefusal(): Caught | null {
    const at = this.#caught.findIndex(({ status, complained }) => complained || status >= 400);
    return at < 0 ? null : this.#caught.splice(at, 1)[0]!;
  }

  takeFailure(): string | null {
    if (this.#thrown) throw this.#thrown.error;
    const failure = this.#failure;
    this.#failure = null;
    return failure;
  }

  /** Everything from before a page was opened anew. */
  clear(): void {
    this.#caught = [];
    this.#failure = null;
    this.#thrown = null;
  }

  stir(): void {
    this.events++;
    this.#wake?.();
  }

  /** Resolves when something happens, or after so long. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }
}
