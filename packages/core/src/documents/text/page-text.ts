/** One page of a document; `page` is 1-based, lines of `text` end in `\n`. */
export interface PageText {
  page: number;
  text: string;
}
