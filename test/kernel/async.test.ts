// Steps that wait for the outside: who may resume them, how often, and what an interruption does.
import test from 'ava'
import * as Cause from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import { InterruptedError } from 'fiber-ts/Errors'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { TestLoop } from 'fiber-ts/testing'
import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'

type Resume = (result: E.Either<string, number>) => void

/** An `async` step whose resume, signal and canceller the test holds. */
const probe = (): {
  readonly step: C.Coroutine<unknown, string, number>
  readonly resume: (result: E.Either<string, number>) => void
  readonly signal: () => C.AbortSignal
  readonly cancelled: () => number
} => {
  let resume: Resume = () => {}
  let signal: C.AbortSignal
  let cancelled = 0
  return {
    step: C.async<string, number>((r, s) => {
      resume = r
      signal = s
      return () => void cancelled++
    }),
    resume: (result) => resume(result),
    signal: () => signal,
    cancelled: () => cancelled
  }
}

test('a callback resumes with a value or fails', (t) => {
  for (const result of [E.right(1), E.left('no')]) {
    const loop = new TestLoop()
    const { step, resume } = probe()
    const started = loop.start(step)
    resume(result)
    t.is(started.exit(), undefined, 'never on the stack of whoever resumes')
    loop.runReady()
    t.deepEqual(started.exit(), E.isRight(result) ? Exit.succeed(1) : Exit.fail('no'))
  }
})

test('a callback that is called during registration resumes at once, and its canceller never runs', (t) => {
  let cancelled = 0
  const step = C.async<never, number>((resume) => {
    resume(E.right(1))
    return () => void cancelled++
  })
  t.deepEqual(new TestLoop().run(step), Exit.succeed(1))
  t.is(cancelled, 0)
})

test('the first resume counts: a second and a late one are ignored', (t) => {
  const loop = new TestLoop()
  const { step, resume, cancelled } = probe()
  const started = loop.start(C.flatMap(step, (n) => C.as(C.sleep(1), n)))
  resume(E.right(1))
  resume(E.right(2))
  loop.runReady()
  resume(E.left('late'))
  loop.runAll()
  resume(E.left('later'))
  loop.runAll()
  t.deepEqual(started.exit(), Exit.succeed(1))
  t.is(cancelled(), 0)
})

test('an interruption aborts the signal with who and why, and runs the canceller once', (t) => {
  const loop = new TestLoop()
  const { step, resume, signal, cancelled } = probe()
  const started = loop.start(step)
  started.interrupt('host', 'not needed')
  started.interrupt('host', 'again')
  loop.runReady()
  t.is(cancelled(), 1)
  t.true(signal().aborted)
  const reason: unknown = (signal() as unknown as { readonly reason: unknown }).reason
  t.true(reason instanceof InterruptedError && reason.reason === 'not needed')
  resume(E.right(1))
  loop.runReady()
  const exit = started.exit()
  t.true(exit?._tag === 'Left' && exit.left.length === 1 && exit.left[0]._tag === 'Interrupt')
})

test('a completed step is not cancelled by an interruption that comes after', (t) => {
  const loop = new TestLoop()
  const { step, resume, signal, cancelled } = probe()
  const started = loop.start(step)
  resume(E.right(1))
  started.interrupt()
  loop.runReady()
  t.is(cancelled(), 0)
  t.false(signal().aborted)
})

test('a canceller may be a Coroutine, which is waited for', (t) => {
  const loop = new TestLoop()
  const log: Array<string> = []
  const step = C.async<never, never>(() =>
    C.flatMap(C.sleep(10), () => C.fromIO(() => void log.push(`closed at ${loop.now()}`)))
  )
  const started = loop.start(step)
  started.interrupt()
  loop.runReady()
  t.is(started.exit(), undefined)
  loop.runAll()
  t.deepEqual(log, ['closed at 10'])
  t.is(started.exit()?._tag, 'Left')
})

test('in an uninterruptible region the step is waited for', (t) => {
  const loop = new TestLoop()
  const { step, resume, cancelled } = probe()
  const log: Array<number> = []
  const started = loop.start(C.uninterruptible(C.tapIO(step, (n) => () => log.push(n))))
  started.interrupt()
  loop.runReady()
  t.is(cancelled(), 0)
  resume(E.right(1))
  loop.runReady()
  t.deepEqual(log, [1])
  t.is(started.exit()?._tag, 'Left')
})

test('a resume with something else than an Either, and a canceller that is none, are defects that say so', (t) => {
  const wrongResume = C.async<never, number>((resume) => resume(5 as never))
  const exit = new TestLoop().run(C.toExit(wrongResume))
  t.regex(defectOf(exit), /resume expected an Either, got 5/)
  const noRegister = C.async<never, number>(undefined as never)
  t.regex(defectOf(new TestLoop().run(C.toExit(noRegister))), /async: a function was expected, got undefined/)
  const loop = new TestLoop()
  const started = loop.start(C.async(() => 5 as never))
  started.interrupt()
  loop.runReady()
  const interrupted = started.exit()
  t.true(interrupted?._tag === 'Left')
  t.regex(defectOf(Exit.succeed(interrupted as never), 1), /a function or a Coroutine, got 5/)
})

const defectOf = (exit: Exit.Exit<never, Exit.Exit<unknown, unknown>>, at = 0): string => {
  const reason = exit._tag === 'Right' && exit.right._tag === 'Left' ? exit.right.left[at] : undefined
  return reason?._tag === 'Die' ? String(reason.defect) : ''
}

test('a promise: its value, its rejection as a defect, or as a typed failure', async (t) => {
  const boom = new Error('boom')
  t.is(await C.toPromise(C.fromTask(() => Promise.resolve(1))), 1)
  t.is(await t.throwsAsync(C.toPromise(C.fromTask(() => Promise.reject(boom)))), boom)
  t.deepEqual(
    await C.toTaskEither(
      C.tryCatch(
        () => Promise.reject(boom),
        (e) => ['typed', e] as const
      )
    )(),
    E.left(['typed', boom])
  )
})

test('a promise that settles after its fiber was interrupted reaches nobody, and its rejection is no unhandled one', async (t) => {
  let reject: (reason: unknown) => void = () => {}
  let resolve: (value: number) => void = () => {}
  const rejected = C.fromTask(() => new Promise<number>((_, r) => (reject = r)))
  const fulfilled = C.fromTask(() => new Promise<number>((r) => (resolve = r)))
  const values = await C.toPromise(
    C.gen(function* () {
      const left = yield* pipe(
        C.all([rejected, fulfilled]),
        C.timeout(1, () => 'timeout'),
        C.toEither
      )
      reject(new Error('late'))
      resolve(99)
      // these reuse what the two above have used
      const again = yield* C.all([C.fromTask(() => Promise.resolve(1)), C.fromTask(() => Promise.resolve(2))])
      return { left, again }
    })
  )
  t.deepEqual(values, { left: E.left('timeout'), again: [1, 2] })
})

for (const [name, wait] of [
  ['fromTask', (promise: Promise<void>) => C.fromTask(() => promise)],
  ['tryCatch', (promise: Promise<void>) => C.tryCatch(() => promise, String)]
] as const)
  test(`${name}: a promise that settles while its fiber cleans up does not wake it`, async (t) => {
    for (const settles of [(resolve: () => void) => resolve(), (_: () => void, reject: () => void) => reject()]) {
      let settle = () => {}
      const promise = new Promise<void>((resolve, reject) => {
        settle = () => settles(resolve, reject)
      })
      const loop = new TestLoop()
      const started = loop.start(pipe(wait(promise), C.ensuring(C.sleep(10))))
      started.interrupt('host', 'stop')
      loop.runReady()
      settle()
      await new Promise((resolve) => setTimeout(resolve, 0))
      loop.advance(9)
      t.is(started.exit(), undefined)
      loop.advance(1)
      t.deepEqual(started.exit(), { _tag: 'Left', left: Cause.interrupt('host', 'stop', 0) })
    }
  })

test('a thenable that calls back twice resumes once', async (t) => {
  const thenable = {
    then: (onFulfilled: (n: number) => void) => {
      onFulfilled(1)
      onFulfilled(2)
    }
  }
  const program = C.gen(function* () {
    const first = yield* C.fromTask(() => thenable as never)
    const second = yield* C.fromTask(() => Promise.resolve(3))
    return [first, second]
  })
  t.deepEqual(await C.toPromise(program), [1, 3])
})

test('tryCatch aborts its signal when it is interrupted, and not when it completes', async (t) => {
  const aborted: Array<boolean> = []
  let signals: Array<C.AbortSignal> = []
  const step = (settles: boolean): C.Coroutine<unknown, string, void> =>
    C.tryCatch(
      (signal) => {
        signals = [...signals, signal]
        return settles ? Promise.resolve() : new Promise<void>(() => {})
      },
      () => 'rejected'
    )
  await C.toPromise(step(true))
  aborted.push(signals[0]!.aborted)
  await C.toPromise(pipe(step(false), C.timeoutOption(1)))
  aborted.push(signals[1]!.aborted)
  t.deepEqual(aborted, [false, true])
})

test('whoever can see a signal is handed one, be it declared or not', async (t) => {
  const last = (...args: ReadonlyArray<unknown>): Promise<unknown> => Promise.resolve(args.at(-1))
  const makers: Record<string, (signal?: C.AbortSignal) => PromiseLike<unknown>> = {
    'a parameter': (signal) => last(signal),
    // prettier-ignore
    'without parentheses': async signal => signal,
    rest: (...args) => last(...args),
    'a default value': (signal = AbortSignal.abort()) => last(signal),
    arguments() {
      return last(...arguments)
    },
    flow: flow((signal: unknown) => signal, last),
    bound: last.bind(null, 1),
    proxy: new Proxy(() => last(), { apply: (_target, _self, args) => last(...args) })
  }
  for (const [name, make] of Object.entries(makers)) {
    t.true((await C.toPromise(C.promise(make))) instanceof AbortSignal, `promise: ${name}`)
    t.true((await C.toPromise(C.tryCatch(make, String))) instanceof AbortSignal, `tryCatch: ${name}`)
  }
  type Register = (resume: (result: E.Either<never, unknown>) => void, signal?: C.AbortSignal) => void
  const registers: Record<string, Register> = {
    'a parameter': (resume, signal) => resume(E.right(signal)),
    rest: (resume, ...rest) => resume(E.right(rest[0])),
    'rest alone': (...args) => args[0](E.right(args[1])),
    'a default value': (resume, signal = AbortSignal.abort()) => resume(E.right(signal)),
    arguments(resume) {
      resume(E.right(arguments[1]))
    }
  }
  for (const [name, register] of Object.entries(registers))
    t.true((await C.toPromise(C.async(register))) instanceof AbortSignal, `async: ${name}`)
})

test.serial('an arrow function that cannot see a signal is handed none', async (t) => {
  const { AbortController } = globalThis
  let made = 0
  globalThis.AbortController = class extends AbortController {
    constructor() {
      super()
      made++
    }
  }
  try {
    t.is(await C.toPromise(C.promise(() => Promise.resolve(1))), 1)
    t.is(await C.toPromise(C.tryCatch(async () => 2, String)), 2)
    t.is(await C.toPromise(C.async<never, number>((resume) => resume(E.right(3)))), 3)
    // prettier-ignore
    t.is(await C.toPromise(C.async<never, number>(resume => resume(E.right(4)))), 4)
    t.is(made, 0)
    await C.toPromise(C.promise((signal) => Promise.resolve(signal)))
    t.is(made, 1)
  } finally {
    globalThis.AbortController = AbortController
  }
})

test('a wait without signal and canceller can be interrupted, and whatever comes later reaches nobody', async (t) => {
  const loop = new TestLoop()
  let resume: Resume = () => {}
  const started = loop.start(C.async<string, number>((r) => void (resume = r)))
  started.interrupt('host', 'enough')
  loop.runReady()
  resume(E.right(1))
  loop.runReady()
  t.like(started.exit(), { left: [{ _tag: 'Interrupt', by: 'host', reason: 'enough' }] })

  let resolve: (n: number) => void = () => {}
  const late = new Promise<number>((r) => (resolve = r))
  const waiting = pipe(
    C.promise(() => late),
    C.timeoutOption(1)
  )
  t.is((await C.toPromise(waiting))._tag, 'None')
  resolve(1)
  // whoever waits next is given its own value
  t.is(await C.toPromise(C.promise(() => Promise.resolve(2))), 2)
})

test('whatever makes a promise is named in what a fiber waits for', (t) => {
  const load = (): Promise<never> => new Promise(() => {})
  const named: ReadonlyArray<readonly [string, C.Coroutine<unknown, unknown, unknown>]> = [
    ['a promise (load)', C.fromTask(load)],
    ['a promise (load)', C.promise(load)],
    ['a promise (load)', C.tryCatch(load, String)],
    ['a promise', C.tryCatch(() => load(), String)]
  ]
  for (const [waitsFor, program] of named) {
    const loop = new TestLoop()
    const status = C.flatMap(C.fork(program), (fiber) => C.flatMap(C.yieldNow, () => Fiber.status(fiber)))
    t.like(loop.run(status), { right: { _tag: 'Suspended', waitsFor } })
  }
})
