/** The environment that the measured system gets; the one place where the benchmark reads it. */
export const environment = process.env;
