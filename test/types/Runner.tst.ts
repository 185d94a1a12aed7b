// What `run`, `runExit`, `runMain` and `Runner` ask for: the environment that a program needs, exactly when it needs one.
import type * as C from 'fiber-ts/Coroutine'
import type { Exit } from 'fiber-ts/Exit'
import type { Fiber } from 'fiber-ts/Fiber'
import { run, runExit, runMain, Runner } from 'fiber-ts/Runner'
import { describe, expect, test } from 'tstyche'

interface Db {
  readonly db: string
}
interface Log {
  readonly log: (line: string) => void
}

declare const pure: C.Coroutine<unknown, never, number>
declare const failing: C.Coroutine<unknown, 'no', number>
declare const needsDb: C.Coroutine<Db, 'no', number>
declare const needsBoth: C.Coroutine<Db & Log, never, string>
declare const db: Db
declare const both: Db & Log
declare const runner: Runner
declare const dbRunner: Runner<Db>

describe('run', () => {
  test('what needs nothing runs without options', () => {
    expect(run(pure)).type.toBe<Promise<number>>()
    expect(run(failing)).type.toBe<Promise<number>>()
    expect(run(pure, {})).type.toBe<Promise<number>>()
    expect(run(pure, { debug: true, shutdownTimeout: 1, handleSignals: 'auto' })).type.toBe<Promise<number>>()
  })

  test('what needs an environment is given one', () => {
    expect(run(needsDb, { context: db })).type.toBe<Promise<number>>()
    expect(run(needsDb, { context: both, debug: false })).type.toBe<Promise<number>>()
    expect(run(needsBoth, { context: both })).type.toBe<Promise<string>>()
  })

  test('a missing or wrong environment does not compile', () => {
    // @ts-expect-error Db is missing
    void run(needsDb)
    // @ts-expect-error Db is missing
    void run(needsDb, {})
    // @ts-expect-error Log is missing
    void run(needsBoth, { context: db })
    // @ts-expect-error db is no number
    void run(needsDb, { context: { db: 1 } })
  })

  test('an option that there is not, or of another type, does not compile', () => {
    // @ts-expect-error there is no such option
    void run(pure, { handleSignal: true })
    // @ts-expect-error no such value
    void run(pure, { handleSignals: 'always' })
    // @ts-expect-error a number is expected
    void run(pure, { shutdownTimeout: '1s' })
  })

  test('what is no Coroutine does not compile', () => {
    // @ts-expect-error a number is no Coroutine
    void run(1)
    // @ts-expect-error a Promise is no Coroutine
    void run(Promise.resolve(1))
    // @ts-expect-error a Task is no Coroutine
    void run(() => Promise.resolve(1))
  })
})

describe('runExit', () => {
  test('the failure is part of the type', () => {
    expect(runExit(failing)).type.toBe<Promise<Exit<'no', number>>>()
    expect(runExit(needsDb, { context: db })).type.toBe<Promise<Exit<'no', number>>>()
    // @ts-expect-error Db is missing
    void runExit(needsDb)
  })
})

describe('runMain', () => {
  test('render gets the typed failure', () => {
    expect(runMain(failing, { render: (error) => (expect(error).type.toBe<'no'>(), error) })).type.toBe<Promise<void>>()
    // @ts-expect-error a string is expected
    void runMain(failing, { render: (error) => error.length })
  })

  test('it takes the signals in any case', () => {
    // @ts-expect-error there is no such option
    void runMain(pure, { handleSignals: false })
  })

  test('a missing environment does not compile', () => {
    expect(runMain(needsDb, { context: db })).type.toBe<Promise<void>>()
    // @ts-expect-error Db is missing
    void runMain(needsDb)
  })
})

describe('Runner', () => {
  test('the environment of a Runner is inferred', () => {
    expect(new Runner()).type.toBe<Runner>()
    expect(new Runner({ debug: true })).type.toBe<Runner>()
    expect(new Runner({ context: db })).type.toBe<Runner<Db>>()
    // @ts-expect-error the environment that the type promises is missing
    new Runner<Db>()
    // @ts-expect-error the same
    new Runner<Db>({ debug: true })
  })

  test('a run needs what the Runner does not have', () => {
    expect(dbRunner.run(needsDb)).type.toBe<Promise<number>>()
    expect(dbRunner.run(pure)).type.toBe<Promise<number>>()
    expect(dbRunner.run(needsDb, { context: db })).type.toBe<Promise<number>>()
    expect(dbRunner.run(needsBoth, { context: both })).type.toBe<Promise<string>>()
    expect(runner.run(needsDb, { context: db })).type.toBe<Promise<number>>()
    // @ts-expect-error Log is missing
    void dbRunner.run(needsBoth)
    // @ts-expect-error Db is missing
    void runner.run(needsDb)
    // @ts-expect-error a context that is given has to fit
    void dbRunner.run(needsDb, { context: { db: 1 } })
  })

  test('so do runExit and fork', () => {
    expect(dbRunner.runExit(needsDb)).type.toBe<Promise<Exit<'no', number>>>()
    expect(dbRunner.fork(needsDb)).type.toBe<Fiber<'no', number>>()
    expect(runner.fork(needsDb, { context: db })).type.toBe<Fiber<'no', number>>()
    // @ts-expect-error Db is missing
    void runner.runExit(needsDb)
    // @ts-expect-error Db is missing
    runner.fork(needsDb)
    // @ts-expect-error what is forked has no deadline of its own
    runner.fork(pure, { shutdownTimeout: 1 })
  })

  test('a Runner with more of an environment serves where less is asked for', () => {
    expect<Runner<Db & Log>>().type.toBeAssignableTo<Runner<Db>>()
    expect<Runner<Db>>().type.toBeAssignableTo<Runner>()
    expect<Runner<Db>>().type.not.toBeAssignableTo<Runner<Db & Log>>()
    expect<Runner>().type.not.toBeAssignableTo<Runner<Db>>()
  })

  test('use hands out a Runner, and answers what its body answers', () => {
    expect(Runner.use((given) => given.run(pure))).type.toBe<Promise<number>>()
    expect(Runner.use(() => 'at once')).type.toBe<Promise<string>>()
    expect(Runner.use((given) => given)).type.toBe<Promise<Runner>>()
  })

  test('await using knows a Runner', () => {
    expect(runner[Symbol.asyncDispose]()).type.toBe<Promise<void>>()
  })
})
