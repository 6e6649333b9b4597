import type { QuestionBody } from '@lectern/contract';
import { inviteAs, joinStudents, type Person, signUp } from './people.ts';
import { pick, prepareCourse } from './prepare-course.ts';
import type { Installation } from './installation.ts';

export interface Classroom {
  teacher: Person;
  students: Person[];
  testId: string;
  /** Of the test, in no order that students see. */
  questions: QuestionBody[];
}

/** A test of eight questions, half of them free, and students who may sit it. */
export async function openClassroom({ url, setupToken }: Installation, count: number): Promise<Classroom> {
  const operator = await signUp(url, 'Olga', { setup_token: setupToken });
  const teacher = await inviteAs(url, operator, 'teacher', 'Tamar');
  const { api } = teacher;
  const course = await prepareCourse(api, ['single_choice', 'true_false', 'short_answer'], 15);
  const questions = [
    ...pick(course.questions, 'single_choice', 2),
    ...pick(course.questions, 'true_false', 2),
    ...pick(course.questions, 'short_answer', 4),
  ];
  for (const { id } of questions) await api.call('approveQuestion', { params: { id }, body: {} });
  const body = { title: 'Water', question_ids: questions.map(({ id }) => id) };
  const { id: testId } = await api.call('createTest', { params: { id: course.id }, body });
  return { teacher, students: await joinStudents(url, course.joinCode, count), testId, questions };
}
