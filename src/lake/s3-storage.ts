import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type * as S3 from '@aws-sdk/client-s3';
import { crashPoint } from '../store/index.ts';
import { explainS3, isNoSuchKey, isOutOfRange } from './s3-failure.ts';
import type { ByteRange, ObjectStorage } from './storage.ts';

export interface S3StorageOptions {
  readonly bucket: string;
  /** Put before every key; empty, or ending in `/`. */
  readonly prefix: string;
  /** How often a request that was throttled, or failed on the way, is made at most. The waits between double, from 0.5 s when throttled. */
  readonly maxAttempts?: number | undefined;
  /** A request on which no byte moves for so long is given up and made again. */
  readonly idleMs?: number | undefined;
}

/**
 * Objects in a bucket of S3 or of one of its kin (MinIO, R2). Address, region and keys come from the standard AWS_* settings.
 *
 * An object is written by one PUT, which may have 5 GB: what is killed half way leaves nothing behind, while an abandoned multipart upload
 * costs money until somebody finds it.
 */
export const createS3Storage = ({ bucket, prefix, maxAttempts = 5, idleMs = 60_000 }: S3StorageOptions): ObjectStorage => {
  const address = `s3://${bucket}${prefix === '' ? '' : `/${prefix.replace(/\/$/, '')}`}`;
  let opened: Promise<Opened> | undefined;
  const s3 = (): Promise<Opened> => (opened ??= open(maxAttempts, idleMs));

  const explained = async <T>(work: (opened: Opened) => Promise<T>): Promise<T> => {
    try {
      return await work(await s3());
    } catch (error) {
      throw explainS3(address, error);
    }
  };
  const page = (start: string, token: string | undefined, most = 1000) =>
    explained(({ client, api }) =>
      client.send(
        new api.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix + start,
          MaxKeys: most,
          ...(token ? { ContinuationToken: token } : {}),
        }),
      ),
    );

  return {
    address,
    put: (key, body) =>
      explained(async ({ client, api }) => {
        const sent = client.send(new api.PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body: body, ContentLength: body.length }));
        crashPoint('upload.middle');
        await sent;
      }),
    read: (key, range) =>
      explained(async (client) => {
        // The client makes a request again, but not one whose answer broke off in the middle.
        for (let attempt = 1; ; attempt++) {
          const body = await get(client, bucket, prefix + key, range);
          try {
            return body && Buffer.from(await body.transformToByteArray());
          } catch (error) {
            if (attempt >= maxAttempts || explainS3(address, error).code !== 'TDM_LAKE_UNREACHABLE') throw error;
          }
        }
      }),
    list: async function* (start) {
      for (let token: string | undefined; ;) {
        const { Contents: objects = [], NextContinuationToken: next } = await page(start, token);
        for (const { Key: key, Size: bytes } of objects) yield { key: key!.slice(prefix.length), bytes: bytes ?? 0 };
        if (next === undefined) return;
        token = next;
      }
    },
    check: async () => void (await page('', undefined, 1)),
    [Symbol.asyncDispose]: async () => (await opened)?.client.destroy(),
  };
};

/** The beginning of an answer; null when there is no such object, and empty beyond its end. */
const get = async ({ client, api }: Opened, bucket: string, key: string, range: ByteRange | undefined) => {
  const part = range && { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` };
  try {
    return (await client.send(new api.GetObjectCommand({ Bucket: bucket, Key: key, ...part }))).Body ?? emptyBody;
  } catch (error) {
    if (isNoSuchKey(error)) return null;
    if (range && isOutOfRange(error)) return emptyBody;
    throw error;
  }
};

const emptyBody = { transformToByteArray: async () => new Uint8Array() };

interface Opened {
  readonly client: S3.S3Client;
  readonly api: typeof S3;
}

/** Loaded when it is first needed: the client takes longer to load than most commands to run. */
const open = async (maxAttempts: number, idleMs: number): Promise<Opened> => {
  const api = await import('@aws-sdk/client-s3');
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION, HTTPS_PROXY, HTTP_PROXY, NO_PROXY } = process.env;
  const endpoint = AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL;
  // Kin of S3 seldom know regions; the signature wants one all the same.
  const region = AWS_REGION || AWS_DEFAULT_REGION || (endpoint ? 'us-east-1' : undefined);
  const agent = { keepAlive: true, maxSockets: 8, proxyEnv: { HTTPS_PROXY, HTTP_PROXY, NO_PROXY } };
  const client = new api.S3Client({
    maxAttempts,
    ...(region ? { region } : {}),
    // Nor have they a host name for each bucket.
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    // Every segment is read back and compared, so the client's own checksums, which not all kin of S3 know, add nothing.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5000,
      // No limit for the whole of a request: 32 MB over a slow line take minutes, and a stalled one would end long before.
      socketTimeout: idleMs,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    },
  });
  return { client, api };
};
