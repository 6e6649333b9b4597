export { type ChromaIndexOptions, type ChromaTarget, createChromaIndex } from './chroma-index.ts';
