/**
 * How the rest of this folder reaches Node: through the global `process`, never by an import, so that the same build runs
 * where there is none.
 */
export type NodeProcess = NodeJS.Process

/** Node's `process`; undefined in browsers, and in runtimes that only look like Node. */
export const nodeProcess: NodeProcess | undefined =
  typeof globalThis.process?.getBuiltinModule === 'function' ? globalThis.process : undefined

/**
 * Whether signals can be heard here. Worker threads get none. Nor does a realm of its own, which Node's functions do not come
 * from: Jest gives one to each file of tests, with a copy of `process` that no signal reaches.
 */
export const hearsSignals = (): boolean => {
  if (nodeProcess === undefined) return false
  const { isMainThread, Worker } = nodeProcess.getBuiltinModule('node:worker_threads')
  return isMainThread && Worker instanceof Function
}

/** A property of whatever a program has thrown; undefined where it has none, or cannot be read. */
export const readProperty = (u: any, name: string): unknown => {
  try {
    return u?.[name]
  } catch {
    return undefined
  }
}

/** A line of diagnostics. stdout belongs to the program. The console does not mind whether anybody reads stderr. */
export const printLine = (line: string): void => console.error(line)
