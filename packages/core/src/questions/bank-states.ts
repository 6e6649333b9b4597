import type { QuestionState } from '@lectern/contract';

/** What is in a bank: what people see or have turned down, so that nobody is offered it again. */
export const bankStates = ['draft', 'approved', 'rejected'] as const satisfies readonly QuestionState[];
