import type { Ctx } from '../ctx.ts';
import type { Models } from '../ports/index.ts';
import { payForCalls } from './pay-for-calls.ts';
import { quoteItems, quoteTexts } from './quote-request.ts';
import type { Payer } from './record-calls.ts';

/** Models whose calls go into somebody's books. */
export type PaidModels = Pick<Models, 'chatModel' | 'embeddingModel' | 'writeItems' | 'embed'>;

/**
 * The models, at the expense of a payer: every call is within the budget and written into the books, failed ones too.
 * Errors: those of the models; `budget_exceeded` before a call that the budget of the month has no room for.
 */
export function modelsFor({ ctx, models }: { ctx: Ctx; models: Models }, payer: Payer): PaidModels {
  const deps = { ctx, models };
  return {
    chatModel: models.chatModel,
    embeddingModel: models.embeddingModel,
    writeItems: (request, options) =>
      payForCalls(deps, {
        payer,
        options,
        quote: () => quoteItems(models, request),
        work: (paid) => models.writeItems(request, paid),
      }),
    embed: (texts, options) =>
      payForCalls(deps, { payer, options, quote: () => quoteTexts(models, texts), work: (paid) => models.embed(texts, paid) }),
  };
}
