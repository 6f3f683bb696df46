/** Letters to insert, drop, replace or swap with their neighbour to make one word of another (Damerau 1964, restricted). */
const distance = (one: string, other: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, beforeLast[j - 2]! + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length]!;
};

/** Longer words are no slip of the hand, and behind so many others nobody looks for one: comparing takes the product of all that. */
const longest = 32;
const most = 500;

/** ` (did you mean "needs"?)` when one of the known words is near, else nothing. */
export const didYouMean = (word: string, known: readonly string[]): string => {
  if (word.length > longest) return '';
  const near = known
    .slice(0, most)
    .filter((each) => each.length <= longest && Math.abs(each.length - word.length) <= allowed(word, each))
    .map((each) => ({ each, steps: distance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, steps }) => steps <= allowed(word, each))
    .sort((a, b) => a.steps - b.steps)[0];
  return near ? ` (did you mean "${near.each}"?)` : '';
};

/** How far apart two words may be: a third of the longer one, so that short ones are not guessed. */
const allowed = (one: string, other: string): number => Math.max(1, Math.floor(Math.max(one.length, other.length) / 3));
