/**
 * CP949, in which Korean spreadsheets write CSV files. What Node calls `euc-kr` lacks the 8,822 syllables that CP949 adds (쀼, 똠, 뷁), which names of
 * channels like to use. They need no table of their own: they are the syllables missing in KS X 1001, in their order, over the free places in theirs.
 */
export const decodeCp949 = (bytes: Uint8Array): string | null => {
  const letters = (table ??= makeTable());
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    const letter = byte < 0x80 ? byte : letters[(byte << 8) | (bytes[++at] ?? 0)]!;
    if (letter === 0 && byte !== 0) return null;
    units[length] = letter;
    length += 1;
  }
  return new TextDecoder('utf-16le').decode(units.subarray(0, length));
};

/** Made at the first use: 10 ms. */
let table: Uint16Array | undefined;

const makeTable = (): Uint16Array => {
  const letters = new Uint16Array(65_536);
  const standard = new TextDecoder('euc-kr');
  const known = new Set<number>();
  for (let lead = 0xa1; lead <= 0xfe; lead += 1)
    for (let trail = 0xa1; trail <= 0xfe; trail += 1) {
      const text = standard.decode(Uint8Array.of(lead, trail));
      if (text.length !== 1 || text === '\uFFFD') continue;
      letters[(lead << 8) | trail] = text.charCodeAt(0);
      known.add(text.charCodeAt(0));
    }
  // Added to KS X 1001 in 1998, and unknown to this decoder.
  letters[0xa2e6] = 0x20ac;
  letters[0xa2e7] = 0xae;
  let syllable = 0xac00;
  for (let lead = 0x81; lead <= 0xc6; lead += 1)
    for (let trail = 0x41; trail <= 0xfe; trail += 1) {
      if ((trail > 0x5a && trail < 0x61) || (trail > 0x7a && trail < 0x81) || (lead > 0xa0 && trail > 0xa0)) continue;
      while (known.has(syllable)) syllable += 1;
      if (syllable > 0xd7a3) return letters;
      letters[(lead << 8) | trail] = syllable;
      syllable += 1;
    }
  return letters;
};
