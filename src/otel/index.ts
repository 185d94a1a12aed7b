/**
 * Spans of OpenTelemetry for coroutines: one around a part of a program, and one for each fiber that has a name.
 *
 * The span that a fiber is in belongs to the fiber, is inherited by what it forks, and never by what merely runs next to it;
 * nothing is kept in `AsyncLocalStorage`, which would have to be switched at each step. Code of yours that asks for the
 * active span (an instrumented `fetch`, a logger) is run with it by `bind`. Needs `@opentelemetry/api`, which the rest of
 * the library does not.
 *
 * @module
 * @since 0.1.0
 */
import {
  type Attributes,
  type Context,
  context as ambient,
  type Exception,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
  type Tracer
} from '@opentelemetry/api'
import type { Cause } from '../Cause.js'
import * as C from '../Coroutine.js'
import type { EventLoop } from '../EventLoop.js'
import type { Exit } from '../Exit.js'
import { toCause } from '../internal/cause.js'
import { type Fiber, State } from '../internal/fiber.js'
import { Loop } from '../internal/loop.js'
import { addObserver } from '../internal/observe.js'
import { describe, Op, Tag } from '../internal/op.js'
import { getVar, locallyOp } from '../internal/vars.js'

const tracerOf = (tracer: Tracer | undefined): Tracer => tracer ?? trace.getTracer('fiber-ts')

// -------------------------------------------------------------------------------------
// the context of a fiber
// -------------------------------------------------------------------------------------

/** A context and the fiber that it was set in: one that inherits it may have a span of its own. */
interface Current {
  readonly context: Context
  readonly fiber: number
}

/** Under which a fiber keeps its context, beside its fiber-local values. */
const key = {}

const contextOf = (fiber: Fiber): Context => {
  const current = getVar(fiber, key, undefined) as Current | undefined
  if (current?.fiber === fiber.id) return current.context
  return lives.get(fiber)?.context(fiber) ?? current?.context ?? ROOT_CONTEXT
}

const read = <A>(f: (fiber: Fiber) => A): C.Coroutine<unknown, never, A> => new Op(Tag.Primitive, f, null)

const within = <R, E, A>(ma: C.Coroutine<R, E, A>, context: Context): C.Coroutine<R, E, A> =>
  C.flatMap(
    read((fiber): Current => ({ context, fiber: fiber.id })),
    (current) => locallyOp(key, current, ma as never) as never
  )

/**
 * The context of OpenTelemetry that the fiber is in.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Otel from 'fiber-ts/otel'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { propagation } from '@opentelemetry/api'
 * import * as assert from 'node:assert'
 *
 * const headers = pipe(
 *   Otel.context,
 *   C.map((context) => {
 *     const carrier: Record<string, string> = {}
 *     propagation.inject(context, carrier)
 *     return carrier
 *   })
 * )
 * assert.deepStrictEqual(await run(headers), {}) // no SDK is set up here
 *
 * @category constructors
 * @since 0.1.0
 */
export const context: C.Coroutine<unknown, never, Context> = /*#__PURE__*/ read(contextOf)

/**
 * The span that the fiber is in, to add attributes to it; one that records nothing where there is none.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Otel from 'fiber-ts/otel'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const program = pipe(
 *   Otel.span,
 *   C.map((span) => span.setAttribute('user', 7).isRecording())
 * )
 * assert.deepStrictEqual(await run(program), false)
 *
 * @category constructors
 * @since 0.1.0
 */
export const span: C.Coroutine<unknown, never, Span> = /*#__PURE__*/ read(
  (fiber) => trace.getSpan(contextOf(fiber)) ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
)

// -------------------------------------------------------------------------------------
// spans
// -------------------------------------------------------------------------------------

/**
 * How a span is made.
 *
 * @category model
 * @since 0.1.0
 */
export interface Options extends Pick<SpanOptions, 'kind' | 'links'> {
  readonly attributes?: Attributes
  /** Default: the one named `fiber-ts` of the tracer provider that is set up. */
  readonly tracer?: Tracer
}

/**
 * Runs a coroutine in a span of its own, a child of the one that the fiber is in. A failure or defect is recorded as an
 * exception and makes the span an error; an interruption is an event, for it is none. Fibers that are forked inside are
 * part of the span.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Otel from 'fiber-ts/otel'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const load = (id: number) => pipe(C.of(`user ${id}`), Otel.withSpan('load', { attributes: { id } }))
 * assert.deepStrictEqual(await run(load(7)), 'user 7')
 *
 * @category combinators
 * @since 0.1.0
 */
export const withSpan =
  (name: string, { tracer, ...options }: Options = {}) =>
  <R, E, A>(ma: C.Coroutine<R, E, A>): C.Coroutine<R, E, A> =>
    // not a bracket: what is forked inside may outlive the span
    C.uninterruptibleMask((restore) =>
      C.flatMap(
        read((fiber) => {
          const parent = contextOf(fiber)
          const made = tracerOf(tracer).startSpan(name, options, parent)
          return { made, inside: trace.setSpan(parent, made) }
        }),
        ({ made, inside }) =>
          C.onExit((exit: Exit<E, A>) => C.fromIO(() => end(made, exit._tag === 'Left' ? exit.left : null)))(
            restore(within(ma, inside))
          )
      )
    )

/**
 * Makes a context the parent of the spans of a coroutine: what came with a request, say, or `context.active()` of the place
 * that starts a program.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Otel from 'fiber-ts/otel'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { propagation, ROOT_CONTEXT } from '@opentelemetry/api'
 * import * as assert from 'node:assert'
 *
 * const answer = (headers: object) =>
 *   pipe(C.of(200), Otel.withSpan('answer'), Otel.withParent(propagation.extract(ROOT_CONTEXT, headers)))
 * assert.deepStrictEqual(await run(answer({})), 200)
 *
 * @category combinators
 * @since 0.1.0
 */
export const withParent =
  (parent: Context) =>
  <R, E, A>(ma: C.Coroutine<R, E, A>): C.Coroutine<R, E, A> =>
    within(ma, parent)

/**
 * A function that runs another one with the span of this fiber as the active one: for what looks for it there, such as an
 * instrumented client or a logger.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Otel from 'fiber-ts/otel'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const request = async (signal: AbortSignal) => (signal.aborted ? 'no' : 'yes')
 * const program = pipe(Otel.bind(request), C.flatMap(C.promise), Otel.withSpan('request'))
 * assert.deepStrictEqual(await run(program), 'yes')
 *
 * @category combinators
 * @since 0.1.0
 */
export const bind = <A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => B
): C.Coroutine<unknown, never, (...a: A) => B> =>
  read((fiber) => {
    const mine = contextOf(fiber)
    const bound = (...a: A): B => ambient.with(mine, () => f(...a))
    // by its parameters C.promise and C.tryCatch know whether it takes a signal, and by its name dumps know it
    Object.defineProperties(bound, { length: { value: f.length }, name: { value: f.name } })
    return bound
  })

// -------------------------------------------------------------------------------------
// a span for each fiber that has a name
// -------------------------------------------------------------------------------------

/**
 * Makes a span for each fiber of an event loop that has a name (`Coroutine.named`), from its start to its end, a child of
 * the span that its forking fiber was in. To be called before the loop runs anything: as a `loopFactory`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { make } from 'fiber-ts/EventLoop'
 * import * as Otel from 'fiber-ts/otel'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const main = pipe(C.of(1), C.named('main'))
 * assert.deepStrictEqual(await run(main, { loopFactory: () => Otel.traceFibers(make()) }), 1)
 *
 * @category constructors
 * @since 0.1.0
 */
export const traceFibers = (loop: EventLoop, tracer?: Tracer): EventLoop => {
  if (!(loop instanceof Loop)) throw new TypeError(`traceFibers: an EventLoop was expected, got ${describe(loop)}`)
  addObserver(loop, {
    born: (fiber) => {
      // whoever starts a program from outside of all fibers does so on its own stack
      const parent = loop.current === null ? ambient.active() : contextOf(loop.current)
      lives.set(fiber, new Life(parent, tracer))
    },
    ended: (fiber) => lives.get(fiber)?.end(fiber),
    site: () => undefined,
    since: () => undefined
  })
  return loop
}

/** What is known of the fibers of loops that are traced. */
const lives = new WeakMap<Fiber, Life>()

/** A fiber gets its name by its own first step: its span is made when it is needed first, with the time of its start. */
class Life {
  private readonly born = now()
  private own: { readonly span: Span; readonly context: Context } | null = null

  constructor(
    private readonly parent: Context,
    private readonly tracer: Tracer | undefined
  ) {}

  context(fiber: Fiber): Context {
    return this.open(fiber)?.context ?? this.parent
  }

  end(fiber: Fiber): void {
    const made = this.open(fiber)?.span
    if (made !== undefined) end(made, fiber.state === State.Failed ? toCause(fiber.slot) : null)
  }

  private open(fiber: Fiber): Life['own'] {
    if (this.own !== null || fiber.name === undefined) return this.own
    const options: SpanOptions = { startTime: this.born, attributes: { 'fiber.id': fiber.id } }
    const made = tracerOf(this.tracer).startSpan(fiber.name, options, this.parent)
    this.own = { span: made, context: trace.setSpan(this.parent, made) }
    return this.own
  }
}

/** In milliseconds since 1970, with what is below a millisecond. */
const now = (): number => performance.timeOrigin + performance.now()

// -------------------------------------------------------------------------------------
// how they end
// -------------------------------------------------------------------------------------

const end = (ending: Span, cause: Cause<unknown> | null): void => {
  for (const reason of cause ?? []) {
    if (reason._tag === 'Interrupt') {
      const why = reason.reason === undefined ? {} : { 'interrupt.reason': text(reason.reason) }
      ending.addEvent('interrupted', { 'interrupt.by': String(reason.by), ...why })
    } else {
      const exception = exceptionOf(reason._tag === 'Fail' ? reason.error : reason.defect)
      ending.recordException(exception)
      ending.setStatus({ code: SpanStatusCode.ERROR, message: text(exception) })
    }
  }
  ending.end(now())
}

/** A typed failure need not be an `Error`: what has a tag is called by it. */
const exceptionOf = (error: unknown): Exception => {
  if (error instanceof Error) return error
  const tag: unknown = (error as { readonly _tag?: unknown } | null | undefined)?._tag
  return typeof tag === 'string' ? { name: tag, message: text(error) } : { message: text(error) }
}

const text = (u: unknown): string => {
  if (typeof u === 'string') return u
  const message: unknown = (u as { readonly message?: unknown } | null | undefined)?.message
  if (typeof message === 'string') return message
  try {
    return JSON.stringify(u) ?? String(u)
  } catch {
    return String(u) // a cycle, a bigint
  }
}
