/** An estimate that no language is far above: English has about four bytes a token, Chinese two to three. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}
