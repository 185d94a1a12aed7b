/**
 * How the rest of this folder reaches Node: through the global `process`, never by an import, so that the same build runs
 * where there is none.
 */
export type NodeProcess = NodeJS.Process

/** Node's `process`; undefined in browsers, and in runtimes that only look like Node. */
export const nodeProcess: NodeProcess | undefined =
  typeof globalThis.process?.getBuiltinModule === 'function' ? globalThis.process : undefined

/** Whether signals can be listened to here: worker threads never get any. */
export const isMainThread = (): boolean =>
  nodeProcess !== undefined && nodeProcess.getBuiltinModule('node:worker_threads').isMainThread

/** A line of diagnostics. stdout belongs to the program. */
export const printLine = (line: string): void => {
  if (nodeProcess === undefined) console.error(line)
  else nodeProcess.stderr.write(`${line}\n`)
}
