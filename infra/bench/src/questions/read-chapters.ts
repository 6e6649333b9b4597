import { z } from 'zod';
import { UsageError } from '../command.ts';
import { type Pdf, readNamed, readPdf } from '../input-files.ts';

/** A chapter, and the terms that whoever wrote it calls its key terms. */
export interface Chapter {
  pdf: Pdf;
  terms: string[];
}

const Gold = z.object({ terms: z.array(z.string()).min(1) });

/** From names in pairs: `chapter.pdf gold.json`. Error: UsageError. */
export async function readChapters(names: readonly string[]): Promise<Chapter[]> {
  const chapters: Chapter[] = [];
  for (let at = 0; at < names.length; at += 2) {
    const [pdfName, goldName] = names.slice(at, at + 2);
    if (!pdfName || !goldName) throw new UsageError('each chapter needs its gold file behind it: chapter.pdf gold.json');
    chapters.push({ pdf: await readPdf(pdfName), terms: readTerms(goldName, (await readNamed(goldName)).toString()) });
  }
  return chapters;
}

function readTerms(name: string, text: string): string[] {
  try {
    return Gold.parse(JSON.parse(text)).terms;
  } catch (cause) {
    throw new UsageError(`${name} is no gold file: { "terms": ["...", ...] }`, { cause });
  }
}
