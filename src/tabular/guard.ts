/**
 * A spreadsheet program runs a CSV cell that begins like a formula. Such a cell is written with an apostrophe before it, which is taken away when the
 * file is read again: https://owasp.org/www-community/attacks/CSV_Injection.
 */
export const guardCell = (text: string): string => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** The inverse of {@link guardCell}. */
export const unguardCell = (text: string): string => (/^''*[=+\-@\t\r]/.test(text) ? text.slice(1) : text);
