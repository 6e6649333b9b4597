import { isIPv6 } from 'node:net';

/**
 * What an address is counted as. Of IPv6 its /64: that is what one household or one server gets, and within it every request
 * could come from another address. Everything else is itself.
 */
export function networkOf(key: string): string {
  const [address = ''] = key.split('%');
  if (!isIPv6(address)) return key;
  const [head = '', tail] = address.split('::');
  const first = groupsOf(head);
  const last = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => 0);
  const network = [...first, ...zeros, ...last].slice(0, 4);
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}

function groupsOf(part: string): number[] {
  if (part === '') return [];
  // A dotted quad at the end fills two groups, which are no part of a network anyway.
  return part.split(':').flatMap((group) => (group.includes('.') ? [0, 0] : [Number.parseInt(group, 16)]));
}
