import { formOf } from './word-forms.ts';

const pairs = `high low,increase decrease,rise fall,large small,hot cool,warm cool,fast slow,long short,left right,first last,
positive negative,true false,inside outside,above below,before after,gain lose,absorb release,start end,always never,open close,input output,
up down,north south,east west,public private,mutable immutable,same different,add remove,strong weak,rigid flexible,large small,
maximum minimum,upper lower,ascending descending,even odd,horizontal vertical,liquid gas,acid base,expand contract,enter leave,
hoch niedrig,groß klein,warm kalt,haut bas,alto bajo`;

const opposites = new Map<string, Set<string>>();
for (const pair of pairs.split(/,\s*/u)) {
  const [one = '', other = ''] = pair.split(' ').map(formOf);
  opposites.set(one, (opposites.get(one) ?? new Set()).add(other));
  opposites.set(other, (opposites.get(other) ?? new Set()).add(one));
}

/** The words that say the opposite of one, as forms; empty for most. */
export function oppositesOf(form: string): readonly string[] {
  return [...(opposites.get(form) ?? [])];
}
