/** Words that carry no meaning alone, of the languages that schools teach in most. Enough to tell these languages apart. */
const lists = {
  en: `a an the and or but nor so if then than that this these those which who whom whose what when where why how is are was were be been
    being am do does did have has had will would shall should can could may might must not no of in on at to from by for with about as
    into onto between through during before after above below up down out off it its they them their he she his him her we us our you
    your i all any both each few more most other some such only very because while until although since one called named following`,
  de: `der die das den dem des ein eine einer eines einem einen und oder aber nicht kein keine keiner keines ist sind war waren wird werden
    wurde wurden hat haben kann können muss soll in im an am auf aus bei mit nach von vom zu zum zur über unter durch für gegen ohne um als
    wie was wer wo wann warum welche welcher welches welchem welchen dass wenn weil sich es er sie wir ihr man auch nur noch mehr so bei
    dieser diese dieses folgenden heißt nennt`,
  fr: `le la les l un une des du de d et ou mais ne pas n est sont était étaient être a ont avoir peut dans en sur sous par pour avec sans
    entre vers chez que qu qui quoi quel quelle quels quelles lequel laquelle dont où quand comment pourquoi ce cet cette ces il elle ils
    elles on se s sa son ses leur leurs nous vous je y au aux plus comme si suivants suivantes appelle`,
  es: `el la los las lo un una unos unas y e o u pero no es son era eran ser está están ha han haber puede de del en a al por para con sin
    sobre entre hasta desde que qué quién cuál cuáles cuándo dónde cómo cuyo este esta estos estas ese esa eso se su sus le les nos más
    como si también muy siguientes llama`,
  it: `il lo la i gli le l un uno una e ed o ma non è sono era erano essere ha hanno avere può di del della dello dei delle degli d in nel
    nella nei nelle a al alla ai alle da dal dalla per con su sul sulla tra fra che chi cosa quale quali quando dove come perché questo
    questa questi queste si suo sua suoi sue loro ci più se anche seguenti chiama`,
  pt: `o a os as um uma uns umas e ou mas não é são era eram ser está estão foi tem têm ter pode de do da dos das em no na nos nas por pelo
    pela para com sem sobre entre até que quem qual quais quando onde como porque este esta estes estas esse essa isso se seu sua seus suas
    lhe mais também muito ao à aos às seguintes chama`,
};

const byLanguage: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(lists).map(([language, list]) => [language, new Set(list.split(/\s+/u))]),
);
const all: ReadonlySet<string> = new Set([...byLanguage.values()].flatMap((list) => [...list]));

/** In any of the languages, for texts whose language nobody named. */
export function isFunctionWord(word: string): boolean {
  return all.has(word);
}

/** Of the listed languages, by code, the share of words that are function words there, 0 to 1. */
export function functionWordShares(words: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    Array.from(byLanguage, ([language, list]) => [language, words.filter((word) => list.has(word)).length / Math.max(words.length, 1)]),
  );
}
