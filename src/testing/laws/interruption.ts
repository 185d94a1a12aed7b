/**
 * Laws of failing, of being interrupted, and of what runs in any case: MonadError, MonadCancel, resources.
 *
 * An instance is the record of the functions that its laws are about, under the names and types that they have in
 * `fiber-ts/Coroutine` and `fiber-ts/Fiber`; a wrapped or rewritten `bracket` is checked as `{ ...C, bracket }`.
 */
import * as C from '../../Coroutine.js'
import type { Exit } from '../../Exit.js'
import * as F from '../../Fiber.js'
import * as Scope from '../../Scope.js'
import { type Arbitrary, check, type FastCheck, law, type Options } from './law.js'
import { note, type Observation, same, sameUndisturbed, showExit, throughout, type World } from './observe.js'

/**
 * Generated programs that laws are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Programs = Arbitrary<C.Coroutine<World, string, number>>

/** Programs that may be finalizers: a typed failure is a defect there. */
export const finalizers = (programs: Programs): Arbitrary<C.Coroutine<World, never, number>> => programs.map(C.orDie)

export const small = (fc: FastCheck): Arbitrary<number> => fc.integer({ min: 0, max: 4 })

/** Goes on by the value: as a program that was generated, or with the value and a few more effects. */
export const kleisli = (programs: Programs): Arbitrary<(n: number) => C.Coroutine<World, string, number>> =>
  programs.map((program) => (n: number) => (n % 2 === 0 ? program : C.as(note(`got ${n}`), n)))

const marked =
  (line: string) =>
  <R, E, A>(program: C.Coroutine<R, E, A>): C.Coroutine<R & World, E, A> =>
    C.tap(program, () => note(line))

export const count = (observation: Observation<unknown, unknown>, line: string): number =>
  [...observation.log, ...observation.stoppedLog].filter((each) => each.endsWith(` ms: ${line}`)).length

/** Whether every line that is the one comes before every line that is the other. */
export const before = (observation: Observation<unknown, unknown>, one: string, other: string): boolean => {
  const is = (line: string) => (each: string) => each.endsWith(` ms: ${line}`)
  const log = [...observation.log, ...observation.stoppedLog]
  const first = log.findIndex(is(other))
  return first === -1 || !log.slice(first).some(is(one))
}

export const nothingLeft = ({ left }: Observation<unknown, unknown>): boolean => left.fibers === 0 && left.timers === 0

/** A program that waits for ever, and takes a while to end once it has begun and is interrupted. */
export const lasting = (line: string): C.Coroutine<World, never, never> =>
  C.uninterruptibleMask((restore) =>
    C.flatMap(note('began'), () => C.ensuring(C.flatMap(C.sleep(1), () => note(line)))(restore(C.never)))
  )

/** Whether the program ended, be it when it was interrupted. */
export const ended = ({ exit, stopped }: Observation<unknown, unknown>): boolean => (exit ?? stopped) !== undefined

// -------------------------------------------------------------------------------------
// errors
// -------------------------------------------------------------------------------------

/**
 * What the laws of `monadError` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type MonadError = Pick<
  typeof C,
  | 'left'
  | 'die'
  | 'flatMap'
  | 'orElse'
  | 'toEither'
  | 'fromEither'
  | 'toExit'
  | 'fromExit'
  | 'matchE'
  | 'mapError'
  | 'swap'
>

/**
 * Failures are raised, recovered from and turned into values without a loss; defects pass by.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * // of the failures of several fibers, an Either keeps the first
 * laws.monadError(fc)(C)(laws.programs(fc), {
 *   except: ['toEither and back', 'toExit and back', 'swap twice'],
 *   parameters: { numRuns: 10, seed: 1 }
 * })
 *
 * @category errors
 * @since 0.1.0
 */
export const monadError =
  (fc: FastCheck) =>
  (M: MonadError) =>
  (programs: Programs, options?: Options): void => {
    const next = kleisli(programs)
    const handler: Arbitrary<(e: string) => C.Coroutine<World, string, number>> = programs.map(
      (program) => (e: string) => C.flatMap(note(`caught ${e}`), () => program)
    )
    const error = small(fc).map((n) => `e${n}`)
    check(
      fc,
      'monadError',
      [
        law('cats-effect', 'raising ends a sequence', 'flatMap(left(e), f) = left(e)', [error, next], (e, f) =>
          same(M.flatMap(M.left(e), f), M.left(e))
        ),
        law('cats-effect', 'handling what was raised', 'orElse(left(e), f) = f(e)', [error, handler], (e, f) =>
          same(M.orElse(M.left(e), f), f(e))
        ),
        law('cats-effect', 'handling a success', 'orElse(of(a), f) = of(a)', [small(fc), handler], (a, f) =>
          same(M.orElse(C.of(a), f), C.of(a))
        ),
        law('cats-effect', 'raising again', 'orElse(fa, left) = fa, of one failure', [error, next], (e, f) => {
          const fa = C.flatMap(note('first'), () => (e === 'e0' ? C.left(e) : f(1)))
          same(
            M.orElse(fa, (each: string) => M.left(each)),
            fa
          )
        }),
        law('fiber-ts', 'a defect is not handled', 'orElse(die(d), f) = die(d)', [error, handler], (d, f) =>
          same(M.orElse(M.die(d), f), M.die(d))
        ),
        law('cats-effect', 'toEither and back', 'flatMap(toEither(fa), fromEither) = fa', [programs], (fa) =>
          sameUndisturbed(
            C.flatMap(M.toEither(fa), (either) => M.fromEither(either)),
            fa
          )
        ),
        law('fiber-ts', 'toExit and back', 'flatMap(toExit(fa), fromExit) = fa', [programs], (fa) =>
          sameUndisturbed(
            C.flatMap(M.toExit(fa), (exit) => M.fromExit(exit)),
            fa
          )
        ),
        law(
          'cats-effect',
          'derived matchE',
          'matchE(f, g)(fa) = flatMap(toEither(fa), match(f, g))',
          [programs, handler, next],
          (fa, f, g) =>
            same(
              M.matchE(f, g)(fa),
              C.flatMap(M.toEither(fa), (either) => (either._tag === 'Left' ? f(either.left) : g(either.right)))
            )
        ),
        law(
          'fiber-ts',
          'mapError is of every failure',
          'flatMap(toExit(mapError(f)(fa)), show) = flatMap(toExit(fa), show . mapped(f))',
          [programs],
          (fa) => {
            const mapped = (exit: Exit<string, number>): Exit<string, number> =>
              exit._tag === 'Right'
                ? exit
                : {
                    _tag: 'Left',
                    left: exit.left.map((reason) =>
                      reason._tag === 'Fail' ? { _tag: 'Fail', error: `mapped ${reason.error}` } : reason
                    ) as never
                  }
            sameUndisturbed(C.toExit(M.mapError(fa, (e: string) => `mapped ${e}`)), C.map(mapped)(C.toExit(fa)))
          }
        ),
        law('fiber-ts', 'swap twice', 'swap(swap(fa)) = fa', [programs], (fa) =>
          sameUndisturbed(M.swap(M.swap(fa)), fa)
        )
      ],
      options
    )
  }

// -------------------------------------------------------------------------------------
// cancellation
// -------------------------------------------------------------------------------------

/**
 * What the laws of `monadCancel` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type MonadCancel = Pick<
  typeof C,
  | 'ensuring'
  | 'flatMap'
  | 'interrupt'
  | 'onExit'
  | 'onInterrupt'
  | 'orElse'
  | 'toExit'
  | 'uninterruptible'
  | 'uninterruptibleMask'
>

/**
 * Interruption, masks and finalizers, as cats-effect states them for MonadCancel.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.monadCancel(fc)(C)(laws.programs(fc), {
 *   // where this library decided otherwise: docs/laws.md
 *   except: ['restoring in inverse order', 'onInterrupt moves across the edge of a mask'],
 *   parameters: { numRuns: 10, seed: 1 }
 * })
 *
 * @category interruption
 * @since 0.1.0
 */
export const monadCancel =
  (fc: FastCheck) =>
  (M: MonadCancel) =>
  (programs: Programs, options?: Options): void => {
    const fin = finalizers(programs)
    /** Runs one program and then another, whatever became of the first; an interruption stays one. */
    const forceR = <E, A>(
      first: C.Coroutine<World, unknown, unknown>,
      second: C.Coroutine<World, E, A>
    ): C.Coroutine<World, E, A> => M.flatMap(M.toExit(first), () => second)
    /** How a program ends that is to be interrupted. When it was asked to is not compared: at the start of a mask or after. */
    const watched = (program: C.Coroutine<World, never, unknown>): C.Coroutine<World, never, void> =>
      C.flatMap(C.fork(C.flatMap(program, () => note('unreached'))), (fiber) =>
        C.flatMap(F.await(fiber), (exit) =>
          note(exit._tag === 'Left' ? exit.left.map(({ _tag }) => _tag).join() : 'not interrupted')
        )
      )
    check(
      fc,
      'monadCancel',
      [
        law(
          'cats-effect',
          'a finalizer for every exit',
          'ensuring(fin)(fa) = onExit(() => fin)(fa)',
          [programs, fin],
          (fa, f) => same(M.ensuring(f)(fa), M.onExit(() => f)(fa))
        ),
        law(
          'cats-effect',
          'a mask restored around its body',
          'uninterruptibleMask(restore => restore(fa)) = fa',
          [programs],
          (fa) =>
            same(
              M.uninterruptibleMask((restore) => restore(fa)),
              fa
            )
        ),
        law(
          'cats-effect',
          'masks are idempotent',
          'uninterruptible(uninterruptible(fa)) = uninterruptible(fa)',
          [programs],
          (fa) => same(M.uninterruptible(M.uninterruptible(fa)), M.uninterruptible(fa))
        ),
        law(
          'cats-effect',
          'restoring in inverse order',
          'uninterruptibleMask(outer => uninterruptibleMask(inner => outer(inner(fa)))) = uninterruptible(fa)',
          [programs],
          (fa) =>
            same(
              M.uninterruptibleMask((outer) => M.uninterruptibleMask((inner) => outer(inner(fa)))),
              M.uninterruptible(fa)
            )
        ),
        law(
          'fiber-ts',
          'a nested mask restores to the outer one',
          'uninterruptible(uninterruptibleMask(restore => restore(fa))) = uninterruptible(fa)',
          [programs],
          (fa) => same(M.uninterruptible(M.uninterruptibleMask((restore) => restore(fa))), M.uninterruptible(fa))
        ),
        law(
          'cats-effect',
          'a mask makes onInterrupt inert',
          'uninterruptible(onInterrupt(fin)(fa)) = uninterruptible(fa)',
          [programs, fin],
          (fa, f) => same(M.uninterruptible(M.onInterrupt(f)(fa)), M.uninterruptible(fa))
        ),
        law(
          'cats-effect',
          'onInterrupt moves across the edge of a mask',
          'uninterruptible(onInterrupt(fin)(fa)) = onInterrupt(fin)(uninterruptible(fa))',
          [programs, fin],
          (fa, f) => same(M.uninterruptible(M.onInterrupt(f)(fa)), M.onInterrupt(f)(M.uninterruptible(fa)))
        ),
        law(
          'cats-effect',
          'finalizers are masked',
          'onInterrupt(uninterruptible(fin))(fa) = onInterrupt(fin)(fa)',
          [programs, fin],
          (fa, f) => same(M.onInterrupt(M.uninterruptible(f))(fa), M.onInterrupt(f)(fa))
        ),
        law(
          'cats-effect',
          'a finalizer of a self-interruption is masked',
          'onInterrupt(flatMap(interrupt, () => fin))(interrupt) = onInterrupt(fin)(interrupt)',
          [fin],
          (f) => {
            const self = C.suspend(() => M.interrupt)
            same(M.onInterrupt(M.flatMap(self, () => f))(self), M.onInterrupt(f)(self))
          }
        ),
        law('cats-effect', 'forceR discards a value', 'forceR(of(a), fa) = fa', [small(fc), programs], (a, fa) =>
          same(forceR(C.of(a), fa), fa)
        ),
        law('cats-effect', 'forceR discards a failure', 'forceR(left(e), fa) = fa', [small(fc), programs], (e, fa) =>
          same(forceR(C.left(e), fa), fa)
        ),
        law('cats-effect', 'forceR keeps an interruption', 'forceR(interrupt, fa) = interrupt', [programs], (fa) =>
          same(
            forceR(
              C.suspend(() => M.interrupt),
              fa
            ),
            C.interrupt
          )
        ),
        law(
          'cats-effect',
          'forceR associates',
          'forceR(forceR(fa, fb), fc) = forceR(fa, forceR(fb, fc))',
          [programs, programs, programs],
          (a, b, c) => same(forceR(forceR(a, b), c), forceR(a, forceR(b, c)))
        ),
        law(
          'cats-effect',
          'finalizers run from the inside out',
          'onInterrupt(outer)(onInterrupt(inner)(interrupt)) = uninterruptible(inner, then outer), then interrupt',
          [small(fc), small(fc)],
          (a, b) => {
            const inner = C.flatMap(C.sleep(a), () => note('inner'))
            const outer = C.flatMap(C.sleep(b), () => note('outer'))
            const self = C.suspend(() => M.interrupt)
            sameUndisturbed(
              watched(M.onInterrupt(outer)(M.onInterrupt(inner)(self))),
              watched(C.flatMap(C.uninterruptible(C.flatMap(inner, () => outer)), () => C.interrupt))
            )
          }
        ),
        law(
          'cats-effect',
          'a self-interruption waits for the end of the mask',
          'uninterruptible(flatMap(interrupt, () => fa)) = flatMap(uninterruptible(fa), () => interrupt), of what does not fail',
          [programs],
          (fa) => {
            const quiet = C.matchCause(
              () => C.of(0),
              (n: number) => C.of(n)
            )(fa)
            sameUndisturbed(
              watched(M.uninterruptible(M.flatMap(M.interrupt, () => quiet))),
              watched(C.flatMap(C.uninterruptible(quiet), () => C.interrupt))
            )
          }
        ),
        law('cats-effect', 'interrupting oneself ends', 'flatMap(interrupt, () => fa) = interrupt', [programs], (fa) =>
          same(
            M.flatMap(
              C.suspend(() => M.interrupt),
              () => fa
            ),
            C.interrupt
          )
        ),
        law(
          'fiber-ts',
          'an interruption is not recovered from',
          'toExit(interrupt) = orElse(interrupt, f) = interrupt',
          [programs],
          (fa) => {
            same(M.toExit(C.interrupt), C.interrupt)
            same(
              M.orElse(C.interrupt as C.Coroutine<World, string, number>, () => fa),
              C.interrupt
            )
            same(M.toExit(C.never), C.never)
          }
        ),
        law(
          'fiber-ts',
          'a masked region runs to its end',
          'interrupted at any step, what was entered was left',
          [programs, fc.integer({ min: 0, max: 1e6 })],
          (fa, seed) =>
            throughout(
              M.uninterruptible(C.flatMap(note('entered'), () => C.flatMap(C.toExit(fa), () => note('left')))),
              seed,
              (o) => !ended(o) || count(o, 'entered') === count(o, 'left')
            )
        )
      ],
      options
    )
  }

// -------------------------------------------------------------------------------------
// resources
// -------------------------------------------------------------------------------------

/**
 * What the laws of `resources` are about.
 *
 * @category model
 * @since 0.1.0
 */
export type Resources = Pick<typeof C, 'bracket' | 'ensuring' | 'onExit' | 'fork'> & Pick<typeof Scope, 'scoped'>

/**
 * What is acquired is released: once, in reverse order, after its users, and whenever the program is interrupted.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Scope from 'fiber-ts/Scope'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.resources(fc)({ ...C, ...Scope })(laws.programs(fc, 2), { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category interruption
 * @since 0.1.0
 */
export const resources =
  (fc: FastCheck) =>
  (M: Resources) =>
  (programs: Programs, options?: Options): void => {
    const fin = finalizers(programs)
    const seed = fc.integer({ min: 0, max: 1e6 })
    const running = (line: string): C.Coroutine<World, never, unknown> => C.tap(M.fork(lasting(line)), () => C.yieldNow)
    const using = (name: string, use: C.Coroutine<World, string, number>): C.Coroutine<World, string, number> =>
      M.bracket(
        marked(`acquired ${name}`)(C.flatMap(C.yieldNow, () => C.sleep(1))),
        () => use,
        () => C.flatMap(C.yieldNow, () => note(`released ${name}`))
      )
    check(
      fc,
      'resources',
      [
        law(
          'cats-effect',
          'a bracket of a pure resource is a finalizer',
          'bracket(of(a), () => fa, () => fin) = ensuring(fin)(scoped(fa))',
          [programs, fin],
          (fa, f) =>
            same(
              M.bracket(
                C.of(1),
                () => fa,
                () => C.asUnit(f)
              ),
              M.ensuring(f)(M.scoped(fa))
            )
        ),
        law(
          'fiber-ts',
          'the release knows how the use ended',
          'bracket(of(a), () => fa, (_, exit) => f(exit)) = onExit(f)(scoped(fa))',
          [programs],
          (fa) => {
            const f = (exit: Exit<string, number>): C.Coroutine<World, never, void> => note(showExit(exit))
            same(
              M.bracket(
                C.of(1),
                () => fa,
                (_, exit) => f(exit as Exit<string, number>)
              ),
              M.onExit(f)(Scope.scoped(fa))
            )
          }
        ),
        law(
          'fiber-ts',
          'releases equal acquisitions',
          'interrupted at any step and under any schedule',
          [programs, seed],
          (fa, n) =>
            throughout(
              using(
                'a',
                C.flatMap(using('b', fa), () => using('c', fa))
              ),
              n,
              (o) =>
                !ended(o) ||
                ['a', 'b', 'c'].every((name) => count(o, `acquired ${name}`) === count(o, `released ${name}`))
            )
        ),
        law(
          'fiber-ts',
          'resources of several fibers are released',
          'interrupted at any step and under any schedule',
          [programs, seed],
          (fa, n) =>
            throughout(
              C.all([using('a', fa), C.race(using('b', fa))(using('c', fa)), M.fork(using('d', fa))]),
              n,
              (o) =>
                !ended(o) ||
                (nothingLeft(o) &&
                  ['a', 'b', 'c', 'd'].every((name) => count(o, `acquired ${name}`) === count(o, `released ${name}`)))
            )
        ),
        law(
          'fiber-ts',
          'releases come in reverse order',
          'what was acquired last is released first, interrupted at any step',
          [programs, seed],
          (fa, n) =>
            throughout(
              using('a', using('b', fa)),
              n,
              (o) => before(o, 'released b', 'released a') && before(o, 'acquired a', 'acquired b')
            )
        ),
        law(
          'fiber-ts',
          'the acquisition is not interrupted',
          'what began to acquire has acquired, interrupted at any step',
          [small(fc), seed],
          (millis, n) =>
            throughout(
              M.bracket(
                C.flatMap(note('acquiring'), () => marked('acquired')(C.flatMap(C.yieldNow, () => C.sleep(millis)))),
                () => C.never,
                () => note('released')
              ),
              n,
              (o) => count(o, 'acquiring') === count(o, 'acquired') && count(o, 'acquired') === count(o, 'released')
            )
        ),
        law(
          'fiber-ts',
          'the release waits for the children of the use',
          'a child that the use forked has ended before the release, interrupted at any step',
          [programs, seed],
          (fa, n) =>
            throughout(
              M.bracket(
                note('acquired'),
                () => C.flatMap(running('child ended'), () => fa),
                () => note('released')
              ),
              n,
              (o) =>
                !ended(o) || (before(o, 'child ended', 'released') && count(o, 'began') === count(o, 'child ended'))
            )
        ),
        law(
          'fiber-ts',
          'scoped waits for its children',
          'a child that was forked inside has ended when scoped has, interrupted at any step',
          [programs, seed],
          (fa, n) =>
            throughout(
              M.ensuring(note('after'))(M.scoped(C.flatMap(running('child ended'), () => fa))),
              n,
              (o) => !ended(o) || (before(o, 'child ended', 'after') && count(o, 'began') === count(o, 'child ended'))
            )
        ),
        law('fiber-ts', 'scoped is idempotent', 'scoped(scoped(fa)) = scoped(fa)', [programs], (fa) => {
          const child = C.flatMap(running('child ended'), () => fa)
          sameUndisturbed(
            C.flatMap(M.scoped(M.scoped(child)), () => note('after')),
            C.flatMap(Scope.scoped(child), () => note('after'))
          )
        }),
        law('fiber-ts', 'a finalizer keeps the exit', 'ensuring(note)(fa) ends as fa does', [programs], (fa) => {
          const exitOf = (
            program: C.Coroutine<World, string, number>,
            then: (exit: Exit<string, number>) => C.Coroutine<World, never, void>
          ): C.Coroutine<World, never, void> => C.flatMap(C.flatMap(C.fork(program), F.await), then)
          sameUndisturbed(
            exitOf(M.ensuring(note('finalizer'))(Scope.scoped(fa)), (exit) => note(showExit(exit))),
            exitOf(Scope.scoped(fa), (exit) => C.flatMap(note('finalizer'), () => note(showExit(exit))))
          )
        }),
        law(
          'fiber-ts',
          'a failing finalizer adds to the cause',
          'ensuring(die(d))(left(e)) fails with e and then d',
          [small(fc), small(fc)],
          (e, d) =>
            same(
              M.ensuring(C.die(d))(C.left(e)),
              C.fromExit({
                _tag: 'Left',
                left: [
                  { _tag: 'Fail', error: e },
                  { _tag: 'Die', defect: d }
                ]
              })
            )
        ),
        law(
          'fiber-ts',
          'a finalizer runs once',
          'interrupted at any step, as often as what it is of began',
          [programs, seed],
          (fa, n) =>
            throughout(
              C.uninterruptibleMask((restore) =>
                C.flatMap(note('began'), () => M.ensuring(note('finalized'))(restore(fa)))
              ),
              n,
              (o) => !ended(o) || count(o, 'began') === count(o, 'finalized')
            )
        )
      ],
      options
    )
  }
