/**
 * Private fields are declared as paths into the decoded payload:
 *
 * - `result.posts[].createdBy`: an object or array named by a path is hashed leaf by leaf;
 * - `users{}.nickname`: `{}` stands for an object used as a map whose keys name people; the keys are hashed too;
 * - `["webapp.user-detail"].userInfo`: a key that contains a dot, in brackets and quotes;
 * - `posts[].mention?`: a trailing `?` says that an answer may lack it; every other path must be found where there are rows.
 */
export interface PathNode {
  /** The path ends here: everything below is hashed. */
  readonly ends: boolean;
  readonly keys: ReadonlyMap<string, PathNode>;
  /** Elements of an array. */
  readonly items: PathNode | null;
  /** Values of a map with private keys. */
  readonly values: PathNode | null;
  /** Indexes of the declared paths that end here or below. */
  readonly below: readonly number[];
}

/** All private fields of one endpoint, as one tree, so that a payload is walked once. */
export interface PathTree {
  readonly root: PathNode;
  /** The declared paths, by index. */
  readonly paths: readonly { readonly text: string; readonly optional: boolean; readonly segments: number }[];
}

interface MutableNode {
  ends: boolean;
  keys: Map<string, MutableNode>;
  items: MutableNode | null;
  values: MutableNode | null;
  below: number[];
}

const emptyNode = (): MutableNode => ({ ends: false, keys: new Map(), items: null, values: null, below: [] });

const step = /\[\]|\{\}|\["((?:[^"\\]|\\.)*)"\]|\.?([^.[\]{}?]+)|(\?)$/y;

const add = (root: MutableNode, text: string, index: number): { text: string; optional: boolean; segments: number } => {
  let node = root;
  let optional = false;
  let segments = 0;
  node.below.push(index);
  step.lastIndex = 0;
  while (step.lastIndex < text.length) {
    const from = step.lastIndex;
    const match = step.exec(text);
    if (!match) throw new Error(`the private field "${text}" is not a path: unexpected "${text.slice(from)}"`);
    if (match[3]) {
      optional = true;
      break;
    }
    if (match[0] === '[]') node = node.items ??= emptyNode();
    else if (match[0] === '{}') node = node.values ??= emptyNode();
    else {
      const key = match[1] === undefined ? match[2]! : (JSON.parse(`"${match[1]}"`) as string);
      let child = node.keys.get(key);
      if (!child) node.keys.set(key, (child = emptyNode()));
      node = child;
      segments++;
    }
    node.below.push(index);
  }
  node.ends = true;
  return { text, optional, segments };
};

const compiled = new WeakMap<readonly string[], PathTree>();

/** Compiles declared paths once per declaration (endpoints keep theirs for the life of the process). Throws on a path that is none. */
export const compilePaths = (fields: readonly string[]): PathTree => {
  const known = compiled.get(fields);
  if (known) return known;
  const root = emptyNode();
  const tree = { root, paths: fields.map((text, index) => add(root, text, index)) };
  compiled.set(fields, tree);
  return tree;
};
