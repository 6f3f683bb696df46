/** Where a node stands: its layer from the left, its place in it from the top, in units of one node. */
export interface Placed {
  readonly name: string;
  readonly layer: number;
  readonly place: number;
}

export interface Layout {
  readonly nodes: readonly Placed[];
  readonly edges: readonly { readonly from: Placed; readonly to: Placed }[];
  readonly layers: number;
  /** The most nodes a layer has. */
  readonly height: number;
}

interface Node {
  readonly name: string;
  readonly needs: readonly string[];
}

/**
 * Places the steps of a pipeline in layers (Sugiyama, Tagawa and Toda 1981, without its dummy nodes): each one right of all it needs, in a layer
 * ordered by the mean place of those (the barycentre), the layers centred. Ends for cycles too: what is in one stands in the first layer that is free.
 */
export const layoutOf = (steps: readonly Node[]): Layout => {
  const layers: string[][] = [];
  const layerOf = new Map<string, number>();
  let left = [...steps];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const free = left.filter(({ needs }) => !needs.some((need) => waiting.has(need)));
    const next = free.length > 0 ? free : left;
    for (const { name } of next) layerOf.set(name, layers.length);
    layers.push(next.map(({ name }) => name));
    left = left.filter(({ name }) => !layerOf.has(name));
  }
  const height = Math.max(0, ...layers.map((layer) => layer.length));
  const placed = new Map<string, Placed>();
  const needsOf = new Map(steps.map(({ name, needs }) => [name, needs]));
  for (const [layer, names] of layers.entries()) {
    const centre = (name: string): number => {
      const places = needsOf.get(name)!.flatMap((need) => placed.get(need)?.place ?? []);
      return places.length === 0 ? 0 : places.reduce((sum, place) => sum + place, 0) / places.length;
    };
    const ordered = layer === 0 ? names : names.toSorted((a, b) => centre(a) - centre(b));
    const top = (height - ordered.length) / 2;
    for (const [n, name] of ordered.entries()) placed.set(name, { name, layer, place: top + n });
  }
  const nodes = steps.map(({ name }) => placed.get(name)!);
  const edges = steps.flatMap(({ name, needs }) =>
    needs.flatMap((need) => (placed.has(need) ? [{ from: placed.get(need)!, to: placed.get(name)! }] : [])),
  );
  return { nodes, edges, layers: layers.length, height };
};
