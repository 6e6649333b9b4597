import { describe, expect, it } from 'vitest';
import { isInformative, scorePassages } from './score-passages.ts';

const teaching = {
  'an explanation': 'Warm air can hold more water than cold air. When it rises, it cools, and the water condenses into droplets.',
  'a German definition': 'Verdunstung nennt man den Übergang von Wasser in die Luft. Sie braucht Wärme, die der Umgebung entzogen wird.',
  'a French definition': "L'évaporation est le passage de l'eau à l'état de vapeur. Elle demande de la chaleur.",
  'a Chinese definition': '蒸发是指水从液体变成气体的过程。它需要热量，所以夏天比冬天快。',
  'an enumeration':
    'Water is stored in three places:\n• the sea, with most of it\n• ice on mountains and at the poles\n• ground water below the land',
  'a glossary': 'Evaporation: water turns into vapour.\nCondensation: vapour turns into water.\nRunoff: water that flows over the land.',
  'an exercise with a section after it':
    'Rain gauge\nBuild a program that reads the amount of rain:\n1. Write down the amounts.\n2. Add them up.\n\nClouds\nA cloud is a mass of droplets that float in the air. It forms where warm air cools.',
} as const;

const idle = {
  'a table of contents': 'Contents\n1 Water ........ 3\n1.1 The sea ........ 4\n1.2 Evaporation ........ 9\n2 Ice ........ 15',
  'an index': 'air, 4, 17\nclouds, 8–12\nevaporation, 3, 9\nice, 15\nrain, 21',
  references:
    'References\nMiller, A. B. (2003). Water in the air. Journal of Rain, 12(3), 45–67.\nWeber, C. (2011). Clouds and ice. 2nd edn., pp. 3–9. Springer.',
  exercises:
    'Exercises\n1. Explain why warm air can hold more water.\n2. What is condensation?\n3. Calculate the amount of rain that falls on a roof of 20 square metres.',
  'German exercises':
    'Aufgaben\n1. Erklären Sie, warum warme Luft mehr Wasser hält.\n2. Was ist Kondensation?\n3. Berechnen Sie die Menge des Regens.',
  'learning objectives':
    'Learning objectives\nBy the end of this section you should be able to\n\nName three places where water is stored.\n\nExplain why it rains.',
  'a table of numbers': 'Year\tRain\tSnow\n2001\t512\t34\n2002\t498\t29\n2003\t611\t41\n2004\t555\t38',
  'program text': 'def rain(amount):\n    total = 0\n    for day in amount:\n        total += day\n    return total',
  'legal notes': 'Copyright 2024 by the authors. All rights reserved.\nISBN 978-1-00-000000-0. Access for free at www.example.org.',
  'next to nothing': 'Figure 3',
} as const;

describe('passages to ask about', () => {
  it.each(Object.entries(teaching))('%s is one', (_name, text) => {
    expect(isInformative(scoreOf(text))).toBe(true);
  });

  it.each(Object.entries(idle))('%s: there is nothing to ask about', (_name, text) => {
    expect(isInformative(scoreOf(text))).toBe(false);
  });
});

it('definitions of the terms of the document are worth more than talk', () => {
  const [definitions = 0, talk = 1] = scoresOf([
    'Evaporation is the change of water into vapour. Condensation is the change of vapour into water. Both move heat.',
    'There is a lot to be said about this. We have come a long way since then. Many people like it. Others do not.',
  ]);
  expect(definitions).toBeGreaterThan(talk);
});

it('what the outline names counts', () => {
  const passages = [...Object.values(teaching), 'There the albedo of the ground is high, and little heat stays.'].map(passageOf);
  expect(scorePassages(passages, ['albedo']).at(-1)).toBeGreaterThan(scorePassages(passages).at(-1) ?? 1);
});

/** Among others, as in a document: what is rare can only be told from many. */
function scoreOf(text: string): number {
  return scoresOf([text])[0] ?? 0;
}

function scoresOf(texts: readonly string[]): number[] {
  return scorePassages([...texts, ...Object.values(teaching)].map(passageOf)).slice(0, texts.length);
}

function passageOf(text: string): { heading: null; text: string } {
  return { heading: null, text };
}
