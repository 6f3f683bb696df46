import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { TidemarkError } from '../domain/index.ts';
import type { ErrorCode } from '../domain/index.ts';

/** An error of the catalogue with an HTTP status of its own, for what only HTTP knows (wrong origin, too many attempts). */
export class Refusal extends TidemarkError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What of the request is wrong, place by place: a form shows each beside its field. */
  readonly issues: readonly Issue[];

  constructor(
    status: number,
    code: ErrorCode,
    details: Readonly<Record<string, unknown>>,
    { headers = {}, issues = [] }: { readonly headers?: Readonly<Record<string, string>>; readonly issues?: readonly Issue[] } = {},
  ) {
    super(code, details);
    this.name = 'Refusal';
    this.status = status;
    this.headers = headers;
    this.issues = issues;
  }
}

/** `path` as in `body/parameters/limit`. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** The answer to every failure, RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly next: string;
  readonly issues?: readonly Issue[];
}

/** Seconds after which asking again is worth it when the database is away: it is then usually restarting. */
const retryAfterSeconds = 5;

const notFound: ReadonlySet<ErrorCode> = new Set([
  'TDM_NOT_FOUND',
  'TDM_RUN_UNKNOWN',
  'TDM_LANE_UNKNOWN',
  'TDM_PLATFORM_UNKNOWN',
  'TDM_TARGET_UNKNOWN',
  'TDM_WATCHLIST_UNKNOWN',
  'TDM_CHALLENGE_UNKNOWN',
  'TDM_PIPELINE_UNKNOWN',
  'TDM_SCHEDULE_UNKNOWN',
  'TDM_CHANNEL_UNKNOWN',
  'TDM_SILENCE_UNKNOWN',
  'TDM_DELIVERY_UNKNOWN',
]);

/** Right in itself, and too late or too early. */
const conflicts: ReadonlySet<ErrorCode> = new Set([
  'TDM_RUN_OVER',
  'TDM_RUN_OPEN',
  'TDM_RUN_DAY_OVER',
  'TDM_SCHEDULE_EXISTS',
  'TDM_SCHEDULE_OWN',
]);

const statusOf = (error: TidemarkError): number => {
  if (error instanceof Refusal) return error.status;
  if (error.code === 'TDM_UNAUTHENTICATED') return 401;
  if (notFound.has(error.code)) return 404;
  if (conflicts.has(error.code)) return 409;
  if (isAway(error) || isLakeAway(error)) return 503;
  switch (error.consequence) {
    case 'usage':
      return 400;
    case 'hold':
    case 'retry':
      return 503;
    default:
      return 500;
  }
};

/** The rest of the dashboard works without the lake; what it says of it names no secret. */
const isLakeAway = (error: TidemarkError): boolean => error.code.startsWith('TDM_LAKE_');

const isAway = (error: TidemarkError): boolean => error.code.startsWith('TDM_DATABASE_') || error.code === 'TDM_DISK_FULL';

/** Turns whatever was thrown into the problem that is answered. What the reader need not know stays in the log. */
export const problemOf = (error: unknown): { problem: Problem; headers: Readonly<Record<string, string>> } => {
  if (error instanceof TidemarkError) {
    const status = statusOf(error);
    const headers: Record<string, string> = error instanceof Refusal ? { ...error.headers } : {};
    if (status === 503) headers['retry-after'] = String(retryAfterSeconds);
    if (status === 401) headers['www-authenticate'] = 'Bearer';
    // The address of the database is nobody's business before they have signed in, and that cannot be known while it is away.
    if (isAway(error)) return { problem: problem(status, error, 'the database does not answer'), headers };
    const issues = error instanceof Refusal && error.issues.length > 0 ? { issues: error.issues } : {};
    return { problem: { ...problem(status, error), ...issues }, headers };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((issue) => ({
      path: `${error.validationContext ?? 'request'}${issue.instancePath}`,
      message: issue.message ?? 'not valid',
    }));
    const reason = issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
    return { problem: { ...problem(400, new TidemarkError('TDM_REQUEST_INVALID', { reason })), issues }, headers: {} };
  }
  const status = (error as FastifyError | null)?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    // Fastify's own refusals: a body too large, not JSON, of another type. Their sentences hold nothing secret.
    return { problem: problem(status, new TidemarkError('TDM_REQUEST_INVALID', { reason: (error as Error).message })), headers: {} };
  }
  return { problem: problem(500, new TidemarkError('TDM_INTERNAL', { reason: 'its cause is in the log' })), headers: {} };
};

const problem = (status: number, error: TidemarkError, detail = error.message): Problem => ({
  type: `urn:tidemark:error:${error.code}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
  code: error.code,
  next: error.next,
});

/** Answers a failure, and logs with its cause what is our fault. */
export const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const { problem: body, headers } = problemOf(error);
  // The route, not the address: a sign-in link in it is a secret.
  if (body.status >= 500) request.log.error({ err: error, route: request.routeOptions.url, code: body.code }, 'the request failed');
  void reply.code(body.status).headers(headers).type('application/problem+json').send(JSON.stringify(body));
};
