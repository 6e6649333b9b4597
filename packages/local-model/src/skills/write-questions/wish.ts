import { contentStems, coverage } from '../../text/words.ts';
import type { Candidate } from './item.ts';
import type { WriteRequest } from './request.ts';

/** More than any number of key terms can weigh: topics were asked for. */
const onTopicFactor = 100;

/** What a hint says of the question rather than of its subject. */
const aboutQuestions = contentStems(
  'ask asking question questions about please make making made more less easier easy harder hard difficult difficulty instead different differently ' +
    'focus focused rather use using write rewrite change another better shorter longer simpler clear clearer term definition example options option answer answers student students',
);

/** How much a candidate is what the teacher wants: 1, and far more for one on a topic or on what the hint speaks of. */
export function createWish({ topics, hint }: Pick<WriteRequest, 'topics' | 'hint'>): (candidate: Candidate) => number {
  const asked = topics.map((topic) => contentStems(topic)).filter((stems) => stems.size > 0);
  const hinted = new Set([...contentStems(hint ?? '')].filter((word) => !aboutQuestions.has(word)));
  return ({ sentence, concept }) => {
    const own = contentStems(concept);
    const onTopic = asked.some((topic) => coverage(topic, sentence.stems) >= 0.5 || coverage(topic, own) > 0);
    const spokenOf = Math.max(coverage(hinted, sentence.stems) / 2, coverage(hinted, own));
    return (onTopic ? onTopicFactor : 1) * (1 + spokenOf * onTopicFactor);
  };
}
