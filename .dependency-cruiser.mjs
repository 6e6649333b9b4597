import { fileURLToPath } from 'node:url';

/** The arrows of the house: apps -> core -> db, contract; adapters implement ports of core; only an app's deps.ts joins the two. */
const adapters = '^packages/(queue|llm|vectors|storage|pdf|auth|rates|mail)/';
const testCode = '(\\.test\\.ts$|/testing/|\\.fixture\\.ts$|/test-server/|/test/)';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nobody-imports-an-app', severity: 'error', from: { path: '^(packages|samples)/' }, to: { path: '^apps/' } },
    {
      name: 'apps-do-not-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'contract-imports-zod-alone',
      severity: 'error',
      from: { path: '^packages/contract/', pathNot: testCode },
      to: { pathNot: ['^packages/contract/', 'node_modules/(\\.pnpm/)?zod'] },
    },
    {
      name: 'core-knows-db-and-contract-alone',
      severity: 'error',
      from: { path: '^packages/core/', pathNot: testCode },
      to: { path: '^packages/', pathNot: '^packages/(core|db|contract)/' },
    },
    {
      name: 'core-knows-no-adapter-library',
      severity: 'error',
      from: { path: '^packages/(core|contract|db)/', pathNot: testCode },
      to: { path: 'node_modules/(\\.pnpm/)?(hono|bullmq|ioredis|openai|chromadb|pdf-parse|better-auth|rate-limiter-flexible|nodemailer)' },
    },
    {
      name: 'adapters-know-core-and-contract-alone',
      severity: 'error',
      from: { path: adapters, pathNot: [testCode, '^packages/auth/'] },
      to: { path: '^packages/', pathNot: ['^packages/(core|contract)/', adapters] },
    },
    {
      name: 'auth-keeps-accounts-in-the-database',
      comment: 'Its library writes the tables of accounts, so it has to know them.',
      severity: 'error',
      from: { path: '^packages/auth/', pathNot: testCode },
      to: { path: '^packages/', pathNot: '^packages/(auth|core|contract|db)/' },
    },
    {
      name: 'only-auth-imports-better-auth',
      severity: 'error',
      from: { pathNot: '^packages/auth/' },
      to: { path: 'node_modules/(\\.pnpm/)?(better-auth|@node-rs\\+argon2)' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: '^packages/(queue|llm|vectors|storage|pdf|auth|rates|mail)/', pathNot: testCode },
      to: { path: adapters, pathNot: '^packages/$1/' },
    },
    {
      name: 'only-deps-and-the-start-join-core-and-adapters',
      comment: 'deps.ts builds adapters; the start of the worker owns its consumer, the start of the standalone edition its migrations.',
      severity: 'error',
      from: { path: '^apps/(api|worker)/', pathNot: [testCode, '/(deps|start-worker)\\.ts$'] },
      to: { path: adapters, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-queue-imports-bullmq',
      severity: 'error',
      from: { pathNot: '^packages/queue/' },
      to: { path: 'node_modules/(\\.pnpm/)?bullmq' },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { pathNot: [testCode, '^packages/testing/', '^infra/bench/', 'vitest'] },
      to: { path: testCode },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^node:' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/migrations/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: fileURLToPath(new URL('tsconfig.base.json', import.meta.url)) },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
