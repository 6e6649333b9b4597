import { styleText } from 'node:util';

/** Styles text, or leaves it as it is where there are no colours. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan', text: string) => string;

/** @param colours whether there are any; with `false` no escape codes are written. */
export function createPaint(colours: boolean): Paint {
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}
