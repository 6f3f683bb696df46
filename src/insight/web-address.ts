/** An address that a page may link to: of the web, whatever the platform has handed on. */
export const webAddress = (url: string | null | undefined): string | null => (url && /^https?:\/\//i.test(url) ? url : null);
