import type { Candidate } from './candidate.ts';
import { passagesPerCall } from './windows.ts';

/** Passages that belong together, in reading order, and how many of them are to be taken. */
export interface Area {
  candidates: readonly Candidate[];
  quota: number;
}

/** One area for each topic, with a fair share: a passage belongs to the rarest of the topics that it is about. */
export function areasByTopic(passages: readonly Candidate[], ratings: readonly (readonly number[])[], slots: number): Area[] {
  const rarestFirst = ratings
    .map((rates) => ({ rates, count: rates.filter((rate) => rate > 0).length }))
    .sort((a, b) => a.count - b.count)
    .map(({ rates }) => rates);
  const topicOf = passages.map((_, at) => rarestFirst.find((rates) => (rates[at] ?? 0) > 0));
  const byTopic = ratings.map((rates) =>
    passages.flatMap((passage, at) => (topicOf[at] === rates ? { ...passage, score: passage.score * (rates[at] ?? 0) } : [])),
  );
  return withQuotas(byTopic, slots, () => 1);
}

/** Stretches of the documents, about one for each call; every document has a share, as far as there are enough. */
export function areasByPlace(passages: readonly Candidate[], slots: number): Area[] {
  const ofDocuments = Array.from(Map.groupBy(passages, ({ documentId }) => documentId).values());
  return withQuotas(ofDocuments, slots, (candidates) => candidates.length).flatMap(({ candidates, quota }) => {
    const stretches = Math.max(1, Math.round(quota / passagesPerCall.usual));
    return splitEvenly(candidates, stretches).map((stretch, at) => ({
      candidates: stretch,
      quota: Math.floor(((at + 1) * quota) / stretches) - Math.floor((at * quota) / stretches),
    }));
  });
}

/** Deals slots out, one after the other, to whoever has least for its weight and candidates left. */
function withQuotas(
  groups: readonly (readonly Candidate[])[],
  slots: number,
  weightOf: (candidates: readonly Candidate[]) => number,
): Area[] {
  const areas = groups.map((candidates) => ({ candidates, quota: 0, weight: weightOf(candidates) }));
  for (let slot = 0; slot < slots; slot += 1) {
    const [first, ...rest] = areas.filter(({ candidates, quota }) => quota < candidates.length);
    if (!first) break;
    const poorest = rest.reduce((one, other) => (shareOf(other) < shareOf(one) ? other : one), first);
    poorest.quota += 1;
  }
  return areas.filter(({ quota }) => quota > 0).map(({ candidates, quota }) => ({ candidates, quota }));
}

/** Who has nothing comes first, the heaviest of these before the others. */
function shareOf({ quota, weight }: { quota: number; weight: number }): number {
  return quota === 0 ? -weight : quota / weight;
}

function splitEvenly<Item>(items: readonly Item[], parts: number): Item[][] {
  return Array.from({ length: parts }, (_, at) =>
    items.slice(Math.floor((at * items.length) / parts), Math.floor(((at + 1) * items.length) / parts)),
  );
}
