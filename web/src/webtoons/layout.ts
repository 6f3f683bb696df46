export interface GridShape {
  readonly columns: number;
  readonly columnWidth: number;
  readonly rowHeight: number;
  readonly gap: number;
}

/** What stands under a cover: two lines of title, one of authors, one of figures, and the distance to the next row. */
const wordsHeight = 112;

/** How covers are laid out in a width. Row heights are fixed, so that the scroll bar tells the truth before rows are drawn. */
export const gridShape = (width: number): GridShape => {
  const phone = width < 640;
  const gap = phone ? 12 : 22;
  const least = width < 440 ? 104 : phone ? 128 : 158;
  const columns = Math.max(2, Math.floor((width + gap) / (least + gap)));
  const columnWidth = (width - gap * (columns - 1)) / columns;
  return { columns, columnWidth, gap, rowHeight: Math.round(columnWidth * 1.3) + wordsHeight };
};
