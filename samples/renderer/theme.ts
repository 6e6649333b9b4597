import type { SpanStyle } from './chapter.ts';

/** All lengths are PDF points (1/72 inch). */
export const page = {
  width: 595.28,
  height: 841.89,
  left: 78,
  right: 78,
  top: 86,
  bottom: 80,
  headerBaseline: 54,
  footerBaseline: 797,
} as const;

export const textWidth = page.width - page.left - page.right;

/** Multiples of 0x33 are short decimals in the file (0.2, not 0.10196...), which counts where nothing is compressed. */
export const colour = { ink: '#000000', heading: '#003366', quiet: '#666666', rule: '#99b3cc', tint: '#ecf3f9' } as const;

/** One size of text with the font for each style. The fonts are PDF's standard ones, so that no font file is embedded. */
export interface Face {
  size: number;
  leading: number;
  colour: string;
  fonts: Record<SpanStyle, string>;
  /** Draws each word alone: Helvetica is kerned against the space (" T", " W"), which closes the gaps of short headings. */
  wordByWord: boolean;
}

const serif = { plain: 'Times-Roman', bold: 'Times-Bold', italic: 'Times-Italic' };
const sans = { plain: 'Helvetica', bold: 'Helvetica-Bold', italic: 'Helvetica-Oblique' };
const sansBold = { plain: 'Helvetica-Bold', bold: 'Helvetica-Bold', italic: 'Helvetica-BoldOblique' };

export const face = {
  body: { size: 11, leading: 14.5, colour: colour.ink, fonts: serif, wordByWord: false },
  box: { size: 10.5, leading: 14, colour: colour.ink, fonts: serif, wordByWord: false },
  caption: { size: 9, leading: 12, colour: colour.heading, fonts: sansBold, wordByWord: true },
  cell: { size: 9, leading: 12, colour: colour.ink, fonts: sans, wordByWord: false },
  headCell: { size: 9, leading: 12, colour: colour.heading, fonts: sansBold, wordByWord: false },
  furniture: { size: 8.5, leading: 11, colour: colour.quiet, fonts: sans, wordByWord: false },
  title: { size: 27, leading: 33, colour: colour.heading, fonts: sansBold, wordByWord: true },
  section: { size: 16, leading: 20, colour: colour.heading, fonts: sansBold, wordByWord: true },
  subsection: { size: 11.5, leading: 15, colour: colour.heading, fonts: sansBold, wordByWord: true },
} satisfies Record<string, Face>;
