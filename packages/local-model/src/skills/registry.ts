import { gradeAnswersSkill } from './grade-answers/skill.ts';
import { bindSkill, type BoundSkill } from './skill.ts';
import { summarizeSectionSkill } from './summarize-section/skill.ts';
import { verifyQuestionsSkill } from './verify-questions/skill.ts';
import { writeQuestionsSkill } from './write-questions/skill.ts';

/** All skills by the schema name that asks for them. */
export function createSkills(): ReadonlyMap<string, BoundSkill> {
  const skills = [
    bindSkill(writeQuestionsSkill),
    bindSkill(verifyQuestionsSkill),
    bindSkill(summarizeSectionSkill),
    bindSkill(gradeAnswersSkill),
  ];
  return new Map(skills.map((skill) => [skill.name, skill]));
}
