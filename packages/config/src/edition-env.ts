import { z } from 'zod';
import { choiceOf } from './variables.ts';

/** `standalone` under the supervisor of `npm start`; whoever starts a process on its own runs the production edition. */
export const editionEnv = z
  .object({ LECTERN_EDITION: choiceOf(['standalone', 'production']).default('production') })
  .transform((env) => env.LECTERN_EDITION);
