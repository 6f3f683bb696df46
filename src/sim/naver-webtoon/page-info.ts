const indexSize = 10;

/** The platform's description of one page of a list, as wire JSON. `nextPage` is 0 on the last page. */
export const pageInfo = (totalRows: number, pageSize: number, rawPage: number): string => {
  const totalPages = Math.max(1, Math.ceil(totalRows / pageSize));
  const page = Math.min(rawPage, totalPages);
  const first = Math.floor((page - 1) / indexSize) * indexSize + 1;
  return (
    `{"totalRows":${totalRows},"pageSize":${pageSize},"indexSize":${indexSize},"page":${page},"rawPage":${rawPage}` +
    `,"endRowNum":${Math.min(totalRows, page * pageSize)},"firstPage":${first},"prevPage":${page - 1},"nextPage":${page < totalPages ? page + 1 : 0}` +
    `,"startRowNum":${totalRows === 0 ? 0 : (page - 1) * pageSize + 1},"totalPages":${totalPages},"lastPage":${Math.min(totalPages, first + indexSize - 1)}}`
  );
};
