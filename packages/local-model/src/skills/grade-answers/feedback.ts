import { detectLanguage } from '../../text/language.ts';

interface Phrases {
  all: string;
  some: (met: number, of: number) => string;
  none: string;
  goOn: string;
  missing: string;
  begin: string;
}

const phrases: Readonly<Record<string, Phrases>> = {
  en: {
    all: 'Your answer says everything that is asked for.',
    some: (met, of) => `Your answer says ${met} of the ${of} things that are asked for.`,
    none: 'Your answer does not yet say what is asked for.',
    goOn: 'Go on like this, and keep explaining in your own words.',
    missing: 'Read the part of the text about it again and add what is missing.',
    begin: 'Read the part of the text about it again and explain it in your own words.',
  },
  de: {
    all: 'Deine Antwort sagt alles, wonach gefragt ist.',
    some: (met, of) => `Deine Antwort sagt ${met} von ${of} Dingen, nach denen gefragt ist.`,
    none: 'Deine Antwort sagt noch nicht, wonach gefragt ist.',
    goOn: 'Mach so weiter und erkläre auch künftig mit eigenen Worten.',
    missing: 'Lies den Teil des Textes dazu noch einmal und ergänze, was fehlt.',
    begin: 'Lies den Teil des Textes dazu noch einmal und erkläre es mit eigenen Worten.',
  },
  fr: {
    all: 'Ta réponse dit tout ce qui est demandé.',
    some: (met, of) => `Ta réponse dit ${met} des ${of} choses demandées.`,
    none: 'Ta réponse ne dit pas encore ce qui est demandé.',
    goOn: 'Continue ainsi, et explique toujours avec tes propres mots.',
    missing: 'Relis le passage du texte et ajoute ce qui manque.',
    begin: 'Relis le passage du texte et explique-le avec tes propres mots.',
  },
  es: {
    all: 'Tu respuesta dice todo lo que se pide.',
    some: (met, of) => `Tu respuesta dice ${met} de las ${of} cosas que se piden.`,
    none: 'Tu respuesta todavía no dice lo que se pide.',
    goOn: 'Sigue así, y explica siempre con tus propias palabras.',
    missing: 'Vuelve a leer esa parte del texto y añade lo que falta.',
    begin: 'Vuelve a leer esa parte del texto y explícalo con tus propias palabras.',
  },
};

/** Two sentences to the student: how much is there, and how to go on. Never what the right answer is. */
export function feedbackFor(text: string, language: string, met: number, of: number): string {
  const spoken = detectLanguage(text.slice(0, 1_000), language).split('-', 1)[0] ?? 'en';
  const { all, some, none, goOn, missing, begin } = phrases[spoken] ??
    phrases['en'] ?? { all: '', some: () => '', none: '', goOn: '', missing: '', begin: '' };
  if (of > 0 && met === of) return `${all} ${goOn}`;
  return met > 0 ? `${some(met, of)} ${missing}` : `${none} ${begin}`;
}
