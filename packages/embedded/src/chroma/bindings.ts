import { createRequire } from 'node:module';

/** What the native module of the Chroma server exports: runs a command line on the calling thread until it ends. */
export interface ChromaBinding {
  cli: (args: string[]) => void;
}

/** How that error begins. */
export const UNLOADABLE = 'cannot load the Chroma server';

/**
 * Loads Chroma's native module for this machine. The newest one for Linux needs glibc 2.39; where it does not load an
 * older build of the same server is taken, which needs 2.34. Loading maps some hundred megabytes: only in the child.
 * @throws Error with the reasons of all in one line, when none loads.
 */
export function loadChromaBinding(): ChromaBinding {
  const reasons: string[] = [];
  for (const load of candidates()) {
    try {
      return load();
    } catch (error) {
      reasons.push(String(error).split('\n', 1).join());
    }
  }
  throw new Error(`${UNLOADABLE}: ${reasons.join('; ')}`);
}

function candidates(): (() => ChromaBinding)[] {
  const own = createRequire(import.meta.url);
  // pnpm lets only chromadb itself see its platform packages.
  const chromas = createRequire(own.resolve('chromadb'));
  const abi = process.platform === 'linux' ? '-gnu' : process.platform === 'win32' ? '-msvc' : '';
  const newest = `chromadb-js-bindings-${process.platform}-${process.arch}${abi}`;
  return [() => chromas(newest), () => own(`chroma-binding-glibc-2.34-${process.arch}`)];
}
