import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Reply, type Answer, type Request } from './messages.ts';

type WithoutId<R> = R extends Request ? Omit<R, 'id'> : never;
export type Question = WithoutId<Request>;

/** The process is gone, with or without an answer on the way. `detail` is what it last said. */
export class ProcessGone extends Error {
  readonly hadStarted: boolean;

  constructor(detail: string, hadStarted: boolean) {
    super(detail);
    this.name = 'ProcessGone';
    this.hadStarted = hadStarted;
  }
}

/** One child process. Answers one question at a time. */
export interface ReadingProcess {
  readonly pid: number | undefined;
  /** Rejects with ProcessGone once the process has ended, for whatever reason. */
  ask(question: Question): Promise<Answer>;
  isAlive(): boolean;
  /** Ends it at once; a question under way is rejected. Resolves when it has ended. */
  kill(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL('./child/main.ts', import.meta.url));
/** V8's share of the memory; buffers live outside of it. */
const HEAP_SHARE = 0.75;
const STDERR_TAIL = 2_000;
const STDERR_FD = 2;

/** Starts a process that may read files, but neither write them nor start programs, and that sees no environment. */
export function startReadingProcess({ memoryMb }: { memoryMb: number }): ReadingProcess {
  const child = fork(ENTRY, [String(memoryMb)], {
    env: {},
    execArgv: [
      `--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`,
      '--permission',
      '--allow-fs-read=*',
      '--allow-worker',
      '--no-warnings',
    ],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => undefined);
  const ended = once(child, 'close').then(
    () => undefined,
    () => undefined,
  );
  let pending: PromiseWithResolvers<Answer> | undefined;
  let lastId = 0;
  let hadStarted = false;
  let isAlive = true;
  let lastWords = '';

  const end = (reason: string): void => {
    isAlive = false;
    const gone = new ProcessGone(`${reason}${lastWords && `: ${lastWords.trim()}`}`, hadStarted);
    ready.reject(gone);
    pending?.reject(gone);
    pending = undefined;
  };
  const hear = (message: unknown): void => {
    const reply = Reply.safeParse(message);
    if (!reply.success) return void child.kill('SIGKILL');
    if (reply.data.answer === 'ready') {
      hadStarted = true;
      // What pdf.js has to say while it loads is of no interest.
      lastWords = '';
      ready.resolve();
    } else if (reply.data.id === lastId) {
      pending?.resolve(reply.data);
      pending = undefined;
    }
  };
  child.stdio[STDERR_FD]?.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-STDERR_TAIL)));
  child.on('message', hear);
  child.on('error', (error) => end(error.message));
  child.on('close', (code, signal) => end(`ended with ${signal ?? `code ${code}`}`));

  return {
    pid: child.pid,
    isAlive: () => isAlive,
    ask: async (question) => {
      await ready.promise;
      if (!isAlive) throw new ProcessGone('ended', hadStarted);
      const answer = Promise.withResolvers<Answer>();
      pending = answer;
      lastId += 1;
      child.send({ ...question, id: lastId }, (error) => error && end(error.message));
      return answer.promise;
    },
    kill: async () => {
      isAlive = false;
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
