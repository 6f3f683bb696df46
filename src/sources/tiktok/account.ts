/** Characters of a login: letters of any script, digits, points and underscores. */
const login = /^[\p{L}\p{N}._]{2,40}$/u;
const plainLogin = /^[a-z0-9._]{2,40}$/;
const number = /^[1-9]\d{4,19}$/;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * `@login` of an address of tiktok.com, of `@Name` or of a bare name; the number of an account as it is. Short addresses (vm.tiktok.com, /t/) say
 * nothing about the account until they are followed.
 */
export const accountOf = (text: string): string | null => {
  const trimmed = text.trim().normalize('NFC');
  const address = /^(?:https?:\/\/)?(?:(?:www|m)\.)?tiktok\.com\/(.*)$/i.exec(trimmed);
  if (address) {
    const [first = '', second = '', third = ''] = address[1]!.split(/[?#]/, 1)[0]!.split('/').map(decoded);
    if (first.startsWith('@')) return named(first.slice(1));
    const shared = first === 'share' && second === 'user' ? third : null;
    return shared !== null && number.test(shared) ? shared : null;
  }
  if (trimmed.startsWith('@')) return named(trimmed.slice(1));
  if (number.test(trimmed)) return trimmed;
  return plainLogin.test(trimmed.toLowerCase()) ? named(trimmed) : null;
};

const named = (name: string): string | null => (login.test(name) && !/^[._]+$/.test(name) ? `@${name.toLowerCase()}` : null);
