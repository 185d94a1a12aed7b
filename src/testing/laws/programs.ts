/**
 * Generated programs: descriptions as plain data, which print and shrink, and what they stand for as coroutines.
 *
 * Every construct that a law could meet is there: pure and failing programs, defects, self-interruption, effects, waiting
 * and giving way, programs that never end, recovery, finalizers, masks, forks, races, deadlines. They fail with strings
 * and end with small numbers.
 */
import * as C from '../../Coroutine.js'
import * as F from '../../Fiber.js'
import * as Scope from '../../Scope.js'
import type { Arbitrary, FastCheck } from './law.js'
import { note, type World } from './observe.js'

/**
 * A program as data. The names are those of what it is made of; `of`, `fail`, `die`, `sleep`, `note` take what follows.
 *
 * @category model
 * @since 0.1.0
 */
export type Program =
  | readonly ['of', value: number]
  | readonly ['fail', error: number]
  | readonly ['die', defect: number]
  | readonly ['note', line: number]
  | readonly ['sleep', millis: number]
  | readonly ['ask' | 'yieldNow' | 'interrupt' | 'never']
  | readonly [Unary, Program]
  | readonly [Binary, Program, Program]
  | readonly ['timeout', millis: number, Program]

/**
 * What a generated program has around one other.
 *
 * @category model
 * @since 0.1.0
 */
export type Unary = 'local' | 'uninterruptible' | 'mask' | 'scoped' | 'forkJoin' | 'forkInterrupt' | 'swap'

/**
 * What a generated program makes of two others.
 *
 * @category model
 * @since 0.1.0
 */
export type Binary =
  | 'flatMap'
  | 'orElse'
  | 'ensuring'
  | 'onInterrupt'
  | 'bracket'
  | 'maskThen'
  | 'fork'
  | 'race'
  | 'raceFirst'
  | 'all'
  | 'finally'

type Running = C.Coroutine<World, string, number>

const leaf = (program: Program): Running => {
  const n = program[1] as number
  switch (program[0]) {
    case 'of':
      return C.of(n)
    case 'fail':
      return C.left(`e${n}`)
    case 'die':
      return C.die(`d${n}`)
    case 'note':
      return C.as(note(`${n}`), n)
    case 'sleep':
      return C.as(C.sleep(n), n)
    case 'ask':
      return C.asks((world: World) => world.value)
    case 'yieldNow':
      return C.as(C.yieldNow, 0)
    case 'interrupt':
      return C.suspend(() => C.interrupt)
    default:
      return C.suspend(() => C.never)
  }
}

const unary = (name: Unary, p: Running): Running => {
  switch (name) {
    case 'local':
      return C.local((world: World) => ({ ...world, value: world.value + 1 }))(p)
    case 'uninterruptible':
      return C.uninterruptible(p)
    case 'mask':
      return C.uninterruptibleMask((restore) => restore(p))
    case 'scoped':
      return Scope.scoped(p)
    case 'forkJoin':
      return C.flatMap(C.fork(p), F.join)
    case 'forkInterrupt':
      return C.flatMap(
        C.tap(C.fork(p), () => C.yieldNow),
        (fiber) => C.as(F.interrupt(fiber), 0)
      )
    case 'swap':
      return C.matchEW(
        () => C.of(-1),
        (n: number) => C.left(`e${n}`)
      )(p)
  }
}

const binary = (name: Binary, p: Running, q: Running): Running => {
  switch (name) {
    case 'flatMap':
      return C.flatMap(p, (n) => C.map((m: number) => n - m)(q))
    case 'orElse':
      return C.orElse(p, () => q)
    case 'ensuring':
      return C.ensuring(C.orDie(q))(p)
    case 'onInterrupt':
      return C.onInterrupt(C.orDie(q))(p)
    case 'bracket':
      return C.bracketW(
        C.of(1),
        () => p,
        () => C.asUnit(q)
      )
    case 'maskThen':
      return C.uninterruptibleMask((restore) => C.flatMap(p, () => restore(q)))
    case 'fork':
      return C.flatMap(C.fork(p), () => q)
    case 'race':
      return C.race(q)(p)
    case 'raceFirst':
      return C.raceFirst(q)(p)
    case 'all':
      return C.map(([n, m]: [number, number]) => n - m)(C.all([p, q]))
    case 'finally':
      return C.gen(function* () {
        try {
          return yield* p
        } finally {
          yield* C.orDie(q)
        }
      })
  }
}

/**
 * The coroutine that a description stands for.
 *
 * @example
 * import * as Exit from 'fiber-ts/Exit'
 * import { laws } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * const program = laws.toCoroutine(['orElse', ['fail', 1], ['of', 2]])
 * assert.deepStrictEqual(laws.observe(program).exit, Exit.succeed(2))
 *
 * @category programs
 * @since 0.1.0
 */
export const toCoroutine = (program: Program): C.Coroutine<World, string, number> => {
  if (program[0] === 'timeout') return C.timeout(program[1], () => 'late')(toCoroutine(program[2]))
  if (program.length === 3) return binary(program[0], toCoroutine(program[1]), toCoroutine(program[2]))
  return typeof program[1] === 'object' ? unary(program[0] as Unary, toCoroutine(program[1])) : leaf(program)
}

const showProgram = (program: Program): string => {
  const [name, ...parts] = program
  return parts.length === 0
    ? name
    : `${name}(${parts.map((part) => (typeof part === 'number' ? part : showProgram(part))).join(', ')})`
}

/** By which fast-check prints a value, for a counterexample that can be read. */
const toStringMethod = Symbol.for('fast-check/toStringMethod')

const printable = (program: Program): C.Coroutine<World, string, number> =>
  Object.defineProperty(toCoroutine(program), toStringMethod, { value: () => showProgram(program) })

const unaries: ReadonlyArray<Unary> = [
  'local',
  'uninterruptible',
  'mask',
  'scoped',
  'forkJoin',
  'forkInterrupt',
  'swap'
]

// those that are in most laws come more than once
const binaries: ReadonlyArray<Binary> = [
  'flatMap',
  'flatMap',
  'orElse',
  'ensuring',
  'onInterrupt',
  'bracket',
  'maskThen',
  'fork',
  'race',
  'raceFirst',
  'all',
  'finally'
]

/**
 * Descriptions of programs, nested at most so deep.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * fc.assert(
 *   fc.property(laws.descriptions(fc), (program) => {
 *     const { left } = laws.observe(laws.toCoroutine(program))
 *     return left.timers === 0
 *   })
 * )
 *
 * @category programs
 * @since 0.1.0
 */
export const descriptions = (
  fc: FastCheck,
  depth = 3,
  values: Arbitrary<number> = fc.integer({ min: 0, max: 3 })
): Arbitrary<Program> => {
  const one = (name: string): Arbitrary<Program> => values.map((n) => [name, n] as Program)
  const leaves = fc.oneof(
    ...['of', 'fail', 'die', 'note', 'sleep'].map(one),
    fc.constantFrom('ask', 'yieldNow', 'interrupt', 'never').map((name) => [name])
  )
  let programs: Arbitrary<Program> = leaves
  for (let i = 0; i < depth; i++) {
    const inner = programs
    programs = fc.oneof(
      { withCrossShrink: true },
      { weight: 3, arbitrary: leaves },
      { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...unaries), inner) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('timeout'), values, inner) },
      { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...binaries), inner, inner) }
    )
  }
  return programs
}

/**
 * Programs of every kind, nested at most so deep, which print as their descriptions.
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
 * @category programs
 * @since 0.1.0
 */
export const programs = (fc: FastCheck, depth?: number): Arbitrary<C.Coroutine<World, string, number>> =>
  descriptions(fc, depth).map(printable)

/**
 * Programs of every kind whose values, where they have one of their own, are those of an arbitrary: the `lift` of laws
 * about instances.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 *
 * laws.functor(fc)(C.Functor)(laws.liftProgram(fc), laws.liftEq, { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category programs
 * @since 0.1.0
 */
export const liftProgram =
  (fc: FastCheck, depth?: number) =>
  (values: Arbitrary<number>): Arbitrary<C.Coroutine<World, string, number>> =>
    fc.tuple(descriptions(fc, depth), values).map(([program, n]: [Program, number]) => {
      const lifted = program[0] === 'of' ? (['of', n] as const) : program
      return printable(lifted)
    })
