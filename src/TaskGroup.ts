/**
 * Fibers that succeed or fail together: `asyncio.TaskGroup`.
 *
 * `run` hands a group to its body, and ends when the body and every fiber of the group have ended. Fibers may start further
 * ones. The first failure, of the body or of a fiber, interrupts all others; when they have cleaned up, the group fails
 * with every failure that there was, in order. A fiber that is only interrupted, by name as it were, is no failure. `end`
 * ends the group early with a value.
 *
 * The types say what may happen: a `TaskGroup<E, A>` takes fibers that fail with `E`, and may be ended with an `A`. Both are
 * `never` unless the parameter of the body says more:
 *
 *     TaskGroup.run((group: TaskGroup.TaskGroup<HttpError>) => …)
 *
 * Where it differs from asyncio: the body runs in a fiber of its own, so it needs no trick to interrupt it and nothing
 * else; what it sets of `ContextVar`s ends with it.
 *
 * @module
 * @since 0.1.0
 */
import type { Coroutine } from './Coroutine.js'
import { RuntimeError } from './Errors.js'
import type { Fiber } from './Fiber.js'
import { hasFailed } from './internal/cause.js'
import { noteSite } from './internal/debug.js'
import { type Fiber as FiberState, fork as forkFiber, outcomeOf, State as FiberStateTag } from './internal/fiber.js'
import { Op, succeed, suspend, sync, Tag } from './internal/op.js'
import { Group } from './internal/parallel.js'
import { listKids } from './internal/waiters.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A group of fibers that may fail with `E`, and may be ended early with `A`.
 *
 * @category model
 * @since 0.1.0
 */
export interface TaskGroup<in E = never, in A = never> {
  readonly _tag: 'TaskGroup'
  readonly _E?: ((_: E) => void) | undefined
  readonly _A?: ((_: A) => void) | undefined
}

/**
 * What a group is like at one moment.
 *
 * @category model
 * @since 0.1.0
 */
export interface Statistics {
  /** `open` takes fibers; `ending` interrupts those that it has; `ended` is past. */
  readonly phase: 'open' | 'ending' | 'ended'
  /** How many fibers it has, without its body. */
  readonly fibers: number
}

class State extends Group implements TaskGroup<any, any> {
  private body: FiberState | null = null
  /** What the body ended with, or what `end` was given, which counts for more. */
  private result: Op | null = null
  private endedEarly = false

  get _tag(): 'TaskGroup' {
    return 'TaskGroup'
  }

  get phase(): Statistics['phase'] {
    if (this.kids === null) return 'ended'
    return this.stopped === null ? 'open' : 'ending'
  }

  get size(): number {
    return listKids(this.kids).filter((member) => member !== this.body).length
  }

  start(body: Op): undefined {
    this.body = forkFiber(this.owner, this, body)
    return this.wait()
  }

  endWith(value: unknown): void {
    if (this.stopped !== null) return
    this.result = succeed(value)
    this.endedEarly = true
    this.stop(this.because('task group ended'))
  }

  protected settled(member: FiberState, failure: Op | null): void {
    if (failure !== null && (member === this.body || hasFailed(failure))) {
      this.fails(failure)
      this.stop(this.because('sibling failed'))
    } else if (member === this.body && member.state === FiberStateTag.Succeeded && !this.endedEarly)
      this.result = outcomeOf(member)
  }

  protected outcome(): Op {
    return this.failed() ?? (this.result as Op)
  }

  describe(): string {
    return `a TaskGroup of ${this.size} ${this.size === 1 ? 'fiber' : 'fibers'}`
  }
}

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

const runGroup = (fiber: FiberState, body: (group: State) => Op): undefined => {
  const group = new State(fiber)
  return group.start(suspend(() => body(group)))
}

/**
 * Runs a body with a group, and ends when the body and every fiber of the group have ended: with the value of the body, or
 * failing with all that failed.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as TaskGroup from 'fiber-ts/TaskGroup'
 * import * as assert from 'node:assert'
 *
 * type NotFound = { readonly _tag: 'NotFound'; readonly id: number }
 * const fetchUser = (id: number): C.Coroutine<unknown, NotFound, string> =>
 *   id === 3 ? C.left({ _tag: 'NotFound', id }) : pipe(C.of(`user ${id}`), C.delay(10))
 *
 * const main = TaskGroup.run((group: TaskGroup.TaskGroup<NotFound>) =>
 *   C.gen(function* () {
 *     const one = yield* pipe(fetchUser(1), TaskGroup.fork(group))
 *     const two = yield* pipe(fetchUser(2), TaskGroup.fork(group))
 *     return [yield* Fiber.join(one), yield* Fiber.join(two)]
 *   })
 * )
 * assert.deepStrictEqual(await run(main), ['user 1', 'user 2'])
 *
 * const failing = TaskGroup.run((group: TaskGroup.TaskGroup<NotFound>) =>
 *   pipe(fetchUser(3), TaskGroup.fork(group), C.flatMap(() => C.never))
 * )
 * assert.deepStrictEqual(await run(C.toEither(failing)), { _tag: 'Left', left: { _tag: 'NotFound', id: 3 } })
 *
 * @category operations
 * @since 0.1.0
 */
export const run = <R, E, A, EG = never, AG = never>(
  body: (group: TaskGroup<EG, AG>) => Coroutine<R, E, A>
): Coroutine<R, E | EG, A | AG> => new Op(Tag.Primitive, runGroup, body)

const forkInGroup = (fiber: FiberState, { group, op }: { readonly group: State; readonly op: Op }): FiberState => {
  if (group.phase === 'open') return forkFiber(fiber, group, op)
  throw new RuntimeError(
    `the TaskGroup ${group.phase === 'ended' ? 'has ended' : 'is shutting down'}: it takes no fibers any more`
  )
}

/**
 * Starts a coroutine in a fiber of a group. Once the group has ended, or while it interrupts its fibers, nothing is started,
 * and that is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as TaskGroup from 'fiber-ts/TaskGroup'
 * import * as assert from 'node:assert'
 *
 * const log: Array<string> = []
 * const say = (text: string) => C.fromIO(() => log.push(text))
 * const main = TaskGroup.run((group) =>
 *   C.gen(function* () {
 *     yield* pipe(say('slow'), C.delay(10), TaskGroup.fork(group))
 *     yield* pipe(say('fast'), TaskGroup.fork(group))
 *     yield* say('body')
 *   })
 * )
 * await run(main)
 * assert.deepStrictEqual(log, ['body', 'fast', 'slow'])
 *
 * @category operations
 * @since 0.1.0
 */
export const fork =
  <EG>(group: TaskGroup<EG>) =>
  <R, E extends EG, A>(ma: Coroutine<R, E, A>): Coroutine<R, never, Fiber<E, A>> =>
    new Op(Tag.Primitive, forkInGroup, { group: group as State, op: noteSite(ma as Op) })

/**
 * Ends a group early, without a failure: its body and its fibers are interrupted, and `run` answers this value once they
 * have cleaned up. A group that is failing, or was ended before, stays as it is; one that has ended is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as TaskGroup from 'fiber-ts/TaskGroup'
 * import * as assert from 'node:assert'
 *
 * const search = (place: string, millis: number) => pipe(C.of(`found in ${place}`), C.delay(millis))
 * const main = TaskGroup.run((group: TaskGroup.TaskGroup<never, string>) =>
 *   C.gen(function* () {
 *     for (const [place, millis] of [['attic', 50], ['cellar', 5]] as const)
 *       yield* pipe(
 *         search(place, millis),
 *         C.flatMap((answer) => TaskGroup.end(group, answer)),
 *         TaskGroup.fork(group)
 *       )
 *     return yield* C.never
 *   })
 * )
 * assert.deepStrictEqual(await run(main), 'found in cellar')
 *
 * @category operations
 * @since 0.1.0
 */
export const end = <AG>(group: TaskGroup<never, AG>, value: AG): Coroutine<unknown, never, void> =>
  sync(() => {
    const state = group as State
    if (state.phase === 'ended') throw new RuntimeError('the TaskGroup has ended already')
    state.endWith(value)
  })

/**
 * What the group is like now.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import * as TaskGroup from 'fiber-ts/TaskGroup'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await run(TaskGroup.run(TaskGroup.statistics)), { phase: 'open', fibers: 0 })
 *
 * @category operations
 * @since 0.1.0
 */
export const statistics = (group: TaskGroup): Coroutine<unknown, never, Statistics> =>
  sync(() => ({ phase: (group as State).phase, fibers: (group as State).size }))
