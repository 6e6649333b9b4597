import type { Fact } from '../facts.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import type { Material } from '../material.ts';
import { weightOf } from '../terms.ts';
import { subjectInside, withArticle } from '../wording.ts';

/** What a program is made of, besides functions: things that a learner can be asked to use. */
const construct = /(?:^| )(?:loop|statement|function|operator|list|dictionary|class|method|comment|expression|f-string|exception)$/u;

/** Lines of code stand in the passages: an assignment, a call with arguments, or a prompt. */
const codeLine =
  /^\s*(?:(?:for|while|if|else|elif|def|class)\b.*:|(?:import|from) [\w.]+(?: import .+)?|[\w.]+ ?[+-]?= ?\S.*|[\w.]+\(.*\)|.*\{|>>> .+)\s*$/mu;

function hasCode(material: Material): boolean {
  return material.passages.some(({ analysis }) => codeLine.test(analysis.text));
}

/** `#` opens a comment in the languages of most lessons; where the text says otherwise it is `//`. */
function starterFor(material: Material, used: string): string {
  const slashes = material.passages.some(({ analysis }) => /^\s*\/\/ |;\s*$/mu.test(analysis.text) && /[{}]/u.test(analysis.text));
  const mark = slashes ? '//' : '#';
  return `${mark} Use ${used} in this program.\n\n\n${mark} Print the result, so that it can be seen.\n`;
}

function languageOf(material: Material): string {
  const known = ['Python', 'JavaScript', 'TypeScript', 'Java', 'Ruby', 'Rust', 'Kotlin', 'Swift', 'Go'];
  const all = material.passages.map(({ analysis }) => analysis.text).join('\n');
  const counts = known.map((name) => ({ name, count: all.split(new RegExp(`\\b${name}\\b`, 'u')).length - 1 }));
  const best = counts.reduce((one, other) => (other.count > one.count ? other : one));
  return best.count > 0 ? `${best.name} ` : '';
}

/** What can be seen in a program's output, as opposed to what a construct consists of or is good for. */
const visible =
  /^(?:can be |is |are )?(?:used to )?(?:add|append|calculat|chang|comput|concatenat|convert|count|creat|delet|display|divid|find|generat|insert|iterat|join|loop|multipl|open|output|perform|print|read|remov|repeat|replac|return|revers|round|run|skip|sort|split|stop|stor|subtract|sum|terminat|writ)/u;

function build(material: Material, fact: Fact): Draft | undefined {
  const { term } = fact.mention;
  const isFunction = term.shape === 'code';
  const one = withArticle(fact);
  const used = isFunction
    ? term.singular
    : /^an? /u.test(one)
      ? one
      : fact.plural
        ? term.plural
        : `a ${term.singular}`.replace(/^a (?=[aeiou])/u, 'an ');
  const shown =
    fact.kind === 'action' && visible.test(fact.description) ? `${subjectInside(material, fact)} ${fact.description}` : undefined;
  if (isFunction && shown === undefined) return undefined;
  const last = shown === undefined ? `The result depends on the ${term.singular}.` : `The output shows that ${shown}.`;
  return {
    stem: `Write a short ${languageOf(material)}program that uses ${used}.${shown === undefined ? '' : ` Its output must show that ${shown}.`}`,
    options: [],
    explanation: `The text says: ${quoted(fact.sentence.text)}`,
    topic: term.singular,
    difficulty: 'medium',
    bloom: 'apply',
    answer: fact.sentence.text,
    accepted: [],
    starter: starterFor(material, used),
    rubric: [
      { criterion: `The program uses ${used}.`, points: 1 },
      { criterion: 'The program runs to its end without an error.', points: 1 },
      { criterion: last, points: 2 },
    ],
  };
}

/** Small programming tasks about functions and constructs that the text explains; none where the text has no code. */
export function codingTasks(material: Material): Candidate[] {
  if (!hasCode(material)) return [];
  return material.facts.flatMap((fact) => {
    const { term } = fact.mention;
    const usable = (term.shape === 'code' && term.key.endsWith('()')) || (construct.test(term.key) && term.stems.length > 1);
    if (!usable || fact.kind === 'naming' || fact.past || fact.front !== '' || weightOf(term) < 1 || !material.standsAlone(fact.sentence))
      return [];
    return [
      {
        type: 'coding' as const,
        quality: (term.shape === 'code' ? 0.8 : 0.7) * fact.strength * fact.sentence.trust,
        concept: term.key,
        form: 'coding',
        sentence: fact.sentence,
        passage: fact.passage,
        language: 'en',
        build: () => build(material, fact),
      },
    ];
  });
}
