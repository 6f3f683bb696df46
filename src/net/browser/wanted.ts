/** Whether an address that a page asks is the one that is wanted: same host and path, and every parameter of it. */
export const isAnswerTo = (wanted: URL, asked: URL): boolean => {
  if (!isOfKind(wanted, asked)) return false;
  for (const name of new Set(wanted.searchParams.keys())) {
    const [one, other] = [wanted.searchParams.getAll(name), asked.searchParams.getAll(name)];
    if (one.length !== other.length || one.some((value, at) => value !== other[at])) return false;
  }
  return true;
};

/** Whether it is the same interface, whatever it is asked. */
export const isOfKind = (wanted: URL, asked: URL): boolean => wanted.origin === asked.origin && wanted.pathname === asked.pathname;
