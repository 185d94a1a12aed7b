/**
 * Laws of suspended effects, of callbacks, of time, and of trying again.
 */
import type { Either } from 'fp-ts/Either'
import * as C from '../../Coroutine.js'
import type * as F from '../../Fiber.js'
import type { RetryPolicy, RetryStatus } from '../../RetryPolicy.js'
import { before, count, kleisli, lasting, type Programs, small } from './interruption.js'
import { type Arbitrary, check, type FastCheck, law, type Options } from './law.js'
import { note, same, sameOverSchedules, sameUndisturbed, throughout, type World } from './observe.js'

const right = <A>(a: A): Either<never, A> => ({ _tag: 'Right', right: a })
const left = <E>(e: E): Either<E, never> => ({ _tag: 'Left', left: e })

/** A program that makes its own copy of what it needs each time it runs. */
const withCounter = <E, A>(f: (counter: { count: number }) => C.Coroutine<World, E, A>): C.Coroutine<World, E, A> =>
  C.suspend(() => f({ count: 0 }))

// -------------------------------------------------------------------------------------
// sync
// -------------------------------------------------------------------------------------

/**
 * What the laws of `sync` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Sync = Pick<typeof C, 'flatMap' | 'fromIO' | 'map' | 'suspend'>

/**
 * A suspended effect happens when its program runs, each time that it does, and what it throws is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.sync(fc)(C)(laws.programs(fc), { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category effects
 * @since 0.1.0
 */
export const sync =
  (fc: FastCheck) =>
  (S: Sync) =>
  (programs: Programs, options?: Options): void => {
    const thrower = (defect: unknown) => (): never => {
      throw defect
    }
    check(
      fc,
      'sync',
      [
        law('cats-effect', 'a suspended value', 'fromIO(() => a) = of(a)', [small(fc)], (a) =>
          same(
            S.fromIO(() => a),
            C.of(a)
          )
        ),
        law('cats-effect', 'a suspended program', 'suspend(() => fa) = fa', [programs], (fa) =>
          same(
            S.suspend(() => fa),
            fa
          )
        ),
        law('cats-effect', 'a suspended throw', 'fromIO(throw d) = suspend(throw d) = die(d)', [small(fc)], (d) => {
          same(S.fromIO(thrower(d)), C.die(d))
          same(S.suspend(thrower(d)), C.die(d))
        }),
        law(
          'fiber-ts',
          'a throwing function',
          'map(throw d)(fa) = flatMap(fa, throw d) = flatMap(fa, () => die(d))',
          [programs, small(fc)],
          (fa, d) => {
            const dies = C.flatMap(fa, () => C.die(d))
            same(S.map(thrower(d))(fa), dies)
            same(S.flatMap(fa, thrower(d)), dies)
          }
        ),
        law('cats-effect', 'what is not run has no effect', 'making fromIO(f) does not call f', [small(fc)], (a) =>
          same(
            withCounter((counter) => {
              S.fromIO(() => counter.count++)
              S.suspend(() => C.of(counter.count++))
              return C.fromIO(() => counter.count + a)
            }),
            C.of(a)
          )
        ),
        law(
          'cats-effect',
          'an effect is not remembered',
          'flatMap(fromIO(f), () => fromIO(f)) calls f twice',
          [small(fc)],
          (a) =>
            same(
              withCounter((counter) => {
                const once = S.fromIO(() => (counter.count += 1))
                const twice = S.suspend(() => once)
                return C.flatMap(once, () => C.map((n: number) => n + a)(C.flatMap(once, () => twice)))
              }),
              C.of(3 + a)
            )
        )
      ],
      options
    )
  }

// -------------------------------------------------------------------------------------
// async
// -------------------------------------------------------------------------------------

/**
 * What the laws of `async` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Async = Pick<typeof C, 'async' | 'never'>

/**
 * A callback ends a wait once: the first result counts, and the canceller runs on interruption only, and then to its end.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.async(fc)(C)()
 *
 * @category effects
 * @since 0.1.0
 */
const asyncLaws =
  (fc: FastCheck) =>
  (S: Async) =>
  (options?: Options): void => {
    type Resume = (result: Either<string, number>) => void
    const result: Arbitrary<Either<string, number>> = fc.oneof(
      small(fc).map(right),
      small(fc).map((n) => left(`e${n}`))
    )
    const settled = (of: Either<string, number>): C.Coroutine<unknown, string, number> => C.fromEither(of)
    /** Milliseconds that take time: to sleep for none is only to yield. */
    const someTime = fc.integer({ min: 1, max: 4 })
    /** A callback that another fiber calls after some milliseconds, as often as there are results. */
    const later = (
      millis: number,
      results: ReadonlyArray<Either<string, number>>,
      canceller?: C.Coroutine<unknown, never, void>
    ): C.Coroutine<World, string, number> =>
      C.asksCoroutine((world: World) =>
        C.suspend(() => {
          let resume: Resume = () => undefined
          return C.flatMap(
            C.fork(C.flatMap(C.sleep(millis), () => C.fromIO(() => results.forEach((each) => resume(each))))),
            () =>
              S.async<string, number>((callback) => {
                resume = callback
                return canceller === undefined ? undefined : C.provide(world)(canceller)
              })
          )
        })
      )
    check(
      fc,
      'async',
      [
        law('cats-effect', 'a result at once', 'async(resume => resume(r)) = fromEither(r)', [result], (r) =>
          same(
            S.async<string, number>((resume) => resume(r)),
            settled(r)
          )
        ),
        law(
          'cats-effect',
          'a result later',
          'async that is resumed with r after n = flatMap(sleep(n), () => fromEither(r))',
          [someTime, result],
          (n, r) =>
            same(
              later(n, [r]),
              C.flatMap(C.sleep(n), () => settled(r))
            )
        ),
        law(
          'cats-effect',
          'the first result counts',
          'async(resume => { resume(r); resume(s) }) = fromEither(r), at once and later',
          [someTime, result, result],
          (n, r, s) => {
            same(
              S.async<string, number>((resume) => {
                resume(r)
                resume(s)
              }),
              settled(r)
            )
            same(
              later(n, [r, s]),
              C.flatMap(C.sleep(n), () => settled(r))
            )
          }
        ),
        law(
          'cats-effect',
          'a canceller does not run on completion',
          'async with a canceller = async without one, when a value comes',
          [someTime, small(fc)],
          (n, a) =>
            sameUndisturbed(
              later(n, [right(a)], C.die('canceller')),
              C.flatMap(C.sleep(n), () => C.of(a))
            )
        ),
        law(
          'cats-effect',
          'a canceller does not run on failure',
          'async with a canceller = async without one, when a failure comes',
          [someTime, small(fc)],
          (n, e) =>
            sameUndisturbed(
              later(n, [left(`e${e}`)], C.die('canceller')),
              C.flatMap(C.sleep(n), () => C.left(`e${e}`))
            )
        ),
        law('cats-effect', 'never', 'async(() => {}) = never', [someTime], (n) =>
          same(C.delay(n)(S.async(() => undefined)), C.delay(n)(S.never))
        ),
        law(
          'fiber-ts',
          'a canceller is a finalizer',
          'async(() => fin) = onInterrupt(fin)(never)',
          [someTime, fc.boolean()],
          (n, dies) => {
            const fin = C.flatMap(C.sleep(n), () => (dies ? C.die('d') : note('cancelled')))
            same(
              C.asksCoroutine((world: World) => S.async(() => C.provide(world)(fin))),
              C.onInterrupt(fin)(C.never)
            )
          }
        ),
        law(
          'fiber-ts',
          'a canceller runs once',
          'interrupted at any step, a canceller runs exactly when there was no result',
          [someTime, fc.integer({ min: 0, max: 1e6 })],
          (n, seed) =>
            throughout(
              C.tap(
                C.asksCoroutine((world: World) =>
                  later(
                    n,
                    [right(1)],
                    C.fromIO(() => world.note('cancelled'))
                  )
                ),
                () => note('got it')
              ),
              seed,
              (o) =>
                count(o, 'cancelled') + count(o, 'got it') <= 1 && (o.exit?._tag === 'Left' || count(o, 'got it') === 1)
            )
        ),
        law(
          'fiber-ts',
          'a result after an interruption reaches nobody',
          'timeoutTo(n, fallback)(async that is resumed later) = flatMap(sleep(n), fallback)',
          [someTime, small(fc)],
          (n, a) =>
            sameUndisturbed(
              C.timeoutTo(n, () => C.flatMap(C.sleep(10), () => C.of(a)))(later(n + 5, [right(-1)])),
              C.flatMap(C.sleep(n + 10), () => C.of(a))
            )
        ),
        law('fiber-ts', 'the signal is aborted on interruption', 'and at no other time', [someTime], (n) => {
          const signalled = (millis: number): C.Coroutine<World, unknown, unknown> =>
            C.suspend(() => {
              let aborted = (): boolean => false
              return C.ensuring(C.suspend(() => note(`aborted: ${aborted()}`)))(
                C.timeoutOption(millis)(
                  C.suspend(() => {
                    let resume: Resume = () => undefined
                    return C.flatMap(C.fork(C.flatMap(C.sleep(5), () => C.fromIO(() => resume(right(1))))), () =>
                      S.async<string, number>((callback, signal) => {
                        resume = callback
                        aborted = () => (signal as { readonly aborted: boolean }).aborted
                      })
                    )
                  })
                )
              )
            })
          sameUndisturbed(
            C.asUnit(signalled(n)),
            C.flatMap(C.sleep(n), () => note('aborted: true'))
          )
          sameUndisturbed(
            C.asUnit(signalled(n + 6)),
            C.flatMap(C.sleep(5), () => note('aborted: false'))
          )
        }),
        law('fiber-ts', 'a throwing registration', 'async(throw d) = die(d)', [small(fc)], (d) =>
          same(
            S.async(() => {
              throw d
            }),
            C.die(d)
          )
        )
      ],
      options
    )
  }

export { asyncLaws as async }

// -------------------------------------------------------------------------------------
// time
// -------------------------------------------------------------------------------------

/**
 * What the laws of `genTemporal` are about. The time is that of the world: `C.asks((world) => world.now())`.
 *
 * @category model
 * @since 0.1.0
 */
export interface GenTemporal extends Pick<
  typeof C,
  'sleep' | 'delay' | 'timeout' | 'timeoutOption' | 'timeoutTo' | 'raceFirst' | 'fork'
> {
  readonly join: typeof F.join
}

/**
 * Sleeping takes as long as it says, alone, in a race and in a fiber; a timeout is on time and loses no result.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.genTemporal(fc)({ ...C, join: Fiber.join })(laws.programs(fc, 2), { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category time
 * @since 0.1.0
 */
export const genTemporal =
  (fc: FastCheck) =>
  (T: GenTemporal) =>
  (programs: Programs, options?: Options): void => {
    const millis = fc.integer({ min: 0, max: 50 })
    const now = C.asks((world: World) => world.now())
    /** How long a program takes, by the clock of the world. */
    const time = <E>(program: C.Coroutine<World, E, unknown>): C.Coroutine<World, E, number> =>
      C.flatMap(now, (start) => C.flatMap(program, () => C.map((end: number) => end - start)(now)))
    check(
      fc,
      'genTemporal',
      [
        law('cats-effect', 'a sleep takes its time', 'sleep(n) takes n', [millis], (n) =>
          sameUndisturbed(
            time(T.sleep(n)),
            C.flatMap(C.sleep(n), () => C.of(n))
          )
        ),
        law(
          'cats-effect',
          'a race of sleeps',
          'raceFirst(sleep(n), sleep(m)) takes min(n, m)',
          [millis, millis],
          (n, m) =>
            sameUndisturbed(
              time(T.raceFirst(T.sleep(m))(T.sleep(n))),
              C.flatMap(C.sleep(Math.min(n, m)), () => C.of(Math.min(n, m)))
            )
        ),
        law(
          'cats-effect',
          'sleeps at the same time',
          'fork(sleep(n)), sleep(m) and join take max(n, m)',
          [millis, millis],
          (n, m) =>
            sameUndisturbed(
              time(C.flatMap(T.fork(T.sleep(n)), (fiber) => C.flatMap(T.sleep(m), () => T.join(fiber)))),
              C.flatMap(C.sleep(Math.max(n, m)), () => C.of(Math.max(n, m)))
            )
        ),
        law(
          'fiber-ts',
          'sleeps one after the other',
          'flatMap(sleep(n), () => sleep(m)) = sleep(n + m)',
          [millis, millis],
          (n, m) =>
            sameUndisturbed(
              C.flatMap(T.sleep(n), () => T.sleep(m)),
              C.sleep(n + m)
            )
        ),
        law(
          'fiber-ts',
          'a delay is a sleep before',
          'delay(n)(fa) = flatMap(sleep(n), () => fa)',
          [small(fc), programs],
          (n, fa) =>
            same(
              T.delay(n)(fa),
              C.flatMap(C.sleep(n), () => fa)
            )
        ),
        law('fiber-ts', 'a timeout that never comes', 'timeout(Infinity)(fa) = fa', [programs], (fa) =>
          sameOverSchedules(T.timeout(Infinity, () => 'late')(fa), fa)
        ),
        law(
          'fiber-ts',
          'a timeout of never',
          'timeout(n, e)(never) = flatMap(sleep(n), () => left(e))',
          [millis],
          (n) =>
            sameUndisturbed(
              T.timeout(n, () => 'late')(C.never),
              C.flatMap(C.sleep(n), () => C.left('late'))
            )
        ),
        law(
          'fiber-ts',
          'forms of timeout agree',
          'timeoutTo(n, () => left(e)) = timeout(n, () => e) and flatMap(timeoutOption(n), fromOption(e)) = timeout(n, e)',
          [small(fc), programs],
          (n, fa) => {
            const late = T.timeout(n, () => 'late')(fa)
            same(T.timeoutTo(n, () => C.left('late'))(fa), late)
            sameUndisturbed(
              C.flatMap(T.timeoutOption(n)(fa), (found) => C.fromOption(() => 'late')(found)),
              late
            )
          }
        ),
        law(
          'fiber-ts',
          'a timeout waits for finalizers',
          'what was timed out has cleaned up when timeoutOption has ended, interrupted at any step',
          [small(fc), fc.integer({ min: 0, max: 1e6 })],
          (n, seed) =>
            throughout(
              C.ensuring(note('after'))(T.timeoutOption(n)(lasting('cleaned up'))),
              seed,
              (o) => before(o, 'cleaned up', 'after') && count(o, 'began') === count(o, 'cleaned up')
            )
        ),
        law(
          'fiber-ts',
          'a timeout loses no completed result',
          'whenever the program has completed, timeoutOption has its value',
          [small(fc), small(fc), fc.integer({ min: 0, max: 1e6 })],
          (n, m, seed) =>
            throughout(
              T.timeoutOption(n)(C.uninterruptible(C.flatMap(C.sleep(m), () => C.as(note('done'), 'value')))),
              seed,
              (o) => {
                if (o.exit?._tag !== 'Right') return o.exit?.left.every((r) => r._tag === 'Interrupt') === true
                return (count(o, 'done') === 1) === ((o.exit.right as { readonly _tag: string })._tag === 'Some')
              }
            )
        )
      ],
      options
    )
  }

/**
 * A clock does not run backwards, and passes while one sleeps.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.clock(fc)(C.asks((world: laws.World) => world.now()))
 *
 * @category time
 * @since 0.1.0
 */
export const clock =
  (fc: FastCheck) =>
  (now: C.Coroutine<World, never, number>, options?: Options): void => {
    const millis = fc.integer({ min: 0, max: 20 })
    check(
      fc,
      'clock',
      [
        law('cats-effect', 'monotonic', 'of two readings the second is not before the first', [millis], (n) =>
          sameUndisturbed(
            C.flatMap(now, (first) => C.flatMap(C.sleep(n), () => C.map((second: number) => second >= first)(now))),
            C.flatMap(C.sleep(n), () => C.of(true))
          )
        ),
        law('fiber-ts', 'time passes', 'between two readings with a sleep(n) between them n passes', [millis], (n) =>
          sameUndisturbed(
            C.flatMap(now, (first) => C.flatMap(C.sleep(n), () => C.map((second: number) => second - first)(now))),
            C.flatMap(C.sleep(n), () => C.of(n))
          )
        )
      ],
      options
    )
  }

/**
 * What makes something unique makes another one each time.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Deferred from 'fiber-ts/Deferred'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.unique(fc)(C.fromIO(() => Symbol()))
 * laws.unique(fc)(Deferred.make())
 *
 * @category effects
 * @since 0.1.0
 */
export const unique =
  (fc: FastCheck) =>
  (make: C.Coroutine<World, never, unknown>, options?: Options): void =>
    check(
      fc,
      'unique',
      [
        law(
          'cats-effect',
          'uniqueness',
          'of n no two are the same, made in turn or at once',
          [fc.integer({ min: 2, max: 9 })],
          (n) => {
            const distinct = C.map((made: ReadonlyArray<unknown>) => new Set(made).size)
            const many = new Array<typeof make>(n).fill(make)
            same(distinct(C.sequenceSeqArray(many)), C.of(n))
            sameUndisturbed(distinct(C.sequenceArray(many)), C.of(n))
          }
        )
      ],
      options
    )

// -------------------------------------------------------------------------------------
// retry
// -------------------------------------------------------------------------------------

/**
 * What the laws of `retrying` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Retrying = Pick<typeof C, 'retry' | 'repeat' | 'retryWhile'>

/**
 * A policy says how often and after how long a program is tried again, and nothing else changes.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.retrying(fc)(C)(laws.programs(fc, 2), { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category time
 * @since 0.1.0
 */
export const retrying =
  (fc: FastCheck) =>
  (R: Retrying) =>
  (programs: Programs, options?: Options): void => {
    const next = kleisli(programs)
    const times = fc.integer({ min: 0, max: 4 })
    const give =
      (most: number, delay: number): RetryPolicy =>
      ({ iterNumber }: RetryStatus) =>
        iterNumber < most ? { _tag: 'Some', value: delay } : { _tag: 'None' }
    const failing = C.flatMap(note('tried'), () => C.left('no'))
    /** The plain recursion that a policy with a constant delay stands for. */
    const again = <E>(
      n: number,
      delay: number,
      program: C.Coroutine<World, E, number>
    ): C.Coroutine<World, E, number> =>
      n === 0 ? program : C.orElse(program, () => C.flatMap(C.sleep(delay), () => again(n - 1, delay, program)))
    check(
      fc,
      'retrying',
      [
        law('fiber-ts', 'a policy that gives up', 'retry(never again)(fa) = fa', [programs], (fa) =>
          same(R.retry(give(0, 0))(fa), fa)
        ),
        law('fiber-ts', 'a success is not tried again', 'retry(policy)(of(a)) = of(a)', [times, small(fc)], (n, a) =>
          same(R.retry(give(n, 1))(C.of(a)), C.of(a))
        ),
        law(
          'fiber-ts',
          'as often and as late as the policy says',
          'retry(n times, each after m)(left(e)) tries n + 1 times in n * m',
          [times, small(fc)],
          (n, delay) => same(R.retry(give(n, delay))(failing), again(n, delay, failing))
        ),
        law(
          'fiber-ts',
          'retry is recursion by orElse',
          'of any program',
          [fc.integer({ min: 0, max: 2 }), small(fc), programs],
          (n, delay, fa) => sameUndisturbed(C.toOption(R.retry(give(n, delay))(fa)), C.toOption(again(n, delay, fa)))
        ),
        law(
          'fiber-ts',
          'only what may be retried',
          'retryWhile(() => false, policy)(fa) = fa',
          [times, programs],
          (n, fa) => same(R.retryWhile(() => false, give(n, 1))(fa), fa)
        ),
        law(
          'fiber-ts',
          'repeat is recursion by flatMap',
          'repeat(n times, each after m)(fa) runs fa n + 1 times, and ends as the last one did',
          [times, small(fc), next],
          (n, delay, f) => {
            const fa = C.suspend(() => f(1))
            const repeated = (left: number): C.Coroutine<World, string, number> =>
              left === 0 ? fa : C.flatMap(fa, () => C.flatMap(C.sleep(delay), () => repeated(left - 1)))
            same(R.repeat(give(n, delay))(fa), repeated(n))
          }
        )
      ],
      options
    )
  }
