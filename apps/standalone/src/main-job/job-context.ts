import type { ApiClient } from '../api/client.ts';
import type { Screen } from '../screen/screen.ts';

/** What the work that a start shows its person needs. */
export interface JobContext {
  api: ApiClient;
  screen: Screen;
  signal: AbortSignal;
  /** Whether the built-in model writes the questions. */
  builtIn: boolean;
}

const noAi = [
  'No AI is configured: the built-in model made these questions by rules. For a language model set',
  'OPENAI_API_KEY or OPENAI_BASE_URL; .env.example says how.',
];

/** Says who made the questions, when it was no AI. */
export function tellModel({ builtIn, screen }: JobContext): void {
  if (!builtIn) return;
  for (const line of noAi) screen.print(screen.paint('yellow', `  ${line}`));
  screen.print();
}
