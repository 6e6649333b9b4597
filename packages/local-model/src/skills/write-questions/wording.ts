import { capitalise } from '../../text/words.ts';
import type { Fact } from './facts.ts';
import { formOf, type Material } from './material.ts';
import type { Mention } from './terms.ts';

const gap = '____';

/** `What is a library?`, `What are comments?`: the term with the article its own sentence gives it. */
export function withArticle(fact: Fact): string {
  const { term, phrase } = fact.mention;
  const name = formOf(term, fact.plural);
  const article = fact.plural ? '' : (fact.sentence.clause?.determiner ?? phrase.determiner);
  return /^(?:an?|the)$/u.test(article) ? `${article} ${name}` : name;
}

/** The subject as it stands in the middle of a sentence. */
export function subjectInside(material: Material, fact: Fact): string {
  return material.terms.midSentence(fact.sentence, fact.subject);
}

export function askAfterFront(front: string, question: string): string {
  return front === '' ? capitalise(question) : `${front}, ${question}`;
}

/** Ends an option the way all options end: no full stop, first letter large. */
export function asOption(text: string): string {
  return capitalise(text.replace(/[.;,:\s]+$/u, ''));
}

/** The sentence with a gap for the term; an article before it is written `a(n)`, which fits every option. */
export function withGap(mention: Mention): string {
  const { sentence, phrase } = mention;
  const first = sentence.tokens[phrase.from];
  const last = sentence.tokens[phrase.to - 1];
  const before = sentence.text
    .slice(0, first?.start ?? 0)
    .replace(/\b(an?) $/iu, (article) => (article.startsWith('A') ? 'A(n) ' : 'a(n) '));
  return `${before}${gap}${sentence.text.slice(last?.end ?? 0)}`;
}
