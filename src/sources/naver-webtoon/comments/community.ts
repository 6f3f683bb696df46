import { z } from 'zod';
import type { Parsed } from '../../../domain/index.ts';
import { misfit, nothing } from '../../misfit.ts';
import { firstReason } from '../../rows.ts';

const envelope = z.object({ status: z.string(), result: z.unknown().optional() });

/** The envelope of the community service: `{status: "success" | "fail", result}`. */
export const communityResult = (payload: unknown): { readonly value: unknown } | Parsed => {
  const parsed = envelope.safeParse(payload);
  if (!parsed.success) return nothing('changed-shape', [misfit('', firstReason(parsed.error), payload)]);
  const { status, result } = parsed.data;
  if (status === 'success') return { value: result };
  return status === 'fail'
    ? nothing('refused', [misfit('status', 'the service says that it failed', payload)])
    : nothing('changed-shape', [misfit('status', 'an unknown status', status)]);
};
