/**
 * One spelling for one path (RFC 9309 §2.2.2), for rules and addresses alike: letters beyond ASCII and unsafe octets percent-encoded
 * with upper-case digits, unreserved octets and harmless delimiters decoded. What would change the meaning stays as it is: `%2F` and
 * `%3F` before the query, `%25`, `%26`, `%3D`, `%23`, and the two signs that rules give a meaning, `%2A` and `%24`.
 */
export const canonical = (text: string, keep: '*$' | ''): string => {
  const question = text.indexOf('?');
  const path = question < 0 ? text : text.slice(0, question);
  const query = question < 0 ? '' : text.slice(question);
  return respell(path, pathDecoded, keep) + respell(query, queryDecoded, keep);
};

const pathDecoded = /[A-Za-z0-9\-._~:@!'(),;+[\]]/;
/** In a query a slash and a question mark are data: the RFC's own example equates `?baz=https://foo.bar` and `?baz=https%3A%2F%2Ffoo.bar`. */
const queryDecoded = /[A-Za-z0-9\-._~:@!'(),;+[\]/?]/;

const respell = (text: string, decoded: RegExp, keep: '*$' | ''): string =>
  text.replace(/%[0-9a-fA-F]{2}|[^\x21-\x7e]+|["<>\\^`{|}*$]/g, (part) => {
    if (part[0] === '%' && part.length === 3) {
      const octet = String.fromCharCode(Number.parseInt(part.slice(1), 16));
      return decoded.test(octet) ? octet : part.toUpperCase();
    }
    if (part === '*' || part === '$') return keep !== '' ? part : part === '*' ? '%2A' : '%24';
    return [...Buffer.from(part.toWellFormed())].map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  });
