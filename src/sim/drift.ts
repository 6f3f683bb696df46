import type { FaultRule } from './faults.ts';
import { fromWire, jsonWire } from './wire.ts';

/** A body whose JSON has drifted from the known shape; a callback around it stays. Bodies that are no JSON come back as they are. */
export const driftBody = (body: string, rule: Pick<FaultRule, 'rename' | 'retype' | 'drop'>): string => {
  const match = /^([^[{]*\()([\s\S]*)(\);?\s*)$/.exec(body);
  const [head, json, tail] = match ? [match[1]!, match[2]!, match[3]!] : ['', body, ''];
  let value: unknown;
  try {
    value = JSON.parse(fromWire(json));
  } catch {
    return body;
  }
  const plan = rule.rename || rule.retype || rule.drop ? rule : defaultDrift(value);
  return head + jsonWire(drift(value, plan)) + tail;
};

/** Unless told otherwise, the first list of the answer gets another name. */
const defaultDrift = (value: unknown): Pick<FaultRule, 'rename'> => {
  const key = firstListKey(value) ?? Object.keys(Object(value))[0] ?? '';
  return { rename: { [key]: `${key}V2` } };
};

const firstListKey = (value: unknown): string | null => {
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, child] of Object.entries(value)) {
    if (Array.isArray(child) && child.length > 0 && !Array.isArray(value)) return key;
    const below = firstListKey(child);
    if (below !== null) return below;
  }
  return null;
};

const drift = (value: unknown, plan: Pick<FaultRule, 'rename' | 'retype' | 'drop'>): unknown => {
  if (Array.isArray(value)) return value.map((item) => drift(item, plan));
  if (typeof value !== 'object' || value === null) return value;
  const drifted: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    if (plan.drop?.includes(key)) continue;
    const below = drift(child, plan);
    drifted[plan.rename?.[key] ?? key] = plan.retype?.includes(key) ? (typeof below === 'number' ? String(below) : 17) : below;
  }
  return drifted;
};
