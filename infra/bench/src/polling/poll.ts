import autocannon from 'autocannon';

/** Enough to keep one process busy, and few enough not to measure their queue. */
const connections = 16;

/** Polls as fast as answers come, for so long. Resolves to requests per second. Error: when an answer is not 200. */
export async function pollFor(seconds: number, url: string, headers: Record<string, string>): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({ url, headers, connections, duration: seconds });
  if (non2xx + errors > 0) throw new Error(`${non2xx} answers were not 200, ${errors} did not come`);
  return requests.total / seconds;
}
