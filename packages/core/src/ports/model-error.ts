import { AppError, type AppErrorOptions, type ErrorCode } from '@lectern/contract';
import type { ModelCall } from './models.ts';

export type ModelErrorCode = Extract<ErrorCode, `model_${string}`>;

/** How calls to a model ended badly, with every call made on the way: those that failed are to be recorded too. */
export class ModelError extends AppError {
  override readonly code: ModelErrorCode;
  readonly calls: readonly ModelCall[];

  constructor(code: ModelErrorCode, calls: readonly ModelCall[], message?: string, options?: AppErrorOptions) {
    super(code, message, options);
    this.name = 'ModelError';
    this.code = code;
    this.calls = calls;
  }
}
