import type { Rule } from './item.ts';

/** What a reader of the text has before the eyes, and a student who takes a test has not. */
const en = '(?:text|passage|excerpt|extract|paragraph|section|chapter|article|reading|material|document|lesson|textbook|source)';
const shown = '(?:figure|table|diagram|image|picture|illustration|chart|graph|listing|screenshot)';
const told =
  '(?:mentioned|described|discussed|stated|given|listed|shown|presented|named|defined|explained|introduced|provided|illustrated|depicted|used|cited|covered)';

const references = [
  new RegExp(`\\b(?:according to|based on|as per|per) (?:the|this|these) (?:\\w+ )?(?:${en}|${shown}|author)s?\\b`, 'iu'),
  new RegExp(`\\b${told} (?:in|by) (?:the|this) (?:\\w+ )?(?:${en}|${shown}|author)\\b`, 'iu'),
  new RegExp(`^(?:in|from) (?:the|this) (?:\\w+ )?(?:${en}|${shown}),`, 'iu'),
  new RegExp(`\\bthis (?:${en}|${shown})\\b`, 'iu'),
  new RegExp(`\\b(?:${en}|${shown}|example|code) (?:above|below)\\b`, 'iu'),
  new RegExp(`\\bthe (?:above|preceding|previous) (?:${en}|${shown}|example)\\b`, 'iu'),
  new RegExp(`\\b(?:does|do|did) the (?:${en}|author) (?:say|state|mention|describe|claim|suggest|explain|define|call)\\b`, 'iu'),
  new RegExp(
    `\\b(?:the (?:passage|excerpt|author)|(?:the|this) ${en}) (?:says|states|mentions|describes|claims|suggests|explains|defines|calls)\\b`,
    'iu',
  ),
  new RegExp(`\\b(?:${shown}|fig\\.) \\d`, 'iu'),
  /\bin (?:section|chapter) \d/iu,
  /\b(?:mentioned|described|shown|listed|given|as) (?:above|below)\b/iu,
  // German
  /\b(?:[Ll]aut|[Gg]emäß|[Nn]ach) (?:dem |der |diesem |dieser )?(?:Text|Textabschnitt|Abschnitt|Kapitel|Abbildung|Tabelle|Autor|Textauszug)\b/u,
  /\b(?:[Ii]m|[Ii]n diesem|[Ii]n dem) (?:\p{L}+ )?(?:Text|Abschnitt|Kapitel|Textauszug)(?: (?:genannt|beschrieben|erwähnt|erklärt|steht|gesagt)|,| (?:oben|unten))/u,
  // French
  /\b(?:d['’]après|selon|dans) (?:le|ce|cet|la|cette|l['’]) ?(?:texte|passage|extrait|document|chapitre|tableau|schéma|auteur|figure)(?!\p{L})/iu,
  // Spanish, Portuguese, Italian
  /(?<!\p{L})(?:según|de acuerdo con|de acordo com|segundo|conforme|secondo|in base al?|en base al?) ?(?:el|este|o|a|il|la|questo|questa)? ?(?:texto|pasaje|fragmento|autor|testo|brano|capitolo|passaggio|trecho|passagem|capítulo|figura|tabla|tabella)(?!\p{L})/iu,
];

/** Students see the question and not the text: "according to the passage" makes it one that only its reader understands. */
export const refersToText: Rule = ({ stem }) => (references.some((pattern) => pattern.test(stem)) ? 'unclear' : undefined);
