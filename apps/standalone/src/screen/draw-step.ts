import cliTruncate from 'cli-truncate';
import wrapAnsi from 'wrap-ansi';
import stringWidth from 'string-width';
import type { Paint } from './paint.ts';
import type { Step } from './step.ts';

export interface DrawOptions {
  paint: Paint;
  /** Columns of the terminal. */
  width: number;
  /** Columns for the labels of all steps that are drawn together. */
  labelWidth: number;
  /** Whether to draw bars. */
  bars: boolean;
}

const barWidth = 24;
const longestLabel = 40;
const narrowestNote = 30;
const secondsWidth = 7;

export function labelWidthOf(steps: readonly Step[]): number {
  return Math.min(longestLabel, Math.max(...steps.map(({ label }) => stringWidth(label))));
}

/** A step as one line; the note of one that ended takes as many as it needs. */
export function drawStep(step: Step, { paint, width, labelWidth, bars }: DrawOptions): string {
  const cut = cliTruncate(step.label, labelWidth, { position: 'middle' });
  const label = cut + ' '.repeat(labelWidth - stringWidth(cut));
  // What came of it takes the place of the bar.
  const hasResult = step.note !== undefined && (step.state === 'done' || step.state === 'failed');
  const columns = [
    drawMark(step, paint),
    step.state === 'waiting' ? paint('dim', label) : label,
    ...(bars && step.share !== undefined && !hasResult ? [drawBar(step, step.share, paint)] : []),
    ...(step.seconds === undefined && !hasResult ? [] : [paint('dim', drawSeconds(step.seconds))]),
  ];
  const line = `  ${columns.join('  ')}`;
  if (step.note === undefined) return line.trimEnd();
  if (!hasResult) return cliTruncate(`${line}  ${paint('dim', step.note)}`, width);
  return appendWrapped(`${line}  `, step.note, width, (text) => (step.state === 'failed' ? text : paint('dim', text)));
}

/** Puts a text behind another, wrapped to the columns that are left; where those are few, below it. */
function appendWrapped(start: string, text: string, width: number, style: (text: string) => string): string {
  const startWidth = stringWidth(start);
  const indent = width - startWidth < narrowestNote ? 5 : startWidth;
  const lines = wrapAnsi(text, Math.max(1, width - indent))
    .split('\n')
    .map(style);
  return (indent === startWidth ? start : `${start.trimEnd()}\n${' '.repeat(indent)}`) + lines.join(`\n${' '.repeat(indent)}`);
}

/** Empty where it is not known, so that what stands behind it lines up. */
function drawSeconds(seconds: number | undefined): string {
  return (seconds === undefined ? '' : `${seconds.toFixed(1)} s`).padStart(secondsWidth);
}

function drawMark({ state }: Step, paint: Paint): string {
  switch (state) {
    case 'waiting':
      return paint('dim', '·');
    case 'running':
      return paint('cyan', '›');
    case 'done':
      return paint('green', '✓');
    case 'failed':
      return paint('red', '✗');
  }
}

function drawBar({ state }: Step, share: number, paint: Paint): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return paint(state === 'done' ? 'green' : 'cyan', '━'.repeat(filled)) + paint('dim', '─'.repeat(barWidth - filled));
}
