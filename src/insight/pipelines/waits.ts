import type { KeptError, KeptStep, PipelineStepState } from './words.ts';

/** Why a step that could be done is not under way. */
export type Wait =
  /** Others have to be done first. */
  | { readonly for: 'needs'; readonly steps: readonly { readonly name: string; readonly state: PipelineStepState }[] }
  /** It goes on by itself at this instant. */
  | { readonly for: 'later'; readonly at: Date; readonly because: KeptError | null }
  /** Every slot of its pool is taken. */
  | { readonly for: 'slot'; readonly pool: string; readonly slots: number; readonly holders: readonly SlotHolder[] }
  /** The run was begun by other code than any living worker has. */
  | { readonly for: 'version'; readonly version: string; readonly workers: readonly string[] }
  /** Nobody takes it: no worker lives, or none of its version serves its pool. */
  | { readonly for: 'worker' }
  /** The next free worker of its pool takes it. */
  | { readonly for: 'turn' };

/** An attempt that holds a slot. */
export interface SlotHolder {
  readonly runId: string;
  readonly pipeline: string;
  readonly step: string;
  readonly seat: number;
  readonly workerId: string;
  readonly host: string;
  readonly since: Date;
}

export interface PoolUse {
  readonly name: string;
  readonly slots: number;
  readonly holders: readonly SlotHolder[];
}

/** What there is to know before one can tell why steps wait. */
export interface Surroundings {
  readonly now: Date;
  readonly pools: readonly PoolUse[];
  /** Versions of the workers of steps that live. */
  readonly versions: readonly string[];
  /** Pools that some of them serve. */
  readonly serving: readonly { readonly version: string; readonly pool: string }[];
}

export interface WaitingStep {
  readonly state: PipelineStepState;
  readonly definition: Pick<KeptStep, 'needs' | 'pool'>;
  /** Of the whole run. */
  readonly states: ReadonlyMap<string, PipelineStepState>;
  /** Of the run. */
  readonly version: string;
  readonly readyAt: Date | null;
  /** Why the last attempt did not come to its end. */
  readonly because: KeptError | null;
}

/** The reason that holds it up longest; null when it does not wait. */
export const waitOf = (step: WaitingStep, { now, pools, versions, serving }: Surroundings): Wait | null => {
  const { state, definition, states, version, readyAt, because } = step;
  if (state === 'blocked') {
    const open = definition.needs.map((name) => ({ name, state: states.get(name) ?? 'blocked' }));
    return { for: 'needs', steps: open.filter((need) => need.state !== 'done') };
  }
  if (state !== 'ready') return null;
  if (readyAt !== null && readyAt > now) return { for: 'later', at: readyAt, because };
  if (versions.length === 0) return { for: 'worker' };
  if (!versions.includes(version)) return { for: 'version', version, workers: versions };
  const pool = pools.find(({ name }) => name === definition.pool);
  if (pool && pool.holders.length >= pool.slots) return { for: 'slot', pool: pool.name, slots: pool.slots, holders: pool.holders };
  return serving.some((each) => each.version === version && each.pool === definition.pool) ? { for: 'turn' } : { for: 'worker' };
};
