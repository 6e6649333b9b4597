import { singular, stem } from '../../text/words.ts';

/** Words that answers use for one another. Only such as hold in nearly every subject. */
const sameMeaning = `
big large great huge
small little tiny
fast quick rapid speedy
begin start commence
end stop finish terminate halt
use utilize utilise employ
make create produce generate build form construct
show display print output
happen occur
allow let enable permit
need require demand
contain include comprise hold
change alter modify vary
grow increase rise
shrink decrease fall drop decline
low less fewer
high more
cool cold
reduce lower diminish
remove delete erase eliminate
get receive obtain
send transmit
keep retain maintain preserve
store save
consist compose
surround enclose
repeat iterate
several multiple many
different distinct
area region
boundary border edge
movement motion move
idea concept notion
error mistake fault
fix repair correct
important essential crucial
help assist aid
give provide supply yield
release emit free
absorb take
purpose aim goal
part piece component
cause reason
join connect link
split divide separate
whole entire complete
line row
number amount quantity count
call invoke
function method
return returns
text string
user person`;

const irregular = `held:hold broke:break broken:break gave:give given:give took:take taken:take made:make went:go gone:go ran:run
wrote:write written:write kept:keep lost:lose sent:send said:say knew:know known:know grew:grow grown:grow fell:fall fallen:fall rose:rise
risen:rise began:begin begun:begin built:build bought:buy brought:bring thought:think found:find stored:store children:child
lower:low higher:high larger:large smaller:small faster:fast slower:slow cooler:cool warmer:warm hotter:hot colder:cold longer:long shorter:short
quicker:fast bigger:large stronger:strong weaker:weak vapor:vapour color:colour meter:metre center:centre`;

/** Numbers as words, so that `two` is `2`. */
const numbers = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

function rawForm(word: string): string {
  return stem(singular(word));
}

const canonical = new Map<string, string>();
for (const line of sameMeaning.trim().split('\n')) {
  const [first = '', ...others] = line.split(' ').map(rawForm);
  for (const other of others) if (!canonical.has(other)) canonical.set(other, canonical.get(first) ?? first);
}
const regular = new Map(irregular.split(/\s+/u).map((pair) => pair.split(':', 2) as [string, string]));

const forms = new Map<string, string>();

/** One form for all inflections of a word and its nearest synonyms. Words of other scripts come back in lower case. */
export function formOf(word: string): string {
  const known = forms.get(word);
  if (known !== undefined) return known;
  const made = makeForm(word.toLowerCase());
  if (forms.size > 50_000) forms.clear();
  forms.set(word, made);
  return made;
}

function makeForm(word: string): string {
  const number = numbers.indexOf(word);
  if (number > 1) return String(number);
  if (/^\d/u.test(word)) return word.replaceAll(/(?<=\d)[,\s](?=\d{3}\b)/gu, '').replace(',', '.');
  if (!/^[a-z'’-]+$/u.test(word)) return word.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const base = rawForm(regular.get(word) ?? word.replace(/['’]s$/u, ''));
  return canonical.get(base) ?? base;
}

/** Whether two forms are one word for a kind reader: another ending, or a slip of the pen. */
export function isNearlySame(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < 5 || short[0] !== long[0]) return false;
  let shared = 0;
  while (shared < short.length && short[shared] === long[shared]) shared += 1;
  if (shared >= 5 && shared >= long.length * 0.7) return true;
  return isSlip(short, long, shared);
}

/** One letter too many, or two exchanged; another letter makes another word (`adsorption`). */
function isSlip(short: string, long: string, shared: number): boolean {
  if (short.length < 6 || long.length - short.length > 1) return false;
  if (long.length > short.length) return short.slice(shared) === long.slice(shared + 1);
  return short[shared] === long[shared + 1] && short[shared + 1] === long[shared] && short.slice(shared + 2) === long.slice(shared + 2);
}
