/** What goes on for longer than this is no card: it holds a name, prices and addresses. */
const longest = 50_000;

/** More than any page has; a bound on the work a hostile page can make. */
const most = 200;

/**
 * One object of a script, from the brace at `start` to the one that closes it, as JSON: `undefined` becomes null and `new Date("...")` its text,
 * where they stand outside of texts. Null when it is not closed.
 */
const literalAt = (text: string, start: number): string | null => {
  const end = Math.min(text.length, start + longest);
  let json = '';
  let from = start;
  let depth = 0;
  let inText = false;
  const skip = (at: number, length: number, instead = ''): void => {
    json += text.slice(from, at) + instead;
    from = at + length;
  };
  for (let at = start; at < end; at++) {
    const character = text[at];
    if (inText) {
      if (character === '\\') at++;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      if (--depth === 0) return json + text.slice(from, at + 1);
    } else if (text.startsWith('undefined', at)) {
      skip(at, 9, 'null');
      at += 8;
    } else if (text.startsWith('new Date(', at)) {
      skip(at, 9);
      at += 8;
    } else if (character === ')') skip(at, 1);
  }
  return null;
};

/** The objects of a script that begin with `marker`, as JSON texts in their order; null for one that is not closed. */
export const literalsIn = (text: string, marker: string): (string | null)[] => {
  const found: (string | null)[] = [];
  for (let at = text.indexOf(marker); at >= 0 && found.length < most; at = text.indexOf(marker, at + marker.length))
    found.push(literalAt(text, at));
  return found;
};
