/** The jobs of the tests beside this file, one for each thing that can become of a job. */
import type { JobContext } from 'fiber-ts/Executor'
import { threadId } from 'node:worker_threads'
import { requestId, user } from './variables.js'

export const add = (a: number, b: number): number => a + b
export const thread = async (): Promise<number> => threadId
export const sleep = (millis: number): Promise<number> => new Promise((resolve) => setTimeout(resolve, millis, millis))
export const spin = (): never => {
  for (;;);
}

export const fails = (): never => {
  throw Object.assign(new TypeError('not like this', { cause: new RangeError('too far', { cause: 'far' }) }), {
    code: 'E_WRONG'
  })
}
class OwnError extends Error {
  override readonly name = 'OwnError'
}
export const failsInItsOwnWay = async (): Promise<never> => {
  throw new OwnError('mine')
}
export const failsManyTimes = (): never => {
  throw new AggregateError([new Error('one'), 2], 'several')
}
export const throwsText = (): never => {
  throw 'text'
}
export const throwsFunction = (): never => {
  throw () => 1
}
export const crashes = (): Promise<never> =>
  new Promise(() =>
    setTimeout(() => {
      throw new Error('from a timer')
    })
  )
export const exits = (code: number): never => process.exit(code)
export const eats = (): never => {
  const all: Array<Array<number>> = []
  for (;;) all.push(new Array<number>(1e6).fill(1.5))
}
export const answersFunction = () => (): number => 1
export const notAFunction = 5
export const size = (bytes: Uint8Array): number => bytes.length
export function bytes(this: JobContext, n: number): Uint8Array {
  const all = new Uint8Array(n).fill(7)
  return this.transfer(all, [all.buffer])
}

/** What is shared says what a job saw that nobody waits for any more. */
export function obeys(this: JobContext, cells: Int32Array): Promise<void> {
  return new Promise((resolve) => {
    this.signal.addEventListener('abort', () => {
      cells[1] = (this.signal.reason as Error).name === 'AbortError' ? 1 : 2
      resolve()
    })
    cells[0] = 1 // an interruption that came before the listener would not be heard
  })
}
export function cleansUp(this: JobContext, cells: Int32Array): Promise<void> {
  return new Promise((resolve) => {
    this.signal.addEventListener('abort', () =>
      setTimeout(() => {
        cells[1] = 1
        resolve()
      }, 100)
    )
    cells[0] = 1
  })
}
export function looks(this: JobContext, cells: Int32Array): void {
  cells[0] = 1
  while (!this.signal.aborted);
  cells[1] = 1
}
export function throwsWhenAborted(this: JobContext, cells: Int32Array): void {
  cells[0] = 1
  try {
    for (;;) this.signal.throwIfAborted()
  } finally {
    cells[1] = 1
  }
}
export const ignores = (cells: Int32Array): void => {
  for (;;) Atomics.add(cells, 0, 1)
}

export function variables(this: JobContext): ReadonlyArray<unknown> {
  return [this.get(requestId), this.get(user)]
}
