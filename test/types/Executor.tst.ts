// Jobs take their types from the functions that they name.
import type * as C from 'fiber-ts/Coroutine'
import {
  type Executor,
  type Job,
  job,
  type JobContext,
  type JobError,
  runInExecutor,
  submit,
  toThread
} from 'fiber-ts/Executor'
import { run } from 'fiber-ts/Runner'
import { describe, expect, test } from 'tstyche'

interface Module {
  readonly sha256: (bytes: Uint8Array, rounds?: number) => string
  readonly load: (this: JobContext, path: string) => Promise<{ readonly size: number }>
  readonly version: number
}

declare const url: URL
declare const bytes: Uint8Array
declare const executor: Executor
const sha256 = job<Module, 'sha256'>(url, 'sha256')
const load = job<Module, 'load'>(url, 'load')

describe('job', () => {
  test('is typed by a module and the name of an export', () => {
    expect(sha256).type.toBe<Job<Parameters<Module['sha256']>, string>>()
  })

  test('a promise is waited for, and what the function finds in `this` is no argument', () => {
    expect(load).type.toBe<Job<[path: string], { readonly size: number }>>()
  })

  test('is typed by the function alone', () => {
    expect(job<Module['sha256']>(url, 'sha256')).type.toBe<Job<Parameters<Module['sha256']>, string>>()
  })

  test('what the module does not export, or what is no function, does not compile', () => {
    // @ts-expect-error there is no such export
    job<Module, 'md5'>(url, 'md5')
    // @ts-expect-error it is no function
    job<Module, 'version'>(url, 'version')
    // @ts-expect-error another name than the one that was typed
    job<Module, 'sha256'>(url, 'load')
  })
})

describe('runInExecutor, submit, toThread', () => {
  test('arguments and results are those of the function, and every failure is typed', () => {
    expect(runInExecutor(sha256, bytes)).type.toBe<C.Coroutine<unknown, JobError, string>>()
    expect(runInExecutor(sha256, bytes, 2)).type.toBe<C.Coroutine<unknown, JobError, string>>()
    expect(submit(load, { args: ['x'] })).type.toBe<C.Coroutine<unknown, JobError, { readonly size: number }>>()
    expect(executor.submit(sha256, { args: [bytes], transfer: [bytes.buffer] })).type.toBe<
      C.Coroutine<unknown, JobError, string>
    >()
    expect(toThread(sha256)).type.toBe<(bytes: Uint8Array, rounds?: number) => C.Coroutine<unknown, JobError, string>>()
    expect(run(runInExecutor(load, 'x'), { executor })).type.toBe<Promise<{ readonly size: number }>>()
  })

  test('wrong arguments do not compile', () => {
    // @ts-expect-error an argument is missing
    runInExecutor(sha256)
    // @ts-expect-error it takes bytes
    runInExecutor(sha256, 'text')
    // @ts-expect-error there is a limit
    submit(load, { args: ['x', 'y'] })
    // @ts-expect-error what is transferred is made of the arguments
    toThread(sha256, (text: string) => [text])
  })
})
