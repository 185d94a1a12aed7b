/**
 * What bundles for browsers get in place of threads.ts, by the `browser` field of package.json: there is no thread pool, and
 * a program that wants one brings its own executor.
 */
import { RuntimeError } from '../Errors.js'

export const makeThreads = (): Promise<never> =>
  Promise.reject(new RuntimeError('there are no threads here: give the Runner an `executor` of your own'))
