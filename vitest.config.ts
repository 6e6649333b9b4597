import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './packages/testing/src/summary-reporter.ts';

export default defineConfig({
  test: {
    include: ['{apps,packages,infra,samples,scripts}/**/*.test.{ts,tsx}'],
    globalSetup: ['./vitest.global-setup.ts'],
    pool: 'forks',
    // Each worker brings servers and child processes of its own along, and laptops have few cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    reporters: ['default', new SummaryReporter()],
  },
});
