/** What bundles for browsers get in place of channels.ts, by the `browser` field of package.json: there are no channels. */
export const publishFibers = (): void => {}
export const publishRunStart = (): void => {}
export const publishRunEnd = (): void => {}
