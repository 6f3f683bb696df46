import { reasonOf, TidemarkError } from '../domain/index.ts';
import type { ErrorCode } from '../domain/index.ts';

/** What the client throws: an answer of the service with its code, or a failure of the network with its own. */
interface S3Failure {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const nameOf = (error: unknown): string => (error as S3Failure | null)?.name ?? '';
const statusOf = (error: unknown): number => (error as S3Failure | null)?.$metadata?.httpStatusCode ?? 0;

export const isNoSuchKey = (error: unknown): boolean => nameOf(error) === 'NoSuchKey' || nameOf(error) === 'NotFound';
export const isOutOfRange = (error: unknown): boolean => nameOf(error) === 'InvalidRange' || statusOf(error) === 416;

const throttled = /^(SlowDown|ThrottlingException|Throttling|RequestLimitExceeded|TooManyRequests\w*|ServiceUnavailable|RequestThrottled)$/;
const credentials =
  /^(CredentialsProviderError|InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|ExpiredToken|InvalidToken|Unauthorized)$/;
const network =
  /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|TimeoutError|ERR_SSL\w*|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/;

const codeOf = (error: unknown): ErrorCode => {
  const name = nameOf(error);
  const status = statusOf(error);
  if (name === 'NoSuchBucket') return 'TDM_LAKE_BUCKET';
  if (throttled.test(name) || status === 429 || status === 503) return 'TDM_LAKE_BUSY';
  if (credentials.test(name) || status === 401 || status === 403) return 'TDM_LAKE_LOGIN';
  if (network.test((error as S3Failure).code ?? '') || network.test(name)) return 'TDM_LAKE_UNREACHABLE';
  return 'TDM_LAKE_FAILED';
};

/**
 * A failure of S3 in words of the catalogue. Of the client's error only name and sentence are kept: its other fields hold the request with
 * the key it was signed by.
 */
export const explainS3 = (lake: string, error: unknown): TidemarkError => {
  if (error instanceof TidemarkError) return error;
  const name = nameOf(error);
  const said = reasonOf(error);
  if (/region (is missing|not accepted)/i.test(said))
    return new TidemarkError('TDM_SETTING_INVALID', {
      setting: 'AWS_REGION',
      reason: `${lake} needs the region of its bucket`,
      file: '.env',
    });
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  // An answer that is not of S3 has no name of its own; the status is all there is to tell.
  const prefix = name === 'Error' && statusOf(error) > 0 ? `status ${statusOf(error)}` : name;
  const reason = said === prefix || prefix === 'Error' || prefix === '' ? said : `${prefix}: ${said}`;
  return new TidemarkError(codeOf(inner), { lake, reason }, new Error(reason));
};
