import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createScreen } from './screen.ts';
import type { Step } from './step.ts';

/** A stream that claims to be a terminal, or not; `written` is all that it got. */
function createOutput(terminal: { columns: number; rows: number; colours: boolean } | undefined) {
  const stream = new PassThrough();
  let written = '';
  stream.setEncoding('utf8').on('data', (text: string) => (written += text));
  return {
    stream: Object.assign(stream, {
      isTTY: terminal !== undefined,
      columns: terminal?.columns ?? 0,
      rows: terminal?.rows ?? 0,
      hasColors: () => terminal?.colours ?? false,
    }),
    written: () => written,
  };
}

const escape = '\u001B[';
const green = '\u001B[32m';

function showSteps(output: ReturnType<typeof createOutput>, lists: Step[][], terminal?: string): void {
  const screen = createScreen(output.stream, terminal);
  const list = screen.steps();
  for (const steps of lists) list.show(steps);
  list.end();
}

const half: Step[] = [
  { label: 'Reading', state: 'done', share: 1, seconds: 1.24 },
  { label: 'Writing', state: 'running', share: 0.5, seconds: 0.3 },
];
const whole: Step[] = [
  { label: 'Reading', state: 'done', share: 1, seconds: 1.24 },
  { label: 'Writing', state: 'done', share: 1, seconds: 0.6 },
];

describe('in a pipe or a file', () => {
  it.each([
    ['a pipe', undefined, 'xterm'],
    ['a dumb terminal', { columns: 80, rows: 24, colours: false }, 'dumb'],
  ])('%s gets one plain line for each step that ended', (_, terminal, term) => {
    const output = createOutput(terminal);
    showSteps(output, [half, half, whole], term);
    expect(output.written()).toBe('  ✓  Reading    1.2 s\n  ✓  Writing    0.6 s\n');
  });
});

describe('in a terminal', () => {
  it('a bar shows how far a step is', () => {
    const output = createOutput({ columns: 80, rows: 24, colours: true });
    showSteps(output, [half]);
    expect(output.written()).toContain('━'.repeat(12));
    expect(output.written()).toContain(green);
  });

  it('there are no colours where the person wants none', () => {
    const output = createOutput({ columns: 80, rows: 24, colours: false });
    showSteps(output, [half, whole]);
    expect(output.written()).not.toContain(green);
    expect(output.written()).toContain(escape);
  });

  it('more steps than fit are counted instead of drawn', () => {
    const output = createOutput({ columns: 80, rows: 10, colours: false });
    showSteps(output, [Array.from({ length: 50 }, (_, index): Step => ({ label: `file ${index}`, state: 'waiting' }))]);
    expect(output.written()).toContain('file 4');
    expect(output.written()).not.toContain('file 5');
    expect(output.written()).toContain('and 45 more');
  });
});
