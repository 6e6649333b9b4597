/** Who asks. Every query is scoped by it, in the `get…`/`find…` verb of the thing and nowhere else. */
export interface Actor {
  userId: string;
  role: 'operator' | 'teacher' | 'student';
}
