/** Joins the test servers with the migrations of the packages that keep tables there. */
import { migrate } from './packages/db/src/index.ts';
import { migrateQueue } from './packages/queue/src/index.ts';
import { createGlobalSetup } from './packages/testing/src/global-setup.ts';

export const setup = createGlobalSetup([migrate, (url) => migrateQueue({ backend: 'postgres', url })]);
