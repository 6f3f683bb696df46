const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi;

/** The character a number names; the entity itself where there is none. */
const characterOf = (code: number, whole: string): string =>
  code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;

/**
 * What a reader sees: the marks around matches are taken off first and entities decoded after that, once. In the other order a title with
 * `&lt;b&gt;` in it would lose words that belong to it.
 */
export const plainText = (text: string): string => (/[<&]/.test(text) ? withoutMarkup(text) : text).trim();

const withoutMarkup = (text: string): string =>
  text
    .replaceAll(/<\/?(?:b|mark)(?:\s[^<>]*)?>/gi, '')
    .replaceAll(entity, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (decimal !== undefined) return characterOf(Number(decimal), whole);
      if (hex !== undefined) return characterOf(Number.parseInt(hex, 16), whole);
      const lower = name!.toLowerCase();
      return Object.hasOwn(named, lower) ? named[lower]! : whole;
    });

/** The same for a text that may be absent or blank: undefined then. */
export const plainOrNone = (text: string | null | undefined): string | undefined => (text ? plainText(text) || undefined : undefined);
