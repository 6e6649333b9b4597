const elsewhere = 'http://nowhere.invalid';
const maxChars = 2_000;

/**
 * Where to go on to: a path on this site, or the front page for everything else. Read as a browser reads it, who takes `/\evil.org`
 * and `//evil.org` for another site and leaves out line breaks.
 */
export function nextPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/') || wanted.length > maxChars) return '/';
  const read = pathOf(wanted);
  // `/.//evil.org` is a path on this site only until its dot is taken out.
  return read !== undefined && pathOf(read) === read ? read : '/';
}

function pathOf(text: string): string | undefined {
  const url = URL.parse(text, elsewhere);
  return url?.origin === elsewhere ? `${url.pathname}${url.search}${url.hash}` : undefined;
}
