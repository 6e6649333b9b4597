import type { Clause } from './clause.ts';
import type { RawSentence } from './sentences.ts';
import type { Token } from './tagger.ts';

/** Why a sentence cannot stand alone as the source of a question. */
export type Fault =
  | 'length'
  | 'fragment'
  | 'question'
  | 'code'
  | 'address'
  | 'unbalanced'
  | 'points_elsewhere'
  | 'dangling_start'
  | 'speaks_to_reader'
  | 'instruction'
  | 'example'
  | 'supposition';

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

/** Words; in scripts without spaces two characters pass for one. */
const wordCount = (text: string) => text.split(/\s+/u).length + (text.match(unspaced)?.length ?? 0) / 2;

const patterns: readonly (readonly [Fault, RegExp])[] = [
  ['question', /[?？؟]["”')\]]*$/u],
  ['fragment', /[^.!。！।"”')\]]$|\.\.\.$|…$/u],
  ['fragment', /[^.\s]{2}[.!?]["”')]? \p{Ll}(?!\w*\()/u],
  ['fragment', /^(?!(?:[A-Za-z_][\w.]*(?:\(|\[\]))|van |von |de |["“'‘(«„]?[\p{Lu}\p{Lo}\p{N}])/u],
  ['fragment', /^\(|^\p{Lu}[\p{L} ]{2,30} (?:A|An|The) \p{Ll}/u],
  ['address', /https?:|www\.|\b\w+@\w+\.|\b\w+\.(?:com|org|edu|net|gov)\b/u],
  ['code', /[{}\\|~^]|==|!=|\+=|-=|->|=>|>>>|→|(?:^|\s)(?:=|#|\*\*|<|>|<=|>=)(?:\s|$)|\w\([^)\s][^)]*["'=,]|^\s*#|\w=\w/u],
  [
    'example',
    /^(?:ex|example|examples|hint|tip|exercise|source|credit|license|objectives?|try it|figure|fig\.|table|listing|photo|image)\b[^a-z]{0,8}[:.)]|\bex:/iu,
  ],
  ['example', /^(?:for (?:example|instance)|e\.g\.)/iu],
  [
    'points_elsewhere',
    /\b(?:this|these|aforementioned|as follows|the following|following (?:\w+ ){0,2}(?:table|figure|list|code|program|example|section|steps))\b/iu,
  ],
  ['points_elsewhere', /\b(?:to|of|in|for|with|from|by|on|at) that \p{L}+[.,;]/iu],
  ['points_elsewhere', /\bthose\b(?! (?:who|that|which|of|in|with|for))/iu],
  [
    'points_elsewhere',
    /\b(?:shown|described|mentioned|given|listed|seen|discussed|defined|introduced|above|below) (?:above|below|earlier|later|before|here|previously)\b/iu,
  ],
  [
    'points_elsewhere',
    /\b(?:above|below)\b[,.)]|\bthe (?:\w+ )?(?:above|below)\b|\b(?:the|an?) (?:\w+ )?(?:above|below) (?:example|code|figure|table|program|statement)/iu,
  ],
  [
    'points_elsewhere',
    /\b(?:figure|fig\.|table|chapter|section|exercise|equation|appendix|page|unit|listing|lines?|steps?|rows?) ?\(?[\dA-Z]/u,
  ],
  [
    'points_elsewhere',
    /\b(?:previous|preceding|next|earlier|later|last|later in the) (?:section|chapter|example|page|paragraph|figure|table|lesson|unit|module|topic)s?\b/iu,
  ],
  [
    'points_elsewhere',
    /\bthe (?:\w+ )?(?:example|chapter|section|figure|diagram|illustration|exercise|text|author)s?\b(?! of)|\bChapter|^(?:In|The) \w+ example\b/u,
  ],
  [
    'points_elsewhere',
    /, (?:on the other hand|however|therefore|in turn|by contrast|in contrast|for example|for instance|too|instead|thus|then),/iu,
  ],
  ['speaks_to_reader', /\b(?:you|your|yours|yourself|i|my|me|let's|let us)\b/iu],
  [
    'dangling_start',
    /^(?:it|they|he|she|that|those|we|such|here|there|his|her|hers|their|its|both|neither|either|another|others?|some|one|ones|again|so|but|and|or|yet|nor|then|thus|hence|otherwise|instead|consequently|accordingly|as a result|in contrast|by contrast|on the other hand|on the contrary|similarly|likewise|in this|in that|in these|if (?:so|not|true|false)|no other|any other|each of|the (?:former|latter|same|first|second|third|other|others|result|results|rest|two|three|above|team|answer))\b/iu,
  ],
  [
    'dangling_start',
    /^(?:also|finally|first|second|third|next|afterwards?|later|several \w+ later|meanwhile|still|even so|for (?:this|that) reason|sometimes|usually|here)\b/iu,
  ],
  ['supposition', /^(?:suppose|imagine|assume|consider|let|recall|notice|see|think|note|remember|say)\b/iu],
  [
    'instruction',
    /\b(?:write|create|complete|modify|improve) (?:a|an|the|two|three|your|one) (?:\w+ ){0,3}(?:program|function|code|class|docstring|essay|paragraph|sentence|statement|comment)s?\b/iu,
  ],
  [
    'instruction',
    /^(?:your|the) (?:\w+ )?(?:program|code|solution|output|function) (?:must|should|will)\b|\blearning (?:objectives?|outcomes?)\b|\bshould be able to\b/iu,
  ],
];

/** What opens an exercise: all that follows up to the next heading belongs to it. */
const exerciseStart =
  /^(?:write|create|complete|calculate|compute|implement|run|enter|fix|reformat|modify|improve|copy|solve|draw|answer|discuss with|fill in|choose|test|practice) (?:a|an|the|this|your|these|two|each|all|different|in|what|out)\b|^(?:the (?:following|given|provided) (?:program|code|function|lines?)|(?:the )?program below|given (?:an?|the|two|three) [^,]+,)/iu;

export function startsExercise(text: string): boolean {
  return exerciseStart.test(text);
}

const pairs = [
  ['(', ')'],
  ['[', ']'],
  ['“', '”'],
  ['«', '»'],
] as const;

function isUnbalanced(text: string): boolean {
  const count = (mark: string) => text.split(mark).length - 1;
  return pairs.some(([open, close]) => count(open) !== count(close)) || count('"') % 2 === 1;
}

/** Openings that point back to the sentence before, in languages without grammar here. */
const danglingStarts: Readonly<Record<string, RegExp>> = {
  de: /^(?:er|sie|es|dies\p{L}*|das|jen\p{L}+|sein\p{L}*|ihr\p{L}*|damit|dadurch|dabei|daher|deshalb|deswegen|darum|davon|dazu|dafür|danach|daraus|außerdem|jedoch|aber|und|oder|denn|dort|hier|dann|so|solche\p{L}*|auch|somit|wir|ich)(?![\p{L}-])/iu,
  fr: /^(?:ils?|elles?|ce|c[’']|cet|cette|ces|cela|ceci|celui\p{L}*|celle\p{L}*|son|sa|ses|leurs?|mais|et|ou|donc|ainsi|alors|puis|ensuite|on|nous|je|y|en effet|cependant|toutefois|ici|là)(?!\p{L})/iu,
  es: /^(?:él|ella|ellos|ellas|est[aeo]s?|es[aeo]s?|aquel\p{L}*|sus?|pero|y|o|así|entonces|luego|además|también|aquí|allí|por eso|por ello|nosotros|yo)(?!\p{L})/iu,
};

/** Signs that a sentence names: in brackets (`a backslash (\\)`), or as `the == operator`. */
const namedSign = /\([^\p{L}\p{N}\s()]{1,4}\)|(?<=\b(?:the|an?) )[^\p{L}\p{N}\s()]{1,3}(?= (?:operator|sign|symbol|character)s?\b)/giu;

/** The first fault of a sentence judged by its wording alone. `language` adds what is known of its pronouns. */
export function findFault(sentence: RawSentence, language: string): Fault | undefined {
  if (danglingStarts[language]?.test(sentence.text)) return 'dangling_start';
  const words = wordCount(sentence.text);
  if (words < 5 || words > 45) return 'length';
  if (isUnbalanced(sentence.text)) return 'unbalanced';
  const wording = sentence.text.replaceAll(namedSign, 'sign');
  return patterns.find(([, pattern]) => pattern.test(wording))?.[0];
}

/** Commands as they stand in lists of objectives and exercises. */
const plainCommand =
  /^(?:analy[sz]e|apply|assign|calculate|choose|classify|compare|compute|concatenate|define|describe|determine|develop|discuss|distinguish|enter|evaluate|examine|explain|explore|identify|illustrate|implement|obtain|organi[sz]e|predict|reali[sz]e|recogni[sz]e|select|solve|summari[sz]e|understand|use|write)$/u;
/** These are nouns too: commands only where an article or number follows, or no clause was found. */
const possibleCommand =
  /^(?:add|build|contrast|convert|design|display|draw|find|fix|format|give|list|make|name|outline|print|read|replace|report|review|run|separate|show|sketch|state|store|test|trace|type)$/u;

function isCommand(tokens: readonly Token[], clause: Clause | undefined): boolean {
  const [first, second] = tokens;
  if (!first) return false;
  if (plainCommand.test(first.lower)) return second?.lower !== 'of' && second?.pos !== 'AUX';
  if (possibleCommand.test(first.lower) && (clause === undefined || ['DET', 'NUM', 'PRON'].includes(second?.pos ?? ''))) return true;
  return clause === undefined && first.pos === 'VERB' && first.lemma === first.lower;
}

const personalNoun = /(?:er|or|ist|ian|man|woman|king|queen|president|emperor|saint|general|company|river|mount)$/u;

/** `Web development Python can run`: the label of a table cell has run into the sentence. */
function startsWithLabel(tokens: readonly Token[], clause: Clause | undefined): boolean {
  if (!clause || clause.core.from !== 0 || clause.core.to < 2) return false;
  const [name, noun] = [tokens[clause.core.to - 1], tokens[clause.core.to - 2]];
  return (
    name?.pos === 'PROPN' && noun?.pos === 'NOUN' && (clause.core.to === 2 || /^\p{Ll}/u.test(noun.text)) && !personalNoun.test(noun.lower)
  );
}

/** Faults that take grammar to see: commands to the reader, and strings of words without a verb. */
export function findGrammarFault(tokens: readonly Token[], clause: Clause | undefined): Fault | undefined {
  const first = tokens[0];
  if (isCommand(tokens, clause)) return 'instruction';
  if (clause === undefined && first && /^[A-Z][a-z]+s$/u.test(first.text) && ['DET', 'NUM'].includes(tokens[1]?.pos ?? ''))
    return 'fragment';
  // `Divides x by y.`, `Used for documentation.`: the cell of a table, whose subject stands elsewhere.
  if (clause === undefined && first?.pos === 'VERB' && /(?:[^s]s|ed)$/u.test(first.lower)) return 'fragment';
  if (!tokens.some((token) => token.pos === 'VERB' || token.pos === 'AUX') && clause === undefined) return 'fragment';
  if (clause && /^\p{Lu}/u.test(tokens[clause.verb.from]?.text ?? '')) return 'fragment';
  if (startsWithLabel(tokens, clause)) return 'fragment';
  const odd = tokens.filter((token) => token.pos === 'SYM' || token.pos === 'X' || token.pos === 'NUM').length;
  return odd > tokens.length / 4 ? 'code' : undefined;
}
