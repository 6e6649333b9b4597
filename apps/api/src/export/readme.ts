/** What the archive begins with. */
export const readme = `This archive holds all that is kept about you, and what you uploaded and made.

account.json       your name, e-mail address and role
logins.json        where and when you are signed in
api-keys.json      your API keys by name; the keys themselves are not kept
memberships.json   the courses that you have joined
courses/           a folder for each course of your own:
  course.json        its title
  members.json       the students who have joined it
  documents.json     its documents, and which file is which
  files/             the PDFs, byte for byte as they were uploaded
  questions.json     its questions with all their versions
jobs.json          what you asked to be done, and what came of it
audit.json         what you did, from which network address
usage.json         calls to language models in your name, month by month; 1,000,000 microdollars are 1 US dollar

Your password is kept as a hash alone, which is not in here. Times are UTC. The .json files are text: any editor shows them.
`;
