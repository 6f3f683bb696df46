/** A payload taken out of what surrounds it: the callback of JSONP, or the line that guards against script inclusion. */
export interface Unwrapped {
  readonly before: string;
  readonly json: string;
  readonly after: string;
}

/** `/**\/cb(`, `cb(`, `typeof cb === 'function' && cb(`, `)]}',`, `for(;;);`: forms seen in the wild, and nothing that could hold a name. */
const opening =
  /^\uFEFF?\s*(?:\/\*\*\/\s*)?(?:typeof\s+[\w$.]{1,100}\s*===\s*['"]function['"]\s*&&\s*)?[\w$.]{1,100}(?:\[['"]?\w{1,100}['"]?\])?\s*\(\s*/;
const closing = /\s*\)\s*;?\s*$/;
const guard = /^\uFEFF?\s*(?:\)\]\}',?|for\s*\(;;\);|while\s*\(1\);)\s*/;

/** Splits a JSON or JSONP body into its JSON and what surrounds it. A body that is neither comes back whole, as `json`. */
export const unwrap = (body: string): Unwrapped => {
  const guarded = guard.exec(body);
  if (guarded) return { before: guarded[0], json: body.slice(guarded[0].length), after: '' };
  const open = opening.exec(body);
  // the closing part is looked for in the tail only: on a long body without it the pattern would try every white space
  const tailAt = Math.max(open?.[0].length ?? 0, body.length - 64);
  const close = open ? closing.exec(body.slice(tailAt)) : null;
  if (!open || !close) return { before: '', json: body, after: '' };
  const end = tailAt + close.index;
  return { before: open[0], json: body.slice(open[0].length, end), after: body.slice(end) };
};
