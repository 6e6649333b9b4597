/** Workers renew what they hold this often. */
export const heartbeatMs = 5_000;
/** A task whose heartbeat is older, by the database's clock, has lost its worker. Three missed heartbeats. */
export const leaseMs = 15_000;
/** Workers ask this often whether what they hold is still theirs. */
export const cancelCheckMs = 1_000;
/** What was handed to the queue and is still queued after this long is looked up there. */
export const lookupAfterMs = 30_000;
/** How often the reconciler passes and the queues' state is published. */
export const reconcileEveryMs = 2_000;
/** A queue's published state older than this is not believed. */
export const publishedStaleMs = 10_000;
/** Broker priorities per unit of cost; with 2,097,151 priorities that is room for 131,000 units ahead. */
export const prioritiesPerCost = 16;
export const maxPriority = 2_097_151;
