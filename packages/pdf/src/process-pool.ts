import type { Log } from '@lectern/core';
import { startReadingProcess, type ReadingProcess } from './reading-process.ts';

export interface PoolOptions {
  /** Most processes at a time. */
  processes: number;
  memoryMb: number;
  /** Files after which a process is replaced. */
  recycleAfter: number;
  log: Log;
}

/** A process lent to one caller. */
export interface Loan {
  process: ReadingProcess;
  /** Gives it back; a process that is no longer alive is replaced when needed. */
  end(): void;
}

export interface ProcessPool {
  /** Waits for a process, preferably one that has `path` open. Rejects with the signal's reason. */
  borrow(path: string, signal: AbortSignal): Promise<Loan>;
  close(): Promise<void>;
}

interface Member {
  process: ReadingProcess;
  openPath: string | undefined;
  files: number;
  isLent: boolean;
  idleTimer: NodeJS.Timeout | undefined;
}

interface Waiting {
  path: string;
  since: number;
  take(member: Member): void;
}

/** So long the caller at the head of the line may be overtaken by others for the file that a process has open. */
const PATIENCE_MS = 1_000;
/** An idle process is ended, since it holds a document and some 100 MB. */
const IDLE_MS = 60_000;

export function createProcessPool(options: PoolOptions): ProcessPool {
  const members = new Set<Member>();
  const line: Waiting[] = [];

  const remove = async (member: Member): Promise<void> => {
    clearTimeout(member.idleTimer);
    members.delete(member);
    await member.process.kill();
  };
  const addMember = (): Member => {
    const process = startReadingProcess(options);
    options.log.debug({ child: process.pid }, 'pdf process started');
    const member: Member = { process, openPath: undefined, files: 0, isLent: false, idleTimer: undefined };
    members.add(member);
    return member;
  };
  const lend = (member: Member, path: string): Loan => {
    clearTimeout(member.idleTimer);
    if (member.openPath !== path) member.files += 1;
    member.openPath = path;
    member.isLent = true;
    return { process: member.process, end: () => takeBack(member) };
  };
  const takeBack = (member: Member): void => {
    member.isLent = false;
    if (!members.has(member)) return;
    const isWorn = member.files >= options.recycleAfter && !line.some((waiting) => waiting.path === member.openPath);
    if (isWorn || !member.process.isAlive()) void remove(member);
    else member.idleTimer = setTimeout(() => void remove(member), IDLE_MS).unref();
    serveLine();
  };
  const findMember = (path: string): Member | undefined => {
    const idle = [...members].filter((member) => !member.isLent);
    const dead = idle.find((member) => !member.process.isAlive());
    if (dead) {
      void remove(dead);
      return findMember(path);
    }
    const warm = idle.find((member) => member.openPath === path);
    return warm ?? (members.size < options.processes ? addMember() : idle[0]);
  };
  const serveLine = (): void => {
    for (let next = chooseNext(line, members); next !== undefined; next = chooseNext(line, members)) {
      const member = findMember(next.path);
      if (member === undefined) return;
      line.splice(line.indexOf(next), 1);
      next.take(member);
    }
  };

  return {
    borrow: (path, signal) => {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<Loan>();
      const waiting: Waiting = {
        path,
        since: performance.now(),
        take: (member) => {
          signal.removeEventListener('abort', leave);
          resolve(lend(member, path));
        },
      };
      const leave = (): void => {
        line.splice(line.indexOf(waiting), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      line.push(waiting);
      serveLine();
      return promise;
    },
    close: async () => {
      await Promise.all([...members].map(remove));
    },
  };
}

/** The head of the line, or, while it is patient, the first who wants what an idle process has open. */
function chooseNext(line: readonly Waiting[], members: ReadonlySet<Member>): Waiting | undefined {
  const [head] = line;
  if (head === undefined || performance.now() - head.since > PATIENCE_MS) return head;
  const open = new Set([...members].filter((member) => !member.isLent).map((member) => member.openPath));
  return line.find((waiting) => open.has(waiting.path)) ?? head;
}
