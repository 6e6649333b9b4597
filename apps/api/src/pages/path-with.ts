/** A path of ours with parameters; a `next` that leads to the front page is where one gets anyway. */
export function pathWith(path: string, { next }: { next: string }): string {
  return next === '/' ? path : `${path}?${new URLSearchParams({ next }).toString()}`;
}
