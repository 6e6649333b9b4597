import { PasswordException } from 'pdf-parse';
import type { Answer } from '../messages.ts';

type Failure = Extract<Answer, { answer: 'failed' }>;
type FailureCode = Failure['code'];

/** A failure whose code is known where it happens. */
export class ReadingError extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.name = 'ReadingError';
    this.code = code;
  }
}

/** Whatever a parser throws means that it cannot read the file; what the file system throws is not the file's fault. */
export function toFailure(id: number, thrown: unknown): Failure {
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { answer: 'failed', id, code: codeOf(thrown), detail };
}

function codeOf(thrown: unknown): FailureCode {
  if (thrown instanceof ReadingError) return thrown.code;
  if (thrown instanceof PasswordException) return 'pdf_password_required';
  return isSystemError(thrown) ? 'internal' : 'pdf_unreadable';
}

function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown;
}
