import type { Platform } from '../../domain/index.ts';

/** A platform as an import has to know it; handed in by whoever knows the sources. */
export interface TargetPlatform {
  readonly platform: Platform;
  /** What people call it, in Korean and English: `Twitch`, `트위치`. */
  readonly names: readonly string[];
  /** What its targets are: `channel`, `series`, `keyword`. */
  readonly kind: string;
  /** The id, or `@name`, that an address or a name means; null when it means none of this platform. */
  accountOf(text: string): string | null;
}

/** Letters and digits in lower case: `채널 ID`, `채널-id` and `채널ID ` are one name. */
export const plainName = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** The platforms of this version, found by what people write. */
export class TargetPlatforms {
  readonly all: readonly TargetPlatform[];
  /** In one form, from the longest name to the shortest: `twitchtv` before `twitch`. */
  readonly names: readonly (readonly [name: string, platform: TargetPlatform])[];
  readonly #found = new Map<string, TargetPlatform>();

  constructor(all: readonly TargetPlatform[]) {
    this.all = all;
    this.names = all
      .flatMap((each) => [each.platform, ...each.names].map((name) => [plainName(name), each] as const))
      .sort(([a], [b]) => b.length - a.length);
    for (const [name, platform] of this.names) this.#found.set(name, platform);
  }

  /** By any of its names, in whatever spelling. */
  named(text: string): TargetPlatform | undefined {
    return this.#found.get(text) ?? this.#found.get(plainName(text));
  }

  /** By an address of it. With a scheme before it nobody takes `host.name/path` for a login; a search word may be any text and has no address. */
  ofAddress(text: string): TargetPlatform | undefined {
    if (!isAddress(text)) return undefined;
    const url = /^https?:/i.test(text) ? text : `https://${text}`;
    return this.all.find((each) => each.kind !== 'keyword' && each.accountOf(url) !== null);
  }
}

export const isAddress = (text: string): boolean => /^(?:https?:\/\/|(?:[\w-]+\.)+[a-z]{2,}\/)\S+$/i.test(text);
