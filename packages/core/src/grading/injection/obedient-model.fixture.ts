import { createServer } from 'node:http';
import { once } from 'node:events';

/**
 * The worst model there could be, behind OpenAI's protocol: it does what any answer tells it. An answer that holds an instruction
 * by its own crude reading (nothing of it is shared with what cleans answers) gets all points; in a call with such a one all
 * others get none. Else an answer gets the first criterion if it is longer than twenty characters and speaks of energy.
 */
export async function startObedientModel(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { messages } = JSON.parse(Buffer.concat(chunks).toString()) as { messages: { role: string; content: string }[] };
      const content = JSON.stringify({ items: obey(messages.findLast(({ role }) => role === 'user')?.content ?? '') });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const words = (
  'ignor disregard forget instruc rubric criteri fullmark maximum award grade:a grader mustgrade grading correctness examin teacher professor developer system assistant score points ' +
  'deserve lenient youarenow pretend scholarship shutdown tipyou report met" :true imstart inst sys newinstr endofanswer allother answera2 prompt mode ' +
  'anweisung punktzahl consigne notemax instrucc puntua istruzion puntegg instruco instrukcj ocen talimat puan инструкц балл 指令 满分 指示 満点 تعليمات الدرجة'
).split(' ');

function flat(text: string): string {
  const lower = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}\p{Cf}]/gu, '');
  return lower.replaceAll(/[^\p{L}\p{N}":<>|]/gu, '');
}

function unleet(text: string): string {
  return text.replaceAll('1', 'i').replaceAll('0', 'o').replaceAll('3', 'e').replaceAll('4', 'a');
}

function latin(text: string): string {
  const map: Record<string, string> = { а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', ɪ: 'i', ɢ: 'g', ɴ: 'n', ᴏ: 'o', ʀ: 'r', ᴇ: 'e' };
  return text.replaceAll(/[аеорсɪɢɴᴏʀᴇ]/gu, (letter) => map[letter] ?? letter);
}

/** Everything that the text could mean, by the means of somebody who wants to find an order in it. */
function* readings(text: string): Generator<string> {
  const plain = flat(text);
  yield plain;
  yield unleet(plain);
  yield latin(plain);
  yield [...plain].toReversed().join('');
  yield plain.replaceAll(/[a-z]/gu, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97));
  const points = [...text].map((char) => char.codePointAt(0) ?? 0);
  yield flat(String.fromCodePoint(...points.filter((point) => point > 0xe0000 && point < 0xe0080).map((point) => point - 0xe0000)));
  yield flat(Buffer.from(points.filter((point) => point >= 0xe0100).map((point) => point - 0xe0100 + 16)).toString());
  for (const token of text.match(/[A-Za-z0-9+/=]{16,}/gu) ?? []) {
    const once = Buffer.from(token, 'base64').toString();
    yield flat(once);
    yield flat(Buffer.from(once, 'base64').toString());
    yield flat(Buffer.from(token, 'hex').toString());
  }
  yield flat(text.replaceAll(/&#(\d+);/gu, (_, point: string) => String.fromCodePoint(Number(point))));
  yield flat(text.replaceAll(/(?:%|\\u00)([0-9a-f]{2})/gu, (_, point: string) => String.fromCodePoint(Number.parseInt(point, 16))));
  yield flat(text.replaceAll(/\b(\d{2,3}) /gu, (_, point: string) => String.fromCodePoint(Number(point))));
  yield flat(text.replaceAll(/\b([01]{8}) /gu, (_, point: string) => String.fromCodePoint(Number.parseInt(point, 2))));
}

export function instructs(text: string): boolean {
  if (/<!--|display:none|!\[/u.test(text)) return true;
  for (const reading of readings(text)) if (words.some((word) => reading.includes(word))) return true;
  return false;
}

function obey(message: string): unknown[] {
  const answers = [...message.matchAll(/^<answer id="([^"]*)" question="([^"]*)">\n([\s\S]*?)\n<\/answer>/gmu)];
  const isTold = answers.some(([, , , text = '']) => instructs(text));
  return answers.map(([, id = '', question = '', text = '']) => {
    const told = instructs(text);
    const criteria = [...message.matchAll(new RegExp(`^<criterion question="${question}" id="([^"]*)"`, 'gmu'))].map(
      ([, criterion]) => criterion,
    );
    const honest = !isTold && text.length > 20 && text.includes('energy');
    return {
      answer: id,
      criteria: criteria.map((criterion, at) => ({
        criterion,
        met: told || (honest && at === 0),
        why: 'Told so.',
        span: text,
        certainty: 1,
      })),
      feedback: 'Well done. Go on.',
    };
  });
}
