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

/** Finds a platform by any of its names. */
export const platformNamed = (platforms: readonly TargetPlatform[], text: string): TargetPlatform | undefined => {
  const name = plainName(text);
  return name === ''
    ? undefined
    : platforms.find((each) => each.platform === text || each.names.some((known) => plainName(known) === name));
};
