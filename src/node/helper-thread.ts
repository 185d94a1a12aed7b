/**
 * A thread that looks after the main one. It is started from source text, so that it works from ESM, CommonJS and bundles
 * alike, and has nothing of the program's: no flags, no environment, no streams.
 */
import type { Worker } from 'node:worker_threads'
import type { NodeProcess } from './process.js'

/** To be unref'd once its listeners are there: a listener for messages holds the process again. */
export const startHelper = (process: NodeProcess, name: string, source: string, workerData: unknown): Worker => {
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  return new Worker(source, {
    eval: true,
    name,
    execArgv: [],
    env: {},
    // its output would be piped to the streams of the process, which would open them; it writes to stderr by itself
    stdout: true,
    stderr: true,
    workerData
  })
}
