import {
  erasureKinds,
  jobCatalog,
  taskCatalog,
  type JobContract,
  type JobKind,
  type QueueName,
  type StageContract,
} from '@lectern/contract';

function stagesOf(kind: JobKind): [string, StageContract][] {
  const contract: JobContract = jobCatalog[kind];
  return Object.entries(contract.stages);
}

/** The contract of a stage. Throws on a stage the kind has not: a row from the future, or a bug. */
export function stageContract(kind: JobKind, stage: string): StageContract {
  const found = stagesOf(kind).find(([name]) => name === stage);
  if (!found) throw new Error(`${kind} has no stage ${stage}`);
  return found[1];
}

/** Where jobs of the kind begin. */
export function firstStage(kind: JobKind): string {
  const [first] = stagesOf(kind);
  if (!first) throw new Error(`${kind} has no stages`);
  return first[0];
}

/** Whether the job erases: what it does cannot be stopped half-way. */
export function isErasure(kind: JobKind): boolean {
  return erasureKinds.includes(kind);
}

/** Where the tasks of a stage wait. */
export function queueOfStage(kind: JobKind, stage: string): QueueName {
  return taskCatalog[stageContract(kind, stage).task].queue;
}

/** Progress 0-100 within a run: what the stages before weigh, and the finished share of this one. Never 100 before the end. */
export function progressOf(kind: JobKind, stage: string, done: number, total: number): number {
  let before = 0;
  for (const [name, { weight }] of stagesOf(kind)) {
    if (name === stage) return Math.min(99, Math.floor(before + (total === 0 ? 0 : (weight * done) / total)));
    before += weight;
  }
  return 0;
}

/** What comes after a stage, in units of the stage's own weight; for estimates. */
export function weightAfter(kind: JobKind, stage: string): number {
  const stages = stagesOf(kind);
  const at = stages.findIndex(([name]) => name === stage);
  const own = stages[at]?.[1].weight ?? 1;
  return stages.slice(at + 1).reduce((sum, [, { weight }]) => sum + weight, 0) / own;
}
