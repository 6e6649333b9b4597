/** What the archive begins with. */
export const readme = `This archive holds what is kept about you, and what you uploaded and made.

account.json       your name, e-mail address and role
logins.json        where and when you are signed in
api-keys.json      your API keys by name; the keys themselves are not kept
invitations.json   the invitations that you made, and the one that you used; the links themselves are not kept
memberships.json   the courses that you have joined
attempts.json      the tests and practice that you have sat: questions, your answers and, as soon as they are shown, your scores
courses/           a folder for each course of your own:
  course.json        its title
  members.json       the students who have joined it
  documents.json     its documents, and which file is which
  files/             the PDFs, byte for byte as they were uploaded
  questions.json     its questions with all their versions, as people have seen them
  tests.json         its tests with their rules
  results.json       what its students have scored in them, question by question
uploads/           what you uploaded into courses of others:
  uploads.json       the documents, and which file is which
  files/             the PDFs
evaluations.json   the batches of answers that you had graded, with the grades
decisions.json     the grades that you have given or confirmed as a teacher
jobs.json          what you asked to be done, and what came of it
audit.json         what you did, and attempts to sign in as you, from which network address
usage.json         calls to language models in your name, month by month; 1,000,000 microdollars are 1 US dollar
budget.json        what of your budget for such calls was spent, month by month

Not in here: your password, of which a hash alone is kept; what is worked out from your documents by the program and can be
worked out again (their text, outlines and search index); answers of language models and of this service that are kept for a
while so that nothing is done twice; keys and explanations of questions that you were asked; courses, documents and questions
that were deleted or never shown to anybody.
Times are UTC. The .json files are text: any editor shows them.
`;
