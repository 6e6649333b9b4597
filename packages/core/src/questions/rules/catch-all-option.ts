import { plain } from '../fingerprint.ts';
import { hasOwnOptions, type Rule } from './item.ts';

/** Whole options, in lower case and without punctuation. */
const catchAlls = [
  // English
  /^(?:all|none|any|both|neither|either)(?: of)? (?:the )?(?:above|these|those|following|preceding|previous|(?:(?:other|above|given|listed|previous) )?(?:options|answers|choices|alternatives|statements))(?: (?:above|listed|given))?(?: (?:is|are) (?:correct|true|right|wrong|false))?$/u,
  /^all (?:are )?(?:correct|true)$/u,
  // German
  /^(?:alle|alles|keine?[srn]?|nichts)(?: (?:der|von|davon))?(?: den)?(?: (?:oben|oberen|obigen|vorherigen|vorigen|diesen|dieser))?(?: (?:genannten?|genanntes|obigen|antworten|aussagen|optionen|möglichkeiten))+(?: (?:ist|sind|treffen|trifft)(?: (?:richtig|korrekt|falsch|zu))?)?$/u,
  /^(?:alles|nichts|keine[srn]?) davon$/u,
  // French
  /^(?:toutes?|tous|aucune?)(?: (?:de|des|de ces|les|l'une des))?(?: (?:ces|les))? (?:réponses|propositions|options|affirmations|choix)(?: (?:ci dessus|précédentes|proposées|sont (?:correctes|vraies|justes)|n est correcte))?$/u,
  /^(?:tout|rien de)(?: tout)? (?:ce qui précède|cela)$/u,
  /^(?:aucune|aucun|toutes|tous) (?:de ces|des) (?:réponses|propositions|options|choix).*$/u,
  // Spanish
  /^(?:todas?|todos?|ningun[ao]s?|nada|todo)(?: de)? (?:las?|los?|lo) (?:(?:opciones|respuestas|alternativas) )?(?:anterior|anteriores|mencionad[ao]s|opciones|respuestas|alternativas)(?: (?:son|es) (?:correctas?|verdaderas?))?$/u,
  // Italian
  /^(?:tutte?|tutti|nessun[ao]?)(?: (?:le|delle|dei|i|di))? (?:(?:risposte|opzioni|alternative|affermazioni) )?(?:precedenti|queste|risposte|opzioni|alternative)(?: (?:sono )?(?:corrette|precedenti))?$/u,
  // Portuguese
  /^(?:todas?|todos?|nenhuma?)(?: (?:as|das|os|dos))? (?:(?:opções|respostas|alternativas|afirmações) )?(?:anteriores|acima|opções|respostas|alternativas)(?: (?:acima|anteriores|estão corretas))?$/u,
];

/** Options named by their letters: capitals only, since `a and b` may be what is asked about. */
const namesLetters =
  /^(?:(?:[Bb]oth|[Nn]either|[Ee]ither|[Oo]nly|[Oo]ptions?|[Aa]nswers?|[Ss]owohl|[Ww]eder|[Tt]anto|[Ss]ia|[Nn]i|[Àà] la fois) )+\(?[A-F]\)?(?:,? (?:and|or|nor|als auch|noch|et|y|como|che|e|quanto|ni|und|&) \(?[A-F]\)?)+(?: only)?\.?$|^[A-F](?:, [A-F])*,? (?:and|or|&|und|et|y|e) [A-F] (?:only|are (?:correct|true))\.?$/u;

/** "All of the above" rewards who recognises two options, "none of the above" says nothing of what somebody knows. */
export const hasCatchAll: Rule = (item) =>
  hasOwnOptions(item) &&
  item.options.some(({ text }) => namesLetters.test(text.trim()) || catchAlls.some((pattern) => pattern.test(plain(text))))
    ? 'catch_all_option'
    : undefined;
