import type { BlockContent, DefinitionContent, List, Nodes, PhrasingContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';

export type SpanStyle = 'plain' | 'bold' | 'italic';

/** A stretch of text in one style; line breaks of the source are single spaces. */
export interface Span {
  text: string;
  style: SpanStyle;
}

export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'caption'; spans: Span[] }
  | { kind: 'box'; paragraphs: Span[][] }
  | { kind: 'list'; ordered: boolean; items: Span[][] }
  | { kind: 'table'; align: ('left' | 'right')[]; rows: Span[][][] };

function unsupported(node: Nodes): never {
  throw new Error(`Markdown "${node.type}" is not supported here (line ${node.position?.start.line ?? 'unknown'})`);
}

function spansOf(nodes: PhrasingContent[], style: SpanStyle = 'plain'): Span[] {
  return nodes.flatMap((node): Span[] => {
    if (node.type === 'text') return [{ text: node.value.replaceAll(/\s+/g, ' '), style }];
    if (node.type === 'strong') return spansOf(node.children, 'bold');
    if (node.type === 'emphasis') return spansOf(node.children, 'italic');
    return unsupported(node);
  });
}

function paragraphsOf(nodes: (BlockContent | DefinitionContent)[]): Span[][] {
  return nodes.map((node) => (node.type === 'paragraph' ? spansOf(node.children) : unsupported(node)));
}

function listBlock(list: List): Block {
  const items = list.children.map((item) => paragraphsOf(item.children).flat());
  return { kind: 'list', ordered: list.ordered === true, items };
}

function tableBlock(table: Table): Block {
  return {
    kind: 'table',
    align: (table.align ?? []).map((side) => (side === 'right' ? 'right' : 'left')),
    rows: table.children.map((row) => row.children.map((cell) => spansOf(cell.children))),
  };
}

const captionStart = /^Table \d+\. /;

function paragraphBlock(spans: Span[]): Block {
  return { kind: captionStart.test(spans[0]?.text ?? '') ? 'caption' : 'paragraph', spans };
}

/**
 * Reads the part of Markdown that the chapters use: headings, paragraphs, flat lists, tables, block quotes (boxes),
 * bold and italic. A paragraph that starts with "Table 1. " is the caption of the table below it.
 * Throws on anything else, so that no text is ever lost in the PDF.
 */
export function parseChapter(markdown: string): Block[] {
  const tree = fromMarkdown(markdown, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  return tree.children.map((node): Block => {
    if (node.type === 'heading') {
      return {
        kind: 'heading',
        level: node.depth,
        text: spansOf(node.children)
          .map((span) => span.text)
          .join(''),
      };
    }
    if (node.type === 'paragraph') return paragraphBlock(spansOf(node.children));
    if (node.type === 'list') return listBlock(node);
    if (node.type === 'table') return tableBlock(node);
    if (node.type === 'blockquote') return { kind: 'box', paragraphs: paragraphsOf(node.children) };
    return unsupported(node);
  });
}
