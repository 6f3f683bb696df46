import { Problem, problemOf } from './problem.ts';

type Value = string | number | boolean | null | undefined;

/** Query parameters in a fixed order; what is not set is left out. */
const queryOf = (params: Readonly<Record<string, Value>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text && `?${text}`;
};

interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly params?: Readonly<Record<string, Value>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Asks our own API. Throws a {@link Problem} for every answer that is not a success, and when none comes. */
export const ask = async <T>(path: string, { method = 'GET', params = {}, body, signal }: Ask = {}): Promise<T> => {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}${queryOf(params)}`, {
      method,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem({ status: 0, message: error instanceof Error ? error.message : String(error) });
  }
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
};
