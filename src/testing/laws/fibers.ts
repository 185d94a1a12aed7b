/**
 * Laws of fibers, of races, of several programs at once, and of the environment that they run in.
 */
import * as C from '../../Coroutine.js'
import type { Exit } from '../../Exit.js'
import * as F from '../../Fiber.js'
import {
  before,
  count,
  ended,
  finalizers,
  kleisli,
  lasting,
  nothingLeft,
  type Programs,
  small
} from './interruption.js'
import { check, type FastCheck, law, type Options } from './law.js'
import {
  note,
  same,
  sameOverAllSchedules,
  sameOverSchedules,
  sameUndisturbed,
  showExit,
  throughout,
  type World
} from './observe.js'

// a fresh node, so that a law can give it a place of its own in a program
const self: C.Coroutine<unknown, never, never> = C.suspend(() => C.interrupt)

// -------------------------------------------------------------------------------------
// fork, join, interrupt
// -------------------------------------------------------------------------------------

/**
 * What the laws of `genSpawn` are about; `interruptFiber` is `interrupt` of `fiber-ts/Fiber`.
 *
 * @category model
 * @since 0.1.0
 */
export interface GenSpawn extends Pick<typeof C, 'fork' | 'never' | 'raceFirst'> {
  readonly join: typeof F.join
  readonly await: typeof F.await
  readonly interruptFiber: typeof F.interrupt
}

/**
 * Forking, joining, interrupting and racing, as cats-effect states them for GenSpawn, and structured as here: a fiber ends
 * with its parent.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * const spawn = { ...C, ...Fiber, interruptFiber: Fiber.interrupt }
 * laws.genSpawn(fc)(spawn)(laws.programs(fc, 2), {
 *   except: ['racing a self-interruption', 'racing a program that gives way'],
 *   parameters: { numRuns: 10, seed: 1 }
 * })
 *
 * @category fibers
 * @since 0.1.0
 */
export const genSpawn =
  (fc: FastCheck) =>
  (S: GenSpawn) =>
  (programs: Programs, options?: Options): void => {
    const fin = finalizers(programs)
    const seed = fc.integer({ min: 0, max: 1e6 })
    const started = <E, A>(program: C.Coroutine<World, E, A>): C.Coroutine<World, never, F.Fiber<E, A>> =>
      C.tap(S.fork(program), () => C.yieldNow)
    check(
      fc,
      'genSpawn',
      [
        law('cats-effect', 'never on the right of a race', 'raceFirst(fa, never) = fa', [programs], (fa) =>
          sameOverSchedules(S.raceFirst(S.never)(fa), fa)
        ),
        law('cats-effect', 'never on the left of a race', 'raceFirst(never, fa) = fa', [programs], (fa) =>
          sameOverSchedules(S.raceFirst(fa)(S.never), fa)
        ),
        law('cats-effect', 'join of a value', 'flatMap(fork(of(a)), join) = of(a)', [small(fc)], (a) =>
          same(C.flatMap(S.fork(C.of(a)), S.join), C.of(a))
        ),
        law('cats-effect', 'join of a failure', 'flatMap(fork(left(e)), join) = left(e)', [small(fc)], (e) =>
          same(C.flatMap(S.fork(C.left(e)), S.join), C.left(e))
        ),
        law(
          'cats-effect',
          'join of an interrupted fiber',
          'fork(never), interrupt and join = interrupted',
          [small(fc)],
          (millis) =>
            sameUndisturbed(
              C.flatMap(S.fork(S.never), (fiber) =>
                C.flatMap(C.sleep(millis), () => C.flatMap(S.interruptFiber(fiber), () => S.join(fiber)))
              ),
              C.flatMap(C.sleep(millis), () => C.interrupt)
            )
        ),
        law(
          'cats-effect',
          'join of a self-interruption',
          'flatMap(fork(interrupt), join) = interrupt, seen from outside',
          [small(fc)],
          (millis) =>
            sameUndisturbed(
              C.flatMap(S.fork(C.flatMap(C.sleep(millis), () => self)), S.join),
              C.flatMap(C.sleep(millis), () => C.interrupt)
            )
        ),
        law('cats-effect', 'join of never', 'flatMap(fork(never), join) = never', [small(fc)], (n) =>
          same(C.delay(n)(C.flatMap(S.fork(S.never), S.join)), C.delay(n)(S.never))
        ),
        law('cats-effect', 'fork is not waited for', 'flatMap(fork(never), () => of(a)) = of(a)', [small(fc)], (a) =>
          same(
            C.flatMap(S.fork(S.never), () => C.of(a)),
            C.of(a)
          )
        ),
        law('fiber-ts', 'fork and join in place', 'flatMap(fork(fa), join) = fa', [programs], (fa) =>
          sameOverSchedules(C.flatMap(S.fork(fa), S.join), fa)
        ),
        law(
          'cats-effect',
          'a finalizer in a fiber is a finalizer in place',
          'flatMap(fork(onExit(f)(fa)), join) = onExit(f)(fa)',
          [programs],
          (fa) => {
            const guarded = C.onExit((exit) => note(showExit(exit)))(fa)
            sameOverSchedules(C.flatMap(S.fork(guarded), S.join), guarded)
          }
        ),
        law('cats-effect', 'nothing follows never', 'flatMap(never, () => fa) = never', [programs], (fa) =>
          same(
            C.flatMap(S.never, () => fa),
            S.never
          )
        ),
        law('cats-effect', 'forceR of never', 'flatMap(toExit(never), () => fa) = never', [programs], (fa) =>
          same(
            C.flatMap(C.toExit(S.never), () => fa),
            S.never
          )
        ),
        law(
          'cats-effect',
          'racers do not inherit a mask',
          'uninterruptible(raceFirst(never, sleep(n))) ends',
          [small(fc)],
          (n) => sameUndisturbed(C.uninterruptible(S.raceFirst(C.as(C.sleep(n), n))(S.never)), C.as(C.sleep(n), n))
        ),
        law(
          'cats-effect',
          'a fiber can be interrupted from inside a mask',
          'uninterruptible(fork(never), interrupt) ends',
          [small(fc)],
          (a) =>
            sameUndisturbed(
              C.uninterruptible(C.flatMap(started(S.never), (fiber) => C.as(S.interruptFiber(fiber), a))),
              C.of(a)
            )
        ),
        law(
          'cats-effect',
          'a fiber that was forked in a mask can be interrupted',
          'flatMap(uninterruptible(fork(never)), interrupt) ends',
          [small(fc)],
          (a) =>
            sameUndisturbed(
              C.flatMap(C.uninterruptible(started(S.never)), (fiber) => C.as(S.interruptFiber(fiber), a)),
              C.of(a)
            )
        ),
        law('cats-effect', 'racing a self-interruption', 'raceFirst(interrupt, fa) = fa', [programs], (fa) =>
          sameUndisturbed(S.raceFirst(fa)(self), fa)
        ),
        law('cats-effect', 'racing a program that gives way', 'raceFirst(yieldNow, of(a)) = of(a)', [small(fc)], (a) =>
          sameOverSchedules(S.raceFirst(C.of(a))(C.as(C.yieldNow, -1)), C.of(a))
        ),
        law(
          'fiber-ts',
          'interruption is idempotent',
          'interrupting a fiber twice is interrupting it once',
          [programs, small(fc)],
          (fa, millis) => {
            const twice = (again: boolean): C.Coroutine<World, never, unknown> =>
              C.flatMap(started(C.ensuring(note('ended'))(fa)), (fiber) =>
                C.flatMap(C.sleep(millis), () =>
                  C.flatMap(S.interruptFiber(fiber), (exit) =>
                    again
                      ? C.map((second: typeof exit) => [showExit(exit), showExit(second)])(S.interruptFiber(fiber))
                      : C.of([showExit(exit), showExit(exit)])
                  )
                )
              )
            sameUndisturbed(twice(true), twice(false))
          }
        ),
        law(
          'fiber-ts',
          'two interruptions at once are one',
          'all([interrupt(fiber), interrupt(fiber)]) = interrupt(fiber), twice',
          [programs, small(fc)],
          (fa, millis) => {
            const both = (
              f: (fiber: F.Fiber<string, number>) => C.Coroutine<World, never, unknown>
            ): C.Coroutine<World, never, unknown> =>
              C.flatMap(started(C.ensuring(note('ended'))(fa)), (fiber) => C.flatMap(C.sleep(millis), () => f(fiber)))
            const show = C.map(showExit)
            sameUndisturbed(
              both((fiber) => C.all([show(S.interruptFiber(fiber)), show(S.interruptFiber(fiber))])),
              both((fiber) => C.map(([exit]: [string]) => [exit, exit])(C.all([show(S.interruptFiber(fiber))])))
            )
          }
        ),
        law(
          'fiber-ts',
          'interrupting an ended fiber changes nothing',
          'await, then interrupt = await',
          [programs],
          (fa) =>
            sameUndisturbed(
              C.flatMap(S.fork(fa), (fiber) =>
                C.flatMap(S.await(fiber), () => C.map(showExit)(S.interruptFiber(fiber)))
              ),
              C.flatMap(S.fork(fa), (fiber) => C.map(showExit)(S.await(fiber)))
            )
        ),
        law(
          'fiber-ts',
          'interrupting waits for finalizers',
          'when interrupt has returned, the finalizers of the fiber have run',
          [fin, seed],
          (f, n) =>
            throughout(
              C.flatMap(started(C.ensuring(C.ensuring(note('ended'))(f))(C.never)), (fiber) =>
                C.flatMap(S.interruptFiber(fiber), () => note('interrupted'))
              ),
              n,
              (o) => before(o, 'ended', 'interrupted')
            )
        ),
        law(
          'fiber-ts',
          'a fiber ends with its parent',
          'what fa forked has ended, its finalizers included, when fa has ended, interrupted at any step',
          [programs, seed],
          (fa, n) =>
            throughout(
              C.ensuring(note('after'))(
                C.flatMap(
                  C.fork(C.flatMap(S.fork(lasting('child ended')), () => C.flatMap(C.yieldNow, () => fa))),
                  (fiber) => F.await(fiber)
                )
              ),
              n,
              (o) => !ended(o) || count(o, 'began') === count(o, 'child ended')
            )
        ),
        law(
          'fiber-ts',
          'nothing is left of a run',
          'when a program has ended there is no fiber and no timer of it, interrupted at any step',
          [programs, programs, seed],
          (fa, fb, n) =>
            throughout(
              C.flatMap(S.fork(fa), () => C.flatMap(S.fork(lasting('ended')), () => fb)),
              n,
              (o) => !ended(o) || nothingLeft(o)
            )
        )
      ],
      options
    )
  }

// -------------------------------------------------------------------------------------
// race
// -------------------------------------------------------------------------------------

/**
 * What the laws of `race` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Race = Pick<typeof C, 'race' | 'raceAll' | 'raceFirst'>

/**
 * The first success wins a race; a loser has cleaned up when the race ends, and no result is lost.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.race(fc)(C)(laws.programs(fc, 1), { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category fibers
 * @since 0.1.0
 */
export const race =
  (fc: FastCheck) =>
  (R: Race) =>
  (programs: Programs, options?: Options): void => {
    const seed = fc.integer({ min: 0, max: 1e6 })
    // in a fiber of its own, so that a self-interruption is a value as well
    const succeeding = programs.map((fa) =>
      C.flatMap(C.fork(fa), (fiber) =>
        C.map((exit: Exit<string, number>) => (exit._tag === 'Right' ? exit.right : 0))(F.await(fiber))
      )
    )
    check(
      fc,
      'race',
      [
        law('fiber-ts', 'symmetry', 'race(fa, fb) = race(fb, fa), over all schedules', [programs, programs], (fa, fb) =>
          sameOverAllSchedules(C.asUnit(C.toOption(R.race(fb)(fa))), C.asUnit(C.toOption(R.race(fa)(fb))))
        ),
        law('fiber-ts', 'a race of one', 'raceAll([fa]) = fa', [programs], (fa) =>
          sameOverSchedules(R.raceAll([fa]), fa)
        ),
        law('fiber-ts', 'never loses to a success', 'race(fa, never) = fa, of what does not fail', [succeeding], (fa) =>
          sameOverSchedules(R.race(C.never)(fa), fa)
        ),
        law(
          'fiber-ts',
          'a failure leaves the race to the others',
          'race(left(e), sleep(n)) = sleep(n)',
          [small(fc), small(fc)],
          (e, n) => sameUndisturbed(R.race(C.as(C.sleep(n), n))(C.left(e)), C.as(C.sleep(n), n))
        ),
        law(
          'fiber-ts',
          'an interrupted racer leaves the race to the others',
          'race(interrupt, sleep(n)) = sleep(n)',
          [small(fc)],
          (n) => sameUndisturbed(R.race(C.as(C.sleep(n), n))(self), C.as(C.sleep(n), n))
        ),
        law(
          'fiber-ts',
          'all failures are kept',
          'race(left(e), left(f)) fails with e and f, in order of time',
          [small(fc), small(fc)],
          (e, n) =>
            sameUndisturbed(
              R.race(C.left('f'))(C.flatMap(C.sleep(n + 1), () => C.left(e))),
              C.flatMap(C.sleep(n + 1), () =>
                C.fromExit<string | number, never>({
                  _tag: 'Left',
                  left: [
                    { _tag: 'Fail', error: 'f' },
                    { _tag: 'Fail', error: e }
                  ]
                })
              )
            )
        ),
        law(
          'fiber-ts',
          'the first to end decides raceFirst',
          'raceFirst(left(e), never) = left(e), and of two sleeps the shorter wins',
          [small(fc), small(fc)],
          (e, n) => {
            sameUndisturbed(R.raceFirst(C.never)(C.left(e)), C.left(e))
            sameUndisturbed(
              R.raceFirst(C.as(C.sleep(n), 'short'))(C.as(C.sleep(n + 1), 'long')),
              C.as(C.sleep(n), 'short')
            )
          }
        ),
        law(
          'fiber-ts',
          'losers have cleaned up',
          "a loser's finalizers have run when the race has ended, interrupted at any step",
          [programs, seed],
          (fa, n) =>
            throughout(
              C.ensuring(note('after'))(R.race(lasting('loser ended'))(C.flatMap(C.yieldNow, () => fa))),
              n,
              (o) => !ended(o) || (count(o, 'began') === count(o, 'loser ended') && before(o, 'loser ended', 'after'))
            )
        ),
        law(
          'fiber-ts',
          'no completed result is lost',
          'whenever a racer has completed, the race ends with the value of one that has',
          [small(fc), small(fc), seed],
          (a, b, n) => {
            const racer = (name: string, millis: number): C.Coroutine<World, never, string> =>
              C.uninterruptible(C.flatMap(C.sleep(millis), () => C.as(note(name), name)))
            throughout(R.race(racer('b', b))(racer('a', a)), n, (o) =>
              o.exit?._tag === 'Right'
                ? count(o, o.exit.right as string) === 1
                : o.exit?.left.every((reason) => reason._tag === 'Interrupt' && reason.by === 'host') === true
            )
          }
        )
      ],
      options
    )
  }

// -------------------------------------------------------------------------------------
// all
// -------------------------------------------------------------------------------------

/**
 * What the laws of `traversal` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Traversal = Pick<typeof C, 'all' | 'traverseArray' | 'traverseArrayN' | 'traverseSeqArray'>

/**
 * Several programs at once: the values in order, no more at a time than allowed, and the first failure ends the rest.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.traversal(fc)(C)(laws.programs(fc, 1), { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category fibers
 * @since 0.1.0
 */
export const traversal =
  (fc: FastCheck) =>
  (T: Traversal) =>
  (programs: Programs, options?: Options): void => {
    const seed = fc.integer({ min: 0, max: 1e6 })
    const delays = fc.array(small(fc), { minLength: 1, maxLength: 6 })
    check(
      fc,
      'traversal',
      [
        law(
          'fp-ts-laws',
          'of pure programs',
          'traverseArray(of)(as) = of(as)',
          [delays],
          (as: ReadonlyArray<number>) => {
            same(T.traverseArray((a: number) => C.of(a))(as), C.of(as))
          }
        ),
        law(
          'fiber-ts',
          'values come in the order of the items',
          'traverseArrayN(n)(sleepy)(as) = as, whatever the delays',
          [delays, fc.integer({ min: 1, max: 3 })],
          (as: ReadonlyArray<number>, n) => {
            const sleepy = (millis: number): C.Coroutine<unknown, never, number> => C.as(C.sleep(millis), millis)
            sameUndisturbed(
              C.flatMap(C.timeoutOption(1000)(T.traverseArrayN(n)(sleepy)(as)), (found) =>
                C.flatMap(C.sleep(0), () => (found._tag === 'Some' ? note(found.value.join()) : C.of(undefined)))
              ),
              C.flatMap(C.traverseArrayN(n)(sleepy)(as), () => note(as.join()))
            )
          }
        ),
        law(
          'fiber-ts',
          'no more at a time than allowed',
          'of traverseArrayN(n) at most n run at once, under any schedule',
          [delays, fc.integer({ min: 1, max: 3 }), seed],
          (as: ReadonlyArray<number>, most, n) => {
            const step = (millis: number): C.Coroutine<World, never, void> =>
              C.bracket(
                note('+'),
                () => C.sleep(millis),
                () => note('-')
              )
            throughout(T.traverseArrayN(most)(step)(as), n, (o) => {
              let running = 0
              return o.log.every((line) => (running += line.endsWith('+') ? 1 : -1) <= most) && running === 0
            })
          }
        ),
        law(
          'fiber-ts',
          'one after the other is flatMap',
          'traverseSeqArray(f)([a, b]) = flatMap(f(a), x => map(f(b), y => [x, y]))',
          [programs, programs],
          (fa, fb) =>
            same(
              T.traverseSeqArray((each: typeof fa) => each)([fa, fb]),
              C.flatMap(fa, (a) => C.map((b: number) => [a, b])(fb))
            )
        ),
        law('fiber-ts', 'all of one', 'all([fa]) = map(fa, a => [a])', [programs], (fa) =>
          sameOverSchedules(T.all([fa]), C.map((a: number) => [a])(fa))
        ),
        law(
          'fiber-ts',
          'all is symmetric',
          'map(all([fa, fb]), swap) = all([fb, fa]), over all schedules, up to the order of failures',
          [programs, programs],
          (fa, fb) => {
            const both = (
              pair: C.Coroutine<World, string, ReadonlyArray<number>>
            ): C.Coroutine<World, never, unknown> =>
              C.map((exit: { readonly _tag: string; readonly right?: unknown }) =>
                exit._tag === 'Right' ? exit.right : 'failed'
              )(C.toExit(pair) as C.Coroutine<World, never, any>)
            sameOverAllSchedules(
              both(C.map(([a, b]: [number, number]) => [b, a])(T.all([fa, fb]))),
              both(C.all([fb, fa]))
            )
          }
        ),
        law(
          'fiber-ts',
          'the first failure ends the rest',
          'all([fail after n, never]) ends after n, when the others have cleaned up',
          [small(fc), seed],
          (millis, n) =>
            throughout(
              C.ensuring(note('after'))(
                T.all([lasting('sibling ended'), C.flatMap(C.sleep(millis), () => C.left('no'))])
              ),
              n,
              (o) =>
                o.exit !== undefined &&
                nothingLeft(o) &&
                count(o, 'began') === count(o, 'sibling ended') &&
                before(o, 'sibling ended', 'after')
            )
        )
      ],
      options
    )
  }

// -------------------------------------------------------------------------------------
// environment
// -------------------------------------------------------------------------------------

/**
 * What the laws of `reader` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Reader = Pick<
  typeof C,
  'ask' | 'asks' | 'provide' | 'local' | 'flatMap' | 'fork' | 'raceFirst' | 'ensuring' | 'toExit'
>

/**
 * The environment of a program: given from outside, the same throughout it, and never seen outside of it.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.reader(fc)(C)(laws.programs(fc, 2), { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category environment
 * @since 0.1.0
 */
export const reader =
  (fc: FastCheck) =>
  (R: Reader) =>
  (programs: Programs, options?: Options): void => {
    const next = kleisli(programs)
    const fin = finalizers(programs)
    const value = fc.integer({ min: 10, max: 20 })
    const set = (n: number) => (world: World) => ({ ...world, value: n })
    const add = (n: number) => (world: World) => ({ ...world, value: world.value * 2 + n })
    const read: C.Coroutine<World, never, number> = R.asks((world: World) => world.value)
    /** Runs what is made with a way to provide a world whose value is `n`. */
    const provided = <E, A>(
      n: number,
      f: (provide: <E2, A2>(ma: C.Coroutine<World, E2, A2>) => C.Coroutine<unknown, E2, A2>) => C.Coroutine<World, E, A>
    ): C.Coroutine<World, E, A> => C.asksCoroutine((world: World) => f((ma) => R.provide(set(n)(world))(ma)))
    check(
      fc,
      'reader',
      [
        law('fiber-ts', 'provide and ask', 'provide(r)(ask()) = of(r)', [value], (n) =>
          same(R.provide(n)(R.ask<number>()), C.of(n))
        ),
        law('fiber-ts', 'asks is a map of ask', 'asks(f) = map(f)(ask())', [value], (n) =>
          same(
            R.asks((world: World) => world.value + n),
            C.map((world: World) => world.value + n)(R.ask<World>())
          )
        ),
        law('fiber-ts', 'reading has no effect', 'flatMap(ask(), () => fa) = fa', [programs], (fa) =>
          same(
            R.flatMap(R.ask<World>(), () => fa),
            fa
          )
        ),
        law(
          'fiber-ts',
          'provide distributes over flatMap',
          'provide(r)(flatMap(fa, f)) = flatMap(provide(r)(fa), a => provide(r)(f(a)))',
          [value, programs, next],
          (n, fa, f) =>
            same(
              provided(n, (provide) => provide(R.flatMap(fa, f))),
              provided(n, (provide) => R.flatMap(provide(fa), (a) => provide(f(a))))
            )
        ),
        law(
          'fiber-ts',
          'provide distributes over finalizers',
          'provide(r)(ensuring(fin)(fa)) = ensuring(provide(r)(fin))(provide(r)(fa))',
          [value, programs, fin],
          (n, fa, f) =>
            same(
              provided(n, (provide) => provide(R.ensuring(f)(fa))),
              provided(n, (provide) => R.ensuring(provide(f))(provide(fa)))
            )
        ),
        law(
          'fiber-ts',
          'provide distributes over fork',
          'provide(r)(fork(fa)) = fork(provide(r)(fa))',
          [value, programs],
          (n, fa) =>
            same(
              provided(n, (provide) => C.flatMap(provide(R.fork(fa)), F.join)),
              provided(n, (provide) => C.flatMap(R.fork(provide(fa)), F.join))
            )
        ),
        law(
          'fiber-ts',
          'provide distributes over race',
          'provide(r)(raceFirst(fa, fb)) = raceFirst(provide(r)(fa), provide(r)(fb))',
          [value, programs, programs],
          (n, fa, fb) =>
            same(
              provided(n, (provide) => provide(R.raceFirst(fb)(fa))),
              provided(n, (provide) => R.raceFirst(provide(fb))(provide(fa)))
            )
        ),
        law('fiber-ts', 'local identity', 'local(identity)(fa) = fa', [programs], (fa) =>
          same(R.local((world: World) => world)(fa), fa)
        ),
        law(
          'fiber-ts',
          'local composition',
          'local(f)(local(g)(fa)) = local(g . f)(fa)',
          [value, value, programs],
          (n, m, fa) => same(R.local(add(n))(R.local(add(m))(fa)), R.local((world: World) => add(m)(add(n)(world)))(fa))
        ),
        law('fiber-ts', 'local and ask', 'local(f)(asks(g)) = asks(g . f)', [value], (n) =>
          same(
            R.local(add(n))(read),
            C.asks((world: World) => add(n)(world).value)
          )
        ),
        law(
          'fiber-ts',
          'what is provided stays',
          'local(f)(provide(r)(fa)) = provide(r)(fa)',
          [value, value, programs],
          (n, m, fa) =>
            same(
              provided(n, (provide) => R.local(add(m))(provide(fa))),
              provided(n, (provide) => provide(fa))
            )
        ),
        law(
          'fiber-ts',
          'an environment ends with its program',
          'after local(f)(fa), however that ended, ask() answers what it did before',
          [value, programs],
          (n, fa) =>
            same(
              C.flatMap(R.toExit(R.local(add(n))(fa)), () => read),
              C.flatMap(R.toExit(R.local(add(n))(fa)), () => C.of(1))
            )
        ),
        law(
          'fiber-ts',
          'a finalizer has the environment of where it is written',
          'ensuring(fin)(local(f)(fa)) runs fin outside of f',
          [value, programs],
          (n, fa) =>
            same(
              R.ensuring(C.flatMap(read, (seen) => note(`${seen}`)))(R.local(add(n))(fa)),
              R.ensuring(note('1'))(R.local(add(n))(fa))
            )
        ),
        law(
          'fiber-ts',
          'a fiber keeps its environment',
          'a fiber that was forked inside of local(f) reads it when that has ended',
          [value],
          (n) =>
            same(
              C.flatMap(R.local(add(n))(R.fork(C.flatMap(C.sleep(1), () => read))), F.join),
              C.flatMap(C.sleep(1), () => C.of(add(n)({ value: 1, note: () => undefined, now: () => 0 }).value))
            )
        )
      ],
      options
    )
  }
