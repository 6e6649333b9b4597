/** One ended attempt's answer to a question. */
export interface MeasuredAnswer {
  /** Whether anything was answered. */
  answered: boolean;
  /** What it earned of its points, 0 to 1; null: not graded yet. */
  share: number | null;
  /** What the same attempt earned of the points of all its other questions; null: there are none, or grades are missing. */
  rest: number | null;
  /** Of choices: places of the options that were chosen. */
  chosen: readonly number[];
}

export interface OptionMeasure {
  chosen: number;
  /** Of those who answered; null when nobody did. */
  share: number | null;
  /** How many of the better half have chosen it: those who answered and did as well as the median in all other questions. */
  chosenByBetter: number;
}

export interface QuestionMeasure {
  asked: number;
  answered: number;
  graded: number;
  /** Mean share of its points of graded answers. */
  shareCorrect: number | null;
  /** Pearson's correlation of a question's share with that of all others; null below ten attempts, or where nothing varies. */
  discrimination: number | null;
  options: OptionMeasure[];
}

/** Below it a correlation says nothing. */
const fewestForDiscrimination = 10;

/** The usual numbers of item analysis. `optionCount`: of its options, 0 where it has none. */
export function measureQuestion(answers: readonly MeasuredAnswer[], optionCount: number): QuestionMeasure {
  const answered = answers.filter((answer) => answer.answered);
  const shares = answers.flatMap(({ share }) => share ?? []);
  const better = betterHalf(answered);
  return {
    asked: answers.length,
    answered: answered.length,
    graded: shares.length,
    shareCorrect: shares.length === 0 ? null : mean(shares),
    discrimination: discriminationOf(answers),
    options: Array.from({ length: optionCount }, (_, place) => {
      const chosen = countChosen(answered, place);
      return { chosen, share: answered.length === 0 ? null : chosen / answered.length, chosenByBetter: countChosen(better, place) };
    }),
  };
}

function discriminationOf(answers: readonly MeasuredAnswer[]): number | null {
  const pairs = answers.flatMap(({ share, rest }) => (share === null || rest === null ? [] : [{ share, rest }]));
  if (pairs.length < fewestForDiscrimination) return null;
  const [meanShare, meanRest] = [mean(pairs.map(({ share }) => share)), mean(pairs.map(({ rest }) => rest))];
  let [both, ofShare, ofRest] = [0, 0, 0];
  for (const { share, rest } of pairs) {
    both += (share - meanShare) * (rest - meanRest);
    ofShare += (share - meanShare) ** 2;
    ofRest += (rest - meanRest) ** 2;
  }
  // What does not vary is not exactly 0 in floating point.
  const least = 1e-12;
  if (ofShare < least || ofRest < least) return null;
  return Math.max(-1, Math.min(1, both / Math.sqrt(ofShare * ofRest)));
}

/** Those at the border are as good as each other: all of them belong to it. */
function betterHalf(answered: readonly MeasuredAnswer[]): MeasuredAnswer[] {
  const rests = answered.flatMap(({ rest }) => rest ?? []).toSorted((a, b) => b - a);
  const border = rests[Math.ceil(rests.length / 2) - 1];
  return border === undefined ? [] : answered.filter(({ rest }) => rest !== null && rest >= border);
}

function countChosen(answers: readonly MeasuredAnswer[], place: number): number {
  return answers.filter(({ chosen }) => chosen.includes(place)).length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
