// Ten concurrency bugs as they are really made, each with a corrected twin. Every program makes all of its state itself and
// fails an assertion, hangs or leaks under some schedules only.
import * as assert from 'node:assert'
import * as Condition from 'fiber-ts/Condition'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Fiber from 'fiber-ts/Fiber'
import * as Lock from 'fiber-ts/Lock'
import * as Ref from 'fiber-ts/Ref'
import * as Semaphore from 'fiber-ts/Semaphore'

type Program = C.Coroutine<unknown, unknown, unknown>

export interface Bug {
  readonly title: string
  /** How the search is to see it. */
  readonly verdict: 'Failed' | 'Deadlock' | 'Leak'
  readonly buggy: Program
  readonly fixed: Program
  /** Whether the order of production shows it. */
  readonly inFifo: boolean
  /** How many preemptions it takes at most. */
  readonly preemptions: number
}

const effect = <A>(f: () => A): C.Coroutine<unknown, never, A> => C.fromIO(f)

/** One step, so many times. */
const times = <E, A>(n: number, step: C.Coroutine<unknown, E, A>): C.Coroutine<unknown, E, A> =>
  n === 1 ? step : C.flatMap(step, () => times(n - 1, step))

/** A program whose state is made afresh each time it runs. */
const fresh = (make: () => Program): Program => C.suspend(make)

// -------------------------------------------------------------------------------------
// 1. lost update: read, yield, write
// -------------------------------------------------------------------------------------

const counting = (increment: (counter: Ref.Ref<number>) => C.Coroutine<unknown, never, unknown>): Program =>
  C.gen(function* () {
    const counter = yield* Ref.make(0)
    yield* C.all([increment(counter), increment(counter)])
    assert.strictEqual(yield* Ref.read(counter), 2)
  })

const lostUpdate: Bug = {
  title: 'lost update across a yield',
  verdict: 'Failed',
  inFifo: true,
  preemptions: 1,
  buggy: counting((counter) =>
    C.gen(function* () {
      const n = yield* Ref.read(counter)
      yield* C.yieldNow
      yield* Ref.write(counter, n + 1)
    })
  ),
  fixed: counting((counter) =>
    Ref.modifyCoroutine(counter, (n) =>
      C.gen(function* () {
        yield* C.yieldNow
        return n + 1
      })
    )
  )
}

// -------------------------------------------------------------------------------------
// 2. lost wake-up: check, then register
// -------------------------------------------------------------------------------------

const signalling = (wait: (flag: Ref.Ref<boolean>, condition: Condition.Condition) => Program): Program =>
  C.gen(function* () {
    const flag = yield* Ref.make(false)
    const condition = yield* Condition.make()
    const signal = C.gen(function* () {
      yield* Ref.write(flag, true)
      yield* Condition.withLock(condition)(Condition.notifyAll(condition))
    })
    yield* C.all([wait(flag, condition), signal])
  })

const lostWakeUp: Bug = {
  title: 'lost wake-up: check, then register',
  verdict: 'Deadlock',
  inFifo: false,
  preemptions: 1,
  buggy: signalling((flag, condition) =>
    C.gen(function* () {
      if (!(yield* Ref.read(flag))) yield* Condition.withLock(condition)(Condition.wait(condition))
    })
  ),
  fixed: signalling((flag, condition) => Condition.withLock(condition)(Condition.waitFor(condition, Ref.read(flag))))
}

// -------------------------------------------------------------------------------------
// 3. double release: interrupt between release and mark
// -------------------------------------------------------------------------------------

/** A handle that can be closed early by hand, and is closed by a finalizer in any case. */
const closing = (
  close: (release: C.Coroutine<unknown, never, void>, mark: C.Coroutine<unknown, never, void>) => Program
): Program =>
  fresh(() => {
    let released = 0
    let marked = false
    const release = effect(() => void released++)
    const mark = effect(() => {
      marked = true
    })
    const worker = C.ensuring(C.suspend(() => (marked ? C.of(undefined) : release)))(close(release, mark))
    return C.gen(function* () {
      const fiber = yield* C.fork(worker)
      const helper = yield* C.fork(C.flatMap(C.yieldNow, () => Fiber.interrupt(fiber)))
      yield* Fiber.await(fiber)
      yield* Fiber.await(helper)
      assert.ok(released <= 1, `it was released ${released} times`)
    })
  })

const doubleRelease: Bug = {
  title: 'double release: interrupt between release and mark',
  verdict: 'Failed',
  inFifo: false,
  preemptions: 1,
  buggy: closing((release, mark) => C.flatMap(release, () => mark)),
  fixed: closing((release, mark) => C.uninterruptible(C.flatMap(release, () => mark)))
}

// -------------------------------------------------------------------------------------
// 4. deadlock of two locks
// -------------------------------------------------------------------------------------

const transfers = (inOrder: boolean): Program =>
  C.gen(function* () {
    const [a, b] = [yield* Lock.make, yield* Lock.make]
    const transfer = (from: Lock.Lock, to: Lock.Lock): Program =>
      Lock.withLock(from)(C.flatMap(C.yieldNow, () => Lock.withLock(to)(C.of(1))))
    yield* C.all([C.named('alice')(transfer(a, b)), C.named('bob')(inOrder ? transfer(a, b) : transfer(b, a))])
  })

const twoLocks: Bug = {
  title: 'deadlock of two locks',
  verdict: 'Deadlock',
  inFifo: true,
  preemptions: 1,
  buggy: transfers(false),
  fixed: transfers(true)
}

// -------------------------------------------------------------------------------------
// 5. interrupt in the acquire window
// -------------------------------------------------------------------------------------

const acquiring = (withPermit: (semaphore: Semaphore.Semaphore, use: Program) => Program): Program =>
  C.gen(function* () {
    const semaphore = yield* Semaphore.make(1)
    const fiber = yield* C.fork(withPermit(semaphore, C.yieldNow))
    yield* C.yieldNow
    yield* Fiber.interrupt(fiber)
    const { free } = yield* Semaphore.statistics(semaphore)
    assert.strictEqual(free, 1)
  })

const acquireWindow: Bug = {
  title: 'interrupt in the acquire window',
  verdict: 'Failed',
  inFifo: false,
  preemptions: 1,
  buggy: acquiring((semaphore, use) =>
    C.gen(function* () {
      yield* Semaphore.acquire(semaphore)
      yield* C.ensuring(Semaphore.release(semaphore))(use)
    })
  ),
  fixed: acquiring((semaphore, use) => Semaphore.withPermits(semaphore, 1)(use))
}

// -------------------------------------------------------------------------------------
// 6. bounded queue with one condition and notify-one
// -------------------------------------------------------------------------------------

/** Two consumers and one producer of a buffer with one place. */
const buffering = (notify: (condition: Condition.Condition) => C.Coroutine<unknown, unknown, unknown>): Program =>
  C.gen(function* () {
    const items = yield* Ref.make(0)
    const changed = yield* Condition.make()
    const offer = Condition.withLock(changed)(
      C.gen(function* () {
        while ((yield* Ref.read(items)) === 1) yield* Condition.wait(changed)
        yield* Ref.write(items, 1)
        yield* notify(changed)
      })
    )
    const take = Condition.withLock(changed)(
      C.gen(function* () {
        while ((yield* Ref.read(items)) === 0) yield* Condition.wait(changed)
        yield* Ref.write(items, 0)
        yield* notify(changed)
      })
    )
    yield* C.all([take, take, C.flatMap(offer, () => offer)])
  })

const notifyOne: Bug = {
  title: 'bounded queue with one condition and notify-one',
  verdict: 'Deadlock',
  inFifo: true,
  preemptions: 1,
  buggy: buffering((condition) => Condition.notify(condition)),
  fixed: buffering(Condition.notifyAll)
}

// -------------------------------------------------------------------------------------
// 7. resource of a race's loser dropped
// -------------------------------------------------------------------------------------

const connecting = (
  connect: (open: C.Coroutine<unknown, never, number>, close: C.Coroutine<unknown, never, void>) => Program
): Program =>
  fresh(() => {
    let opened = 0
    const open = C.uninterruptible(C.flatMap(C.yieldNow, () => effect(() => ++opened)))
    const close = effect(() => void opened--)
    return C.gen(function* () {
      yield* connect(open, close)
      assert.strictEqual(opened, 0)
    })
  })

const raceLoser: Bug = {
  title: "resource of a race's loser dropped",
  verdict: 'Failed',
  inFifo: true,
  preemptions: 1,
  buggy: connecting((open, close) => C.flatMap(C.race(open)(open), () => close)),
  fixed: connecting((open, close) => {
    const one = C.bracket(
      open,
      () => C.yieldNow,
      () => close
    )
    return C.race(one)(one)
  })
}

// -------------------------------------------------------------------------------------
// 8. check-then-act across a suspension
// -------------------------------------------------------------------------------------

const initialising = (once: (initialise: C.Coroutine<unknown, never, void>) => () => Program): Program =>
  fresh(() => {
    let initialised = 0
    const get = once(C.flatMap(C.yieldNow, () => effect(() => void initialised++)))
    return C.gen(function* () {
      yield* C.all([get(), get(), get()])
      assert.strictEqual(initialised, 1)
    })
  })

const checkThenAct: Bug = {
  title: 'check-then-act across a suspension',
  verdict: 'Failed',
  inFifo: true,
  preemptions: 1,
  buggy: initialising((initialise) => {
    let isThere = false
    return () =>
      C.suspend(() =>
        isThere
          ? C.of(undefined)
          : C.map(() => {
              isThere = true
            })(initialise)
      )
  }),
  fixed: initialising((initialise) => {
    const done = Deferred.unsafeMake<never, void>()
    let isStarted = false
    return () =>
      C.suspend(() => {
        if (isStarted) return Deferred.await(done)
        isStarted = true
        return C.flatMap(initialise, () => C.asUnit(Deferred.succeed(done, undefined)))
      })
  })
}

// -------------------------------------------------------------------------------------
// 9. a lag of 25 steps
// -------------------------------------------------------------------------------------

/** One fiber has to take 25 steps before the other takes its first. */
const lagging = (limit: number): Program =>
  fresh(() => {
    let ahead = 0
    let behind = 0
    const steps = (f: () => void) =>
      times(
        25,
        C.flatMap(effect(f), () => C.yieldNow)
      )
    return C.all([
      C.named('fast')(steps(() => void (behind === 0 && ahead++))),
      C.named('slow')(
        steps(() => {
          if (behind++ === 0) assert.ok(ahead < limit, `it lags ${ahead} steps behind`)
        })
      )
    ])
  })

const lag: Bug = {
  title: 'a lag of 25 steps',
  verdict: 'Failed',
  inFifo: false,
  preemptions: 25,
  buggy: lagging(25),
  fixed: lagging(26)
}

// -------------------------------------------------------------------------------------
// 10. uneven work
// -------------------------------------------------------------------------------------

/** A short fiber has to come in between the last two steps of a long one. */
const uneven = (isSafe: boolean): Program =>
  fresh(() => {
    let step = 0
    let state: 'working' | 'finishing' | 'finished' = 'working'
    const long = times(
      26,
      effect(() => {
        if (++step === 25) state = isSafe ? 'finished' : 'finishing'
        if (step === 26) state = 'finished'
      })
    )
    const short = effect(() => assert.notStrictEqual(state, 'finishing'))
    return C.all([C.named('short')(short), C.named('long')(long)])
  })

const unevenWork: Bug = {
  title: 'uneven work',
  verdict: 'Failed',
  inFifo: false,
  preemptions: 25,
  buggy: uneven(false),
  fixed: uneven(true)
}

export const bugs: ReadonlyArray<Bug> = [
  lostUpdate,
  lostWakeUp,
  doubleRelease,
  twoLocks,
  acquireWindow,
  notifyOne,
  raceLoser,
  checkThenAct,
  lag,
  unevenWork
]
