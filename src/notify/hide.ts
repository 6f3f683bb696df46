/** Takes secrets out of a text. What a receiver answers is shown and stored, and receivers repeat what they were told. */
export type Hide = (text: string) => string;

/** Each secret disappears as it is, encoded for an address, and in base64, as protocols write it. */
export const hiderOf = (secrets: readonly string[]): Hide => {
  const forms = secrets.flatMap((secret) => (secret.trim() === '' ? [] : formsOf(secret))).sort((a, b) => b.length - a.length);
  const unique = [...new Set(forms)];
  return (text) => {
    for (const form of unique) text = text.replaceAll(form, '***');
    return text;
  };
};

const formsOf = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  return [secret, encodeURIComponent(secret), encodeURI(secret), bytes.toString('base64'), bytes.toString('base64url')];
};

/** What must not be seen of an address that is a secret: itself, and each part of it that could be one. */
export const secretsOfUrl = (address: string): string[] => {
  const url = URL.parse(address);
  if (!url) return [address];
  const parts = [...url.pathname.split('/'), ...url.searchParams.values(), url.password].filter((part) => part.length >= 6);
  return [address, url.href, url.pathname + url.search, url.pathname, ...parts, ...parts.map(decoded)].filter((each) => each.length > 1);
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
