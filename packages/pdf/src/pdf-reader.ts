import { AppError } from '@lectern/contract';
import type { Log, PdfReader } from '@lectern/core';
import type { Answer } from './messages.ts';
import { createProcessPool, type ProcessPool } from './process-pool.ts';
import { ProcessGone, type Question, type ReadingProcess } from './reading-process.ts';

export interface PdfReaderOptions {
  /** Child processes at most; one per core that reading may take. */
  processes: number;
  /** Resident memory that a child may take before it is killed. Default 768. */
  memoryMb?: number;
  /** Wall clock for one call, waiting in line not counted. Default 45,000. */
  timeoutMs?: number;
  /** Files after which a child is replaced, so that what leaks stays small. Default 50. */
  recycleAfter?: number;
  log?: Log;
}

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

type Limits = Required<Pick<PdfReaderOptions, 'timeoutMs' | 'log'>>;

/** A process may also be killed by others (an operator, the kernel): only the second death in a row is blamed on the file. */
const ATTEMPTS = 2;

/**
 * Reads PDFs with pdf-parse in child processes, which a hostile file can only take down with itself. Children are started when
 * needed, keep the file read last open for the next call, and end when idle or when this process is gone.
 */
export function createPdfReader(options: PdfReaderOptions): PdfReader {
  const { processes, memoryMb = 768, timeoutMs = 45_000, recycleAfter = 50, log = silent } = options;
  const pool = createProcessPool({ processes, memoryMb, recycleAfter, log });
  const closing = new AbortController();
  const ask = (question: Question, signal: AbortSignal): Promise<Answer> =>
    askPool(pool, question, AbortSignal.any([signal, closing.signal]), { timeoutMs, log });
  return {
    inspect: async (path, { signal }) => {
      const answer = await ask({ ask: 'inspect', path }, signal);
      if (answer.answer !== 'inspected') throw toAppError(answer);
      const { pageCount, title, bookmarks } = answer;
      return { pageCount, title, bookmarks: bookmarks.map(({ page, ...bookmark }) => ({ ...bookmark, page })) };
    },
    extract: async (path, { from, to }, { signal }) => {
      const answer = await ask({ ask: 'extract', path, from, to }, signal);
      if (answer.answer !== 'extracted') throw toAppError(answer);
      return answer.pages;
    },
    close: async () => {
      closing.abort(new AppError('unavailable', 'The PDF reader is shutting down.'));
      await pool.close();
    },
  };
}

async function askPool(pool: ProcessPool, question: Question, signal: AbortSignal, limits: Limits): Promise<Answer> {
  const { log } = limits;
  for (let attempt = 1; ; attempt += 1) {
    const loan = await pool.borrow(question.path, signal);
    try {
      const answer = await askWithinLimits(loan.process, question, signal, limits);
      if (answer.answer === 'failed') log.info({ code: answer.code, detail: answer.detail, ask: question.ask }, 'pdf could not be read');
      return answer;
    } catch (thrown) {
      if (!(thrown instanceof ProcessGone)) throw thrown;
      log.warn({ detail: thrown.message, ask: question.ask, attempt }, 'pdf process ended before it answered');
      if (attempt < ATTEMPTS) continue;
      throw toVerdict(thrown);
    } finally {
      loan.end();
    }
  }
}

/** Kills the process when time is up or nobody wants the answer any more. */
async function askWithinLimits(
  process: ReadingProcess,
  question: Question,
  signal: AbortSignal,
  { timeoutMs, log }: Limits,
): Promise<Answer> {
  signal.throwIfAborted();
  const timeUp = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([signal, timeUp]);
  const kill = (): void => void process.kill();
  stop.addEventListener('abort', kill, { once: true });
  try {
    return await process.ask(question);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!timeUp.aborted) throw thrown;
    log.warn({ timeoutMs, ask: question.ask }, 'pdf process killed: out of time');
    throw toVerdict(thrown);
  } finally {
    stop.removeEventListener('abort', kill);
  }
}

/** A process that never got as far as reading says nothing about the file. */
function toVerdict(cause: unknown): AppError {
  const isOurs = cause instanceof ProcessGone && !cause.hadStarted;
  return new AppError(isOurs ? 'internal' : 'pdf_unreadable', undefined, { cause });
}

function toAppError(answer: Answer): AppError {
  if (answer.answer !== 'failed') return new AppError('internal', 'The PDF process answered something else.');
  return new AppError(answer.code, undefined, { cause: new Error(answer.detail) });
}
