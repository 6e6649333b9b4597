import { bindSkill, type BoundSkill } from './skill.ts';
import { writeQuestionsSkill } from './write-questions/skill.ts';

/** All skills by the schema name that asks for them. */
export function createSkills(): ReadonlyMap<string, BoundSkill> {
  const skills = [bindSkill(writeQuestionsSkill)];
  return new Map(skills.map((skill) => [skill.name, skill]));
}
