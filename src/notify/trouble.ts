import { reasonOf } from '../domain/index.ts';

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'it broke the connection',
  EPIPE: 'it broke the connection',
  UND_ERR_SOCKET: 'it broke the connection',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'it cannot be reached in time',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  UND_ERR_CONNECT_TIMEOUT: 'it cannot be reached in time',
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too long',
};

/** Why a connection did not work, in words. */
export const troubleOf = (error: unknown): string => {
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const code = String((inner as NodeJS.ErrnoException).code ?? '');
  if (/CERT|SIGNATURE|SSL|TLS/.test(code)) return `its certificate or TLS is not accepted (${code}: ${reasonOf(inner)})`;
  if (inner instanceof Error && inner.name === 'HTTPParserError') return 'what it answers is no HTTP';
  if (Object.hasOwn(words, code)) return words[code]!;
  // A library with codes of its own keeps that of the system in its text.
  const [inside] = /\bE[A-Z_]{4,}\b/.exec(reasonOf(inner)) ?? [];
  return (inside !== undefined && Object.hasOwn(words, inside) && words[inside]) || reasonOf(inner);
};
