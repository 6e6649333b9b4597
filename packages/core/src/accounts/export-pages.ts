/** What is in memory of an export at a time. */
export const rowsPerPage = 200;

/** All rows of a query, page by page; `read` gets the last id of the page before, and answers `rowsPerPage` rows in the order of ids. */
export async function* inPages<Row extends { id: string }>(read: (after: string | undefined) => PromiseLike<Row[]>): AsyncGenerator<Row[]> {
  let after: string | undefined;
  for (;;) {
    const page = await read(after);
    if (page.length > 0) yield page;
    after = page.at(-1)?.id;
    if (page.length < rowsPerPage) return;
  }
}
