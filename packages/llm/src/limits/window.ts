/** What providers count over. */
export const windowMs = 60_000;
/**
 * The ways to the provider are not equally long: two calls that start 60 s apart may arrive closer. A second more keeps them
 * apart and costs 1.6 % of the throughput.
 */
const marginMs = 1_000;
/** A call that is sent later than this after its start has lost its place: it would arrive in somebody else's window. */
export const sendWithinMs = 500;
/** Starts are counted in stretches of this length, so that a window costs 245 numbers however many calls it holds. */
export const bucketMs = 250;
/** Buckets in a row that hold no more than the limits: one more than fit in, for a window may begin anywhere in a bucket. */
export const spanBuckets = (windowMs + marginMs) / bucketMs + 1;
/** For connecting and asking together: the time that the database pool has for connecting alone. A busy server may need some. */
export const storeTimeoutMs = 5_000;
