import type { CreateEvaluationBody } from '@lectern/contract';

type Item = CreateEvaluationBody['items'][number];

/** Each with its parts, which an answer may have or lack. */
const subjects: readonly (readonly [topic: string, ...parts: string[]])[] = [
  ['evaporation', 'the sun warms the water', 'molecules leave its surface', 'vapour rises into the air'],
  ['condensation', 'vapour cools in the height', 'it gathers on specks of dust', 'droplets make a cloud'],
  ['rain', 'droplets grow by joining', 'they become too heavy', 'gravity pulls them to the ground'],
  ['groundwater', 'water seeps into the soil', 'it collects above a tight layer', 'springs let it out again'],
  ['wind', 'the ground warms unevenly', 'warm air rises', 'cooler air flows in from the side'],
  ['fog', 'moist air cools near the ground', 'its vapour condenses', 'droplets float where we stand'],
  ['snow', 'vapour freezes in the cloud', 'crystals grow six arms', 'cold air keeps them from melting'],
  ['hail', 'drops are carried up again', 'each turn adds a layer of ice', 'they fall when the updraught is too weak'],
  ['rivers', 'rain runs off the slopes', 'brooks join each other', 'the stream carries sand to the sea'],
  ['climate', 'weather is averaged over decades', 'oceans store warmth', 'latitude decides on the sun'],
];
const openings = [
  'I think that',
  'As far as I remember,',
  'In short:',
  'We learned that',
  'My answer is that',
  'Well,',
  'The book says that',
];

/** Five hundred answers to ten questions, student after student, as a class hands them in. Few of them are the same. */
export function makeItems(count: number, first: number): Item[] {
  return Array.from({ length: count }, (_, at) => {
    const student = first + Math.floor(at / subjects.length);
    const [topic, ...parts] = subjects[at % subjects.length] ?? ['water'];
    return {
      question: `How does it come to ${topic}?`,
      type: 'short_answer' as const,
      reference_answer: `${parts.join('; ')}.`,
      rubric: parts.map((part) => ({ criterion: `Says that ${part}`, points: 2 })),
      answer: answerOf(student, parts),
    };
  });
}

/** One in twenty gives the reference answer. */
function answerOf(student: number, parts: readonly string[]): string {
  if (student % 20 === 0) return `${parts.join('; ')}.`;
  const known = parts.filter((_, place) => ((student >> place) & 1) === 1 || student % 3 === place);
  return `${openings[student % openings.length] ?? ''} ${known.join(' and ')}, as in example ${student}.`;
}
