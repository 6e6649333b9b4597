import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/** How many tests of a run ended how; broken files, suites and setups count as failed tests. */
export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** `3 passed, 1 failed`, and `, 2 skipped` where there are any. */
export function summaryLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

/**
 * Makes `N passed, N failed` the very last line of a run, for programs to read. It is printed when the process exits, so
 * that nothing comes after it and what goes wrong outside tests, before or after them, is not reported as success.
 */
export class SummaryReporter implements Reporter {
  private counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };

  onInit(): void {
    process.once('exit', (code) => {
      const failed = code === 0 ? this.counts.failed : Math.max(this.counts.failed, 1);
      process.stdout.write(`${summaryLine({ ...this.counts, failed })}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.counts = countTests(modules);
    this.counts.failed += unhandledErrors.length;
  }
}

function countTests(modules: readonly TestModule[]): TestCounts {
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state !== 'pending') counts[state] += 1;
    }
    for (const suite of [module, ...module.children.allSuites()]) counts.failed += suite.errors().length;
  }
  return counts;
}
