/**
 * A proxy in front of any OpenAI-compatible server that fails as it is told, request by request, and keeps a record of what
 * it saw. For tests and benchmarks.
 *
 * @example
 * const proxy = await startFaultProxy({
 *   upstream: model.url,
 *   script: [
 *     { key: 'key-2', fault: unauthorized },
 *     { path: '/chat/completions', times: 3, fault: rateLimited({ 'retry-after': '7' }) },
 *     { latency: { meanMs: 2_000, jitterMs: 500, of: 'call' } },
 *   ],
 * });
 */
export { quotaExhausted, rateLimited, serverError, unauthorized } from './faults.ts';
export type { Fault, Latency, Plan } from './faults.ts';
export { mostInWindow } from './most-in-window.ts';
export type { Rule, Script, SeenRequest } from './script.ts';
export { startFaultProxy } from './start-fault-proxy.ts';
export type { FaultProxy, FaultProxyOptions, RequestRecord } from './start-fault-proxy.ts';
