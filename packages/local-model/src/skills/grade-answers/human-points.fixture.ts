/** Questions with answers that a person has given points to, before the rules were tried on them. */
export interface GradedByHand {
  type: 'short_answer' | 'coding';
  stem: string;
  reference: string;
  passage?: string;
  /** Criteria with their points. */
  rubric: readonly (readonly [string, number])[];
  /** Answers with the points that a person gives. */
  answers: readonly (readonly [string, number])[];
}

const usual = [
  ['Answers what is asked, and correctly.', 60],
  ['Covers everything that the reference answer names.', 40],
] as const;
const usualCoding = [
  ['Correctness: it gives the right result for every input that the task allows.', 30],
  ['Efficiency: it does no needless work; its time and memory grow no faster than the task demands.', 25],
  ['Readability: names, structure and layout let another person follow it.', 20],
  ['Practices: it handles errors and edge cases and uses the language as it is meant to be used.', 15],
  ['Approach: the idea behind it fits the task.', 10],
] as const;

export const gradedByHand: readonly GradedByHand[] = [
  {
    type: 'short_answer',
    stem: 'What is osmosis?',
    reference: 'Osmosis is the diffusion of water across a selectively permeable membrane.',
    rubric: [
      ['Says that osmosis is the diffusion of water.', 2],
      ['Mentions “across a selectively permeable membrane”, or the same in other words.', 1],
    ],
    answers: [
      ['Osmosis is when water diffuses through a membrane that is only permeable to some substances.', 3],
      ['It is the diffusion of water.', 2],
      ['Water moves through a selectively permeable membrane by diffusion, from where there is more of it.', 3],
      ['Osmosis is the breaking down of glucose to get energy.', 0],
      ['Osmosis is what plants use to make sugar out of light.', 0],
      ['Osmosis is not the diffusion of water, it is active transport of salt.', 0],
      ['I do not know, sorry.', 0],
      ['What is osmosis? Osmosis is osmosis.', 0],
    ],
  },
  {
    type: 'short_answer',
    stem: 'What does active transport need that diffusion does not need, and why?',
    reference: 'Active transport needs energy because it moves substances against a concentration gradient.',
    rubric: [
      ['Says that it needs energy.', 2],
      ['Says that substances are moved against the concentration gradient.', 2],
    ],
    answers: [
      ['It requires energy, since particles are moved against their concentration gradient.', 4],
      ['Energy.', 2],
      ['It needs energy because it is faster.', 2],
      ['It moves particles against the gradient of concentration.', 2],
      ['It needs no energy because particles move on their own.', 0],
      ['Active transport needs a membrane, diffusion does not.', 0],
    ],
  },
  {
    type: 'short_answer',
    stem: 'Why is the air cooler at the top of a mountain?',
    reference: 'Air that rises expands because the pressure is lower, and when it expands it cools.',
    rubric: [
      ['Says that rising air expands.', 1],
      ['Says that the pressure is lower higher up.', 1],
      ['Says that expanding air loses heat or cools.', 1],
    ],
    answers: [
      ['There is less pressure up there, so air that rises expands and gets cold by expanding.', 3],
      ['Because the pressure is lower and the air expands.', 2],
      ['Because it is nearer to the clouds and there is snow.', 0],
      ['The pressure is higher up there and the air contracts.', 0],
    ],
  },
  {
    type: 'short_answer',
    stem: 'What is an infinite loop?',
    reference: 'A loop without a termination condition is called an infinite loop; it never ends.',
    rubric: usual,
    answers: [
      ['A loop that never ends because it has no condition for termination.', 100],
      ['A loop which never ends.', 60],
      ['It is a list with very many elements.', 0],
      ['A loop that runs exactly ten times.', 0],
    ],
  },
  {
    type: 'short_answer',
    stem: 'Was ist die Aufgabe des Zellkerns?',
    reference: 'Der Zellkern enthält das Erbgut und steuert die Vorgänge in der Zelle.',
    rubric: [
      ['Nennt, dass er das Erbgut enthält.', 1],
      ['Nennt, dass er die Vorgänge in der Zelle steuert.', 1],
    ],
    answers: [
      ['Er enthält das Erbgut und steuert, welche Vorgänge in der Zelle ablaufen.', 2],
      ['Im Zellkern ist das Erbgut.', 1],
      ['Er gewinnt aus Zucker Energie.', 0],
    ],
  },
  {
    type: 'short_answer',
    stem: 'How many chromosomes do human body cells have, and how many do egg cells have?',
    reference: 'Human body cells have 46 chromosomes and egg cells have 23.',
    rubric: [
      ['Says 46 for body cells.', 1],
      ['Says 23 for egg cells.', 1],
    ],
    answers: [
      ['46 in body cells, 23 in egg cells', 2],
      ['Body cells have 46 and egg cells also have 46.', 1],
      ['Body cells have 64, egg cells 32.', 0],
    ],
  },
  {
    type: 'coding',
    stem: 'Write a Python function total(numbers) that returns the sum of the even numbers in a list.',
    reference:
      'def total(numbers):\n    result = 0\n    for number in numbers:\n        if number % 2 == 0:\n            result += number\n    return result',
    rubric: usualCoding,
    answers: [
      ['def total(numbers):\n    s = 0\n    for n in numbers:\n        if n % 2 == 0:\n            s += n\n    return s', 95],
      ['def total(numbers):\n    return sum(number for number in numbers if number % 2 == 0)', 100],
      ['def total(numbers):\n    result = 0\n    for number in numbers:\n        result += number\n    return result', 55],
      ['# loops over the numbers and adds the even ones, returns the sum\npass', 0],
      ['def hello():\n    print("hello world")', 10],
      ['The function should add all the even numbers and return the result.', 0],
    ],
  },
];
