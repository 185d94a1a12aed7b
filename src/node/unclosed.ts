/**
 * Debug mode: Runners that were dropped without being closed. Reported when they are collected, as far as the platform says
 * so, and when Node has nothing left to do.
 */
import { isRunning } from '../internal/thread.js'
import { nodeProcess, printLine } from './process.js'

/** Where each open Runner was made, by a token that does not keep it alive. */
const open = new Map<object, string>()

let registry: FinalizationRegistry<object> | undefined

const report = (token: object): void => {
  const made = open.get(token)
  if (made === undefined) return
  forget(token)
  printLine(`fiber-ts: a Runner was dropped and never closed${made}`)
}

const forget = (token: object): void => {
  open.delete(token)
  if (open.size === 0) nodeProcess?.removeListener('beforeExit', reportAll)
}

/** A run that waits for what does not hold the process is in progress, and whoever waits for it has not dropped its Runner. */
const reportAll = (): void => {
  if (isRunning()) return
  for (const token of open.keys()) report(token)
}

/** Takes note of a Runner that is to be closed; the answered function is called when it is. */
export const expectClose = (runner: object, made: string): (() => void) => {
  const token = {}
  registry ??= new FinalizationRegistry(report)
  registry.register(runner, token)
  if (open.size === 0) nodeProcess?.on('beforeExit', reportAll)
  open.set(token, made)
  return () => forget(token)
}
