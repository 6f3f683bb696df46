/** Works on a few items ahead of the one that is taken, and hands out the results in order. Memory holds at most `depth` results. */
export async function* ahead<Item, Result>(
  items: AsyncIterable<Item>,
  depth: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    // It is awaited later; until then its failure is nobody's.
    result.catch(() => undefined);
    underWay.push(result);
    if (underWay.length >= depth) yield await underWay.shift()!;
  }
  while (underWay.length > 0) yield await underWay.shift()!;
}
