/**
 * What bundles for browsers get in place of watchdog.ts, by the `browser` field of package.json: there are no signals to
 * watch for, and the watchdog would be a fifth of a small bundle.
 */
export const watch = (): null => null
