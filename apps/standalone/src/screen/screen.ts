import { createLogUpdate } from 'log-update';
import { drawStep, labelWidthOf } from './draw-step.ts';
import { createPaint, type Paint } from './paint.ts';
import type { Step } from './step.ts';

/** What the person sees: lines that stay, and below them, in a terminal, steps that are drawn in place. */
export interface Screen {
  paint: Paint;
  /** Columns for running text. */
  textWidth: number;
  /** Writes lines that stay. */
  print(text?: string): void;
  /** Shows steps that belong together, until `end`. Those that have ended stay as lines, in the order of their ends. */
  steps(): StepList;
  /** Draws a line in place, below all others; undefined takes it away. */
  status(text: string | undefined): void;
}

export interface StepList {
  show(steps: readonly Step[]): void;
  /** Takes away what has not ended. */
  end(): void;
}

type Output = Pick<NodeJS.WriteStream, 'columns' | 'rows' | 'hasColors' | 'isTTY'> & NodeJS.WritableStream;

const widestText = 96;

/** A terminal is drawn on; a pipe, a file and a dumb terminal get plain lines without escape codes. */
export function createScreen(out: Output, terminal: string | undefined): Screen {
  const live = out.isTTY && terminal !== 'dumb' ? createLogUpdate(out) : undefined;
  const paint = createPaint(live !== undefined && out.hasColors());
  let stepLines: readonly string[] = [];
  let statusLine: string | undefined;

  function draw(): void {
    const lines = statusLine === undefined ? stepLines : [...stepLines, statusLine];
    if (lines.length > 0) live?.(lines.join('\n'));
    else live?.clear();
  }

  function print(text = ''): void {
    live?.clear();
    out.write(`${text}\n`);
    draw();
  }

  function width(): number {
    return live === undefined ? Number.MAX_SAFE_INTEGER : out.columns;
  }

  function steps(): StepList {
    const printed = new Set<string>();
    return {
      show(all) {
        const options = { paint, width: width(), labelWidth: labelWidthOf(all), bars: live !== undefined };
        for (const step of all) {
          if (printed.has(step.label) || (step.state !== 'done' && step.state !== 'failed')) continue;
          printed.add(step.label);
          print(drawStep(step, options));
        }
        const open = all.filter(({ label }) => !printed.has(label)).map((step) => drawStep(step, options));
        stepLines = fit(open, out.rows, paint);
        draw();
      },
      end() {
        stepLines = [];
        draw();
      },
    };
  }

  function status(text: string | undefined): void {
    statusLine = text;
    draw();
  }

  return { paint, textWidth: Math.min(width(), widestText), print, steps, status };
}

/** As many lines as the terminal is high: what scrolls out of it cannot be drawn again. */
function fit(lines: readonly string[], rows: number, paint: Paint): string[] {
  const room = Math.max(3, rows - 4);
  if (lines.length <= room) return [...lines];
  return [...lines.slice(0, room - 1), paint('dim', `    and ${lines.length - room + 1} more`)];
}
