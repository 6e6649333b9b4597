/** Sentences of a lesson, to fill pages with; every page gets others, and names itself so that tests can look for it. */
const SENTENCES = [
  'Water evaporates from the sea when the sun warms its surface.',
  'Warm air rises and carries the vapour with it to great heights.',
  'There the air is cold, and the vapour condenses into tiny drops.',
  'Many small drops together are what we see as a cloud.',
  'When the drops have grown heavy enough, they fall as rain or snow.',
  'Part of the rain soaks into the ground and becomes groundwater.',
  'The rest runs off in brooks and rivers until it reaches the sea again.',
  'Plants take up water with their roots and give it off through their leaves.',
  'A forest can therefore make the air above it noticeably moister.',
  'Snow stores water over the winter and releases it when spring comes.',
  'Wells reach down to the layer of rock on which the groundwater rests.',
  'Cities seal the ground with asphalt, so that rain runs off too fast.',
] as const;

/** A paragraph of `count` sentences for one page; the first one contains `page <n>`. */
export function paragraphFor(page: number, count = 6): string {
  const chosen = Array.from({ length: count }, (_, i) => SENTENCES[(page * 5 + i) % SENTENCES.length] ?? '');
  return [`The lesson on page ${page} is about the cycle of water.`, ...chosen].join(' ');
}

export const TOPICS = ['Evaporation', 'Clouds and Rain', 'Groundwater', 'Rivers', 'Snow and Ice', 'Plants and Water'] as const;

export function topicFor(page: number): string {
  return TOPICS[(page - 1) % TOPICS.length] ?? '';
}
