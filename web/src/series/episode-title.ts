/** An episode by number and title; either may be missing. */
export const titleOf = ({ no, title }: { readonly no: number | null; readonly title: string | null }): string =>
  [no === null ? '' : `${no}.`, title ?? ''].join(' ').trim() || '—';
