/**
 * A search word as targets write it: composed letters (NFC; macOS hands over Korean in pieces) and single blanks. Null when nothing is left.
 * Capitals stay: whether they matter is for the platform to say.
 */
export const keywordOf = (text: string): string | null => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim() || null;
