import { inject } from 'vitest';

/** The Chroma server of this run. */
export function chromaUrl(): string {
  return inject('testServers').chromaUrl;
}
