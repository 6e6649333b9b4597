/** The prompt of `grade_answers` as Lectern builds it. */
interface QuestionParts {
  type?: string;
  language?: string;
  stem: string;
  passage?: string;
  reference?: string;
  rubric: readonly (readonly [string, number])[];
}

/** Questions are `q1`, `q2`, …; an answer names its question by its place from 1. */
export function gradePrompt(questions: readonly QuestionParts[], answers: readonly (readonly [number, string])[]): string {
  const blocks = questions.flatMap(({ type = 'short_answer', language = 'en', stem, passage, reference, rubric }, index) => {
    const of = `question="q${index + 1}"`;
    return [
      `<question id="q${index + 1}" type="${type}" language="${language}">\n${stem}\n</question>`,
      ...(passage === undefined ? [] : [`<passage ${of}>\n${passage}\n</passage>`]),
      ...(reference === undefined ? [] : [`<reference ${of}>\n${reference}\n</reference>`]),
      ...rubric.map(([criterion, points], at) => `<criterion ${of} id="c${at + 1}" points="${points}">\n${criterion}\n</criterion>`),
    ];
  });
  return [...blocks, ...answers.map(([question, text], at) => `<answer id="a${at + 1}" question="q${question}">\n${text}\n</answer>`)].join(
    '\n',
  );
}
