import {
  createCourse,
  eraseCourse,
  getCourse,
  getOutline,
  joinCourse,
  listCourses,
  listMembers,
  makeJoinCode,
  removeMember,
  renameCourse,
  searchCourse,
} from '@lectern/core';
import type { AppDeps } from '../app-deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { toBody } from '../http/to-body.ts';
import { acceptedJob } from './status-url.ts';

export function courseHandlers(deps: AppDeps): HandlersOf<'courses'> {
  return {
    async listCourses({ actor, query }) {
      return toBody(await listCourses(deps, { actor, ...query }));
    },
    async createCourse({ actor, body }) {
      return toBody(await createCourse(deps, { actor, ...body }));
    },
    async getCourse({ actor, params }) {
      return toBody(await getCourse(deps, { actor, ...params }));
    },
    async updateCourse({ actor, params, body }) {
      return toBody(await renameCourse(deps, { actor, ...params, ...body }));
    },
    async deleteCourse({ actor, params }) {
      return acceptedJob(await eraseCourse(deps, { actor, ...params }));
    },
    async searchCourse({ actor, params, query, signal }) {
      return toBody(await searchCourse(deps, { actor, courseId: params.id, query: query.q, limit: query.limit, signal }));
    },
    async getOutline({ actor, params }) {
      return toBody(await getOutline(deps, { actor, courseId: params.id }));
    },
    async makeJoinCode({ actor, params }) {
      return toBody(await makeJoinCode(deps, { actor, ...params }));
    },
    async joinCourse({ actor, body }) {
      return toBody(await joinCourse(deps, { actor, ...body }));
    },
    async listMembers({ actor, params, query }) {
      return toBody(await listMembers(deps, { actor, courseId: params.id, ...query }));
    },
    async removeMember({ actor, params }) {
      await removeMember(deps, { actor, courseId: params.id, userId: params.user_id });
      return new Response(null, { status: 204 });
    },
  };
}
