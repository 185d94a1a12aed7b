/**
 * What bundles for browsers get in place of watchdog-worker.ts, by the `browser` field of package.json: there are no signals
 * to watch for, and the text of the worker would be a tenth of a small bundle.
 */
export const workerSource: string = ''
