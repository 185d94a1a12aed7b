/**
 * Laws of what fibers share: Deferred, Ref, Semaphore, Queue.
 *
 * A primitive that is written by hand is checked by the same laws as the library's own: an instance is a record of its
 * operations under the names that the module gives them.
 */
import * as C from '../../Coroutine.js'
import type * as D from '../../Deferred.js'
import type * as Q from '../../Queue.js'
import type * as R from '../../Ref.js'
import * as Scope from '../../Scope.js'
import type * as S from '../../Semaphore.js'
import { before, count, ended, type Programs, small } from './interruption.js'
import { type Arbitrary, check, type FastCheck, law, type Options } from './law.js'
import { note, same, sameUndisturbed, throughout, type World } from './observe.js'

const seeds = (fc: FastCheck): Arbitrary<number> => fc.integer({ min: 0, max: 1e6 })

const numbered = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, i) => i)

// -------------------------------------------------------------------------------------
// Deferred
// -------------------------------------------------------------------------------------

/**
 * What the laws of `deferred` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Deferred = Pick<typeof D, 'make' | 'await' | 'succeed' | 'fail' | 'isDone'>

/**
 * A Deferred is completed once, and every waiter sees the same.
 *
 * @example
 * import * as Deferred from 'fiber-ts/Deferred'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.deferred(fc)(Deferred)()
 *
 * @category primitives
 * @since 0.1.0
 */
export const deferred =
  (fc: FastCheck) =>
  (P: Deferred) =>
  (options?: Options): void => {
    const make = P.make<string, number>()
    check(
      fc,
      'deferred',
      [
        law('cats-effect', 'await after succeed', 'succeed(d, a), then await(d) = of(a)', [small(fc)], (a) =>
          same(
            C.flatMap(make, (d) => C.flatMap(P.succeed(d, a), () => P.await(d))),
            C.of(a)
          )
        ),
        law('fiber-ts', 'await after fail', 'fail(d, e), then await(d) = left(e)', [small(fc)], (e) =>
          same(
            C.flatMap(make, (d) => C.flatMap(P.fail(d, `e${e}`), () => P.await(d))),
            C.left(`e${e}`)
          )
        ),
        law('cats-effect', 'await of an empty one', 'await(d) = never', [small(fc)], (n) =>
          same(C.delay(n)(C.flatMap(make, (d) => P.await(d))), C.delay(n)(C.never))
        ),
        law(
          'cats-effect',
          'the first completion counts',
          'succeed(d, a), succeed(d, b), fail(d, e), await(d) = [true, false, false, a]',
          [small(fc), small(fc)],
          (a, b) =>
            same(
              C.flatMap(make, (d) =>
                C.all([P.succeed(d, a), P.succeed(d, b), P.fail(d, 'e'), P.await(d)], { concurrency: 1 })
              ),
              C.of([true, false, false, a])
            )
        ),
        law('fiber-ts', 'isDone', 'false, then true once it is completed', [fc.boolean()], (succeeds) =>
          same(
            C.flatMap(make, (d) =>
              C.all([P.isDone(d), succeeds ? P.succeed(d, 1) : P.fail(d, 'e'), P.isDone(d)], { concurrency: 1 })
            ),
            C.of([false, true, true])
          )
        ),
        law(
          'fiber-ts',
          'every waiter sees the same',
          'whoever completes first, under any schedule, all waiters have its value',
          [fc.integer({ min: 1, max: 4 }), small(fc), small(fc), seeds(fc)],
          (waiters, n, m, seed) =>
            throughout(
              C.flatMap(make, (d) =>
                C.all([
                  ...numbered(waiters).map(() => C.flatMap(P.await(d), (seen) => note(`saw ${seen}`))),
                  C.flatMap(C.sleep(n), () => C.asUnit(P.succeed(d, 1))),
                  C.flatMap(C.sleep(m), () => C.asUnit(P.succeed(d, 2)))
                ])
              ),
              seed,
              (o) =>
                ended(o) &&
                new Set(o.log.map((line) => line.replace(/^.*: /, ''))).size <= 1 &&
                (o.exit?._tag !== 'Right' || o.log.length === waiters)
            )
        ),
        law(
          'fiber-ts',
          'a waiter can leave',
          'of two waiters, one that times out does not take the value of the other',
          [small(fc), small(fc)],
          (n, a) =>
            sameUndisturbed(
              C.flatMap(make, (d) =>
                C.all([
                  C.map(({ _tag }: { readonly _tag: string }) => _tag)(C.timeoutOption(n)(P.await(d))),
                  P.await(d),
                  C.flatMap(C.sleep(n + 1), () => P.succeed(d, a))
                ])
              ),
              C.flatMap(C.sleep(n + 1), () => C.of(['None', a, true]))
            )
        )
      ],
      options
    )
  }

// -------------------------------------------------------------------------------------
// Ref
// -------------------------------------------------------------------------------------

/**
 * What the laws of `ref` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Ref = Pick<typeof R, 'make' | 'read' | 'write' | 'modify'>

/**
 * A Ref holds what was written last, and a modification is one step.
 *
 * @example
 * import * as Ref from 'fiber-ts/Ref'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.ref(fc)(Ref)()
 *
 * @category primitives
 * @since 0.1.0
 */
export const ref =
  (fc: FastCheck) =>
  (P: Ref) =>
  (options?: Options): void =>
    check(
      fc,
      'ref',
      [
        law('cats-effect', 'read after make', 'flatMap(make(a), read) = of(a)', [small(fc)], (a) =>
          same(
            C.flatMap(P.make(a), (r) => P.read(r)),
            C.of(a)
          )
        ),
        law('cats-effect', 'read after write', 'write(r, b), then read(r) = of(b)', [small(fc), small(fc)], (a, b) =>
          same(
            C.flatMap(P.make(a), (r) => C.flatMap(P.write(r, b), () => P.read(r))),
            C.of(b)
          )
        ),
        law('cats-effect', 'write twice', 'write(r, b), write(r, c) = write(r, c)', [small(fc), small(fc)], (b, c) =>
          same(
            C.flatMap(P.make(-1), (r) => C.flatMap(P.write(r, b), () => C.flatMap(P.write(r, c), () => P.read(r)))),
            C.of(c)
          )
        ),
        law('fiber-ts', 'modify', 'modify(r, f), then read(r) = of(f(a))', [small(fc), small(fc)], (a, n) =>
          same(
            C.flatMap(P.make(a), (r) =>
              C.flatMap(
                P.modify(r, (value) => value * 2 + n),
                () => P.read(r)
              )
            ),
            C.of(a * 2 + n)
          )
        ),
        law(
          'fiber-ts',
          'a modification is one step',
          'n fibers that add 1 add n, under any schedule',
          [fc.integer({ min: 1, max: 4 }), seeds(fc)],
          (n, seed) =>
            throughout(
              C.flatMap(P.make(0), (r) =>
                C.flatMap(
                  C.all(numbered(n).map(() => C.flatMap(C.yieldNow, () => P.modify(r, (value) => value + 1)))),
                  () => P.read(r)
                )
              ),
              seed,
              (o) => o.exit?._tag !== 'Right' || o.exit.right === n
            )
        )
      ],
      options
    )

// -------------------------------------------------------------------------------------
// Semaphore
// -------------------------------------------------------------------------------------

/**
 * What the laws of `semaphore` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Semaphore = Pick<typeof S, 'make' | 'withPermits' | 'acquire' | 'release' | 'statistics'>

/**
 * Permits are neither lost nor made, no more are held than there are, and who comes first is served first.
 *
 * @example
 * import * as Semaphore from 'fiber-ts/Semaphore'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.semaphore(fc)(Semaphore)(laws.programs(fc, 2), { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category primitives
 * @since 0.1.0
 */
export const semaphore =
  (fc: FastCheck) =>
  (P: Semaphore) =>
  (programs: Programs, options?: Options): void => {
    const permits = fc.integer({ min: 1, max: 3 })
    const delays: Arbitrary<ReadonlyArray<number>> = fc.array(small(fc), { minLength: 2, maxLength: 5 })
    const free = (s: S.Semaphore): C.Coroutine<World, never, void> =>
      C.flatMap(P.statistics(s), ({ free: left, waiting }) => note(`free ${left}, waiting ${waiting}`))
    check(
      fc,
      'semaphore',
      [
        law('cats-effect', 'a permit that is there', 'withPermits(make(n), 1)(fa) = fa', [permits, programs], (n, fa) =>
          same(
            C.flatMap(P.make(n), (s) => P.withPermits(s, 1)(Scope.scoped(fa))),
            Scope.scoped(fa)
          )
        ),
        law(
          'fiber-ts',
          'permits are conserved',
          'when all users have ended, interrupted at any step, every permit is free',
          [permits, programs, seeds(fc)],
          (n, fa, seed) =>
            throughout(
              C.flatMap(P.make(n), (s) =>
                C.ensuring(free(s))(
                  Scope.scoped(
                    C.all([
                      P.withPermits(s, 1)(fa),
                      P.withPermits(s, n)(C.sleep(1)),
                      C.timeoutOption(1)(P.withPermits(s, 1)(C.sleep(3))),
                      P.withPermits(s, 1)(C.flatMap(C.sleep(2), () => fa))
                    ])
                  )
                )
              ),
              seed,
              (o) => !ended(o) || o.log.every((line) => !line.includes('free') || line.endsWith(`free ${n}, waiting 0`))
            )
        ),
        law(
          'fiber-ts',
          'no more permits than there are',
          'of a semaphore of n, at most n users run at once, under any schedule',
          [permits, delays, seeds(fc)],
          (n, millis, seed) =>
            throughout(
              C.flatMap(P.make(n), (s) =>
                C.all(
                  millis.map((each) =>
                    P.withPermits(
                      s,
                      1
                    )(
                      C.bracket(
                        note('+'),
                        () => C.sleep(each),
                        () => note('-')
                      )
                    )
                  )
                )
              ),
              seed,
              (o) => {
                let running = 0
                return ended(o) && o.log.every((line) => (running += line.endsWith('+') ? 1 : -1) <= n)
              }
            )
        ),
        law(
          'fiber-ts',
          'first come, first served',
          'users of a semaphore of 1 run in the order in which they came',
          [delays],
          (millis) =>
            sameUndisturbed(
              C.flatMap(P.make(1), (s) =>
                C.all(
                  millis.map((each, i) =>
                    C.flatMap(C.sleep(i), () =>
                      P.withPermits(s, 1)(C.flatMap(note(`${i}`), () => C.sleep(each + millis.length)))
                    )
                  )
                )
              ),
              C.traverseSeqArray((i: number) =>
                C.flatMap(note(`${i}`), () => C.sleep((millis[i] ?? 0) + millis.length))
              )(numbered(millis.length))
            )
        ),
        law(
          'fiber-ts',
          'acquire and release',
          'as many as are acquired are missing until they are released',
          [permits, permits],
          (n, m) => {
            const taken = Math.min(n, m)
            same(
              C.flatMap(P.make(n), (s) =>
                C.flatMap(P.acquire(s, taken), () =>
                  C.flatMap(free(s), () => C.flatMap(P.release(s, taken), () => free(s)))
                )
              ),
              C.flatMap(note(`free ${n - taken}, waiting 0`), () => note(`free ${n}, waiting 0`))
            )
          }
        ),
        law(
          'fiber-ts',
          'who stops waiting takes nothing',
          'a user that times out while it waits leaves its place to the next',
          [small(fc)],
          (n) =>
            sameUndisturbed(
              C.flatMap(P.make(1), (s) =>
                C.all([
                  P.withPermits(s, 1)(C.sleep(n + 4)),
                  C.delay(1)(C.timeoutTo(n + 1, () => note('left'))(P.withPermits(s, 1)(note('not reached')))),
                  C.delay(2)(P.withPermits(s, 1)(note('got it')))
                ])
              ),
              C.flatMap(C.sleep(n + 2), () =>
                C.flatMap(note('left'), () =>
                  C.flatMap(C.sleep(2), () => C.as(note('got it'), [undefined, undefined, undefined]))
                )
              )
            )
        )
      ],
      options
    )
  }

// -------------------------------------------------------------------------------------
// Queue
// -------------------------------------------------------------------------------------

/**
 * What the laws of `queue` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Queue = Pick<typeof Q, 'bounded' | 'unbounded' | 'offer' | 'take' | 'poll' | 'statistics'>

/**
 * What is put into a queue comes out once, in order, and a taker or an offerer that leaves takes nothing with it.
 *
 * @example
 * import * as Queue from 'fiber-ts/Queue'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.queue(fc)(Queue)({ parameters: { numRuns: 10, seed: 1 } })
 *
 * @category primitives
 * @since 0.1.0
 */
export const queue =
  (fc: FastCheck) =>
  (P: Queue) =>
  (options?: Options): void => {
    const capacity = fc.integer({ min: 1, max: 3 })
    const size = fc.integer({ min: 1, max: 6 })
    const offers = (q: Q.Queue<number>, items: ReadonlyArray<number>): C.Coroutine<World, unknown, unknown> =>
      C.traverseSeqArray((item: number) => C.flatMap(C.yieldNow, () => P.offer(q, item)))(items)
    /** Takes for ever, and notes what it got. */
    const taker = (q: Q.Queue<number>, name = ''): C.Coroutine<World, unknown, never> =>
      C.forever(
        C.uninterruptibleMask((restore) => C.flatMap(restore(P.take(q)), (item) => note(`took ${name}${item}`)))
      )
    const drained = (q: Q.Queue<number>): C.Coroutine<World, never, void> =>
      C.flatMap(P.poll(q), (item) =>
        item._tag === 'None' ? C.of(undefined) : C.flatMap(note(`took ${item.value}`), () => drained(q))
      )
    check(
      fc,
      'queue',
      [
        law('cats-effect', 'first in, first out', 'offered one after the other, taken in that order', [size], (n) =>
          same(
            C.flatMap(P.unbounded<number>(), (q) =>
              C.flatMap(offers(q, numbered(n)), () => C.traverseSeqArray(() => P.take(q))(numbered(n)))
            ),
            C.flatMap(C.traverseSeqArray(() => C.yieldNow)(numbered(n)), () => C.of(numbered(n)))
          )
        ),
        law('cats-effect', 'take of an empty queue', 'take(q) = never', [capacity], (n) =>
          same(
            C.flatMap(P.bounded<number>(n), (q) => P.take(q)),
            C.never
          )
        ),
        law('cats-effect', 'poll of an empty queue', 'poll(q) = of(none)', [capacity], (n) =>
          same(
            C.flatMap(P.bounded<number>(n), (q) => P.poll(q)),
            C.of({ _tag: 'None' })
          )
        ),
        law('cats-effect', 'a full queue', 'offer to a bounded queue that is full waits', [capacity], (n) =>
          same(
            C.flatMap(P.bounded<number>(n), (q) =>
              C.flatMap(C.traverseSeqArray((item: number) => P.offer(q, item))(numbered(n)), () =>
                C.flatMap(note('full'), () => P.offer(q, n))
              )
            ),
            C.flatMap(note('full'), () => C.never)
          )
        ),
        law(
          'fiber-ts',
          'no more than the capacity',
          'a bounded queue never holds more than its capacity, under any schedule',
          [capacity, size, seeds(fc)],
          (most, n, seed) =>
            throughout(
              C.flatMap(P.bounded<number>(most), (q) =>
                C.all([
                  offers(q, numbered(n)),
                  offers(q, numbered(n)),
                  C.traverseSeqArray(() =>
                    C.flatMap(P.statistics(q), (s) => C.flatMap(note(`size ${s.size}`), () => P.take(q)))
                  )(numbered(2 * n))
                ])
              ),
              seed,
              (o) => ended(o) && o.log.every((line) => Number(line.replace(/^.*size /, '')) <= most)
            )
        ),
        law(
          'fiber-ts',
          'nothing is lost or doubled',
          'what was offered is taken once or still there, whoever is interrupted, under any schedule',
          [capacity, size, seeds(fc)],
          (most, n, seed) =>
            throughout(
              C.flatMap(P.bounded<number>(most), (q) => {
                const offering = C.traverseSeqArray((item: number) =>
                  C.uninterruptibleMask((restore) =>
                    C.flatMap(C.yieldNow, () => C.flatMap(restore(P.offer(q, item)), () => note(`offered ${item}`)))
                  )
                )(numbered(n))
                return C.ensuring(drained(q))(
                  Scope.scoped(
                    C.flatMap(C.fork(C.timeoutOption(1)(taker(q))), () =>
                      C.flatMap(C.fork(C.timeoutOption(3)(taker(q))), () => C.flatMap(offering, () => C.sleep(5)))
                    )
                  )
                )
              }),
              seed,
              (o) =>
                numbered(n).every(
                  (i) => count(o, `offered ${i}`) <= count(o, `took ${i}`) && count(o, `took ${i}`) <= 1
                )
            )
        ),
        law(
          'fiber-ts',
          'the order of each producer',
          'items of one producer come out in its order, under any schedule',
          [capacity, size, seeds(fc)],
          (most, n, seed) =>
            throughout(
              C.flatMap(P.bounded<number>(most), (q) =>
                C.all([
                  offers(q, numbered(n)),
                  offers(
                    q,
                    numbered(n).map((i) => 100 + i)
                  ),
                  C.traverseSeqArray(() => C.flatMap(P.take(q), (item) => note(`took ${item}`)))(numbered(2 * n))
                ])
              ),
              seed,
              (o) =>
                numbered(n).every(
                  (i) => before(o, `took ${i}`, `took ${i + 1}`) && before(o, `took ${100 + i}`, `took ${101 + i}`)
                )
            )
        ),
        law(
          'fiber-ts',
          'a taker can leave',
          'an item that comes after a take timed out goes to the next taker',
          [small(fc), small(fc)],
          (n, a) =>
            sameUndisturbed(
              C.flatMap(P.unbounded<number>(), (q) =>
                C.all([
                  C.map(({ _tag }: { readonly _tag: string }) => _tag)(C.timeoutOption(n)(P.take(q))),
                  P.take(q),
                  C.flatMap(C.sleep(n + 1), () => P.offer(q, a))
                ])
              ),
              C.flatMap(C.sleep(n + 1), () => C.of(['None', a, true]))
            )
        )
      ],
      options
    )
  }
