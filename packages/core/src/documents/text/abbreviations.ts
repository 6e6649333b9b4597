/** Before these points a sentence goes on, in the languages most often met. Lower case, without the last point. */
const ALWAYS = new Set(
  [
    'e.g i.e cf vs viz approx ca resp incl esp al ex dept ed eds vol vols pp chap sec para',
    'mr mrs ms dr prof rev hon sr jr st gen col capt lt sgt gov sen rep pres messrs',
    'jan feb apr jun jul aug sept sep oct nov dec',
    'z.b d.h u.a o.ä bzw vgl usf evtl ggf inkl zzgl sog bspw dipl ing bd hrsg jh kap',
    'p.ex c.-à-d env mme mlle mm cie bibl',
    'p.ej sra srta dra ud uds pág págs núm dott sig avv ecc',
    'dhr mevr bijv blz nl o.a d.w.z enz np tzn tj m.in т.е т.д т.п см рис гл стр напр',
  ].flatMap((words) => words.split(' ')),
);
/** Words or ends of sentences as well, unless a number or a letter follows: "Fig. 3", "No. 5". */
const BEFORE_NUMBER = new Set('fig figs no nos nr abb tab eq eqs p s art ex sec vers v op n'.split(' '));

const LAST_WORD = /(?:^|[\s(["'“‘„«])([\p{L}\p{M}.-]+)\.$/u;
const INITIAL = /^(?:\p{Lu}\.)*\p{Lu}$/u;

/** Whether `before`, which ends in a point, is likely to go on in `after`. */
export function endsInAbbreviation(before: string, after: string): boolean {
  const word = LAST_WORD.exec(before)?.[1];
  if (word === undefined) return false;
  const lower = word.toLowerCase();
  if (ALWAYS.has(lower)) return true;
  if (BEFORE_NUMBER.has(lower)) return /^[\d(]|^\p{Lu}\b(?!\s)/u.test(after);
  // "J. Smith", "U.S. Navy": a single capital before another capitalised word.
  return INITIAL.test(word) && /^\p{Lu}/u.test(after);
}
