/** Spans as an exporter of OpenTelemetry's SDK gets them. */
import { type Attributes, context, type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor
} from '@opentelemetry/sdk-trace-base'
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import { make } from 'fiber-ts/EventLoop'
import * as Fiber from 'fiber-ts/Fiber'
import * as Otel from 'fiber-ts/otel'
import { Runner } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())

/** A span in a few words: its name, that of its parent, how it ended. */
interface Seen {
  readonly name: string
  readonly parent: string | null
  readonly isError: boolean
  readonly events: ReadonlyArray<readonly [string, Attributes]>
  readonly attributes: Attributes
}

/** Runs a program in a Runner of its own whose named fibers are traced; answers the spans that have ended. */
const record = async (main: (tracer: Otel.Options) => C.Coroutine<unknown, unknown, unknown>): Promise<Array<Seen>> => {
  const exporter = new InMemorySpanExporter()
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test')
  const runner = new Runner({
    loopFactory: () => Otel.traceFibers(make(), tracer),
    exceptionHandler: () => {}
  })
  await runner.runExit(main({ tracer }), { handleSignals: false })
  await runner.close()
  const spans: ReadonlyArray<ReadableSpan> = exporter.getFinishedSpans()
  const nameOf = (id: string | undefined): string | null =>
    spans.find((span) => span.spanContext().spanId === id)?.name ?? (id === undefined ? null : 'elsewhere')
  return spans.map(({ name, parentSpanContext, status, events, attributes }) => ({
    name,
    parent: nameOf(parentSpanContext?.spanId),
    isError: status.code === 2,
    events: events.map((event) => [event.name, event.attributes ?? {}] as const),
    attributes
  }))
}

const tree = (spans: ReadonlyArray<Seen>): ReadonlyArray<string> =>
  spans.map(({ name, parent }) => (parent === null ? name : `${parent} > ${name}`)).sort()

// -------------------------------------------------------------------------------------
// withSpan
// -------------------------------------------------------------------------------------

test.serial('withSpan: a span from the start of a coroutine to its end, within the one around it', async (t) => {
  const spans = await record((by) =>
    pipe(
      C.sleep(2),
      Otel.withSpan('inner', { ...by, attributes: { n: 1 } }),
      C.flatMap(() => pipe(C.of(1), Otel.withSpan('second', by))),
      Otel.withSpan('outer', by)
    )
  )
  t.deepEqual(tree(spans), ['outer', 'outer > inner', 'outer > second'])
  t.deepEqual(spans.find(({ name }) => name === 'inner')?.attributes, { n: 1 })
  t.true(spans.every(({ isError, events }) => !isError && events.length === 0))
})

test.serial('withSpan: fibers that are forked inside are part of it, and fibers beside it are not', async (t) => {
  const spans = await record((by) =>
    C.gen(function* () {
      yield* C.fork(pipe(C.sleep(1), Otel.withSpan('before', by)))
      yield* pipe(
        C.all([pipe(C.sleep(1), Otel.withSpan('a', by)), pipe(C.sleep(1), Otel.withSpan('b', by))]),
        C.flatMap(() => C.forkDaemon(pipe(C.yieldNow, Otel.withSpan('daemon', by)))),
        Otel.withSpan('outer', by)
      )
      yield* pipe(C.of(1), Otel.withSpan('after', by))
      yield* C.sleep(5)
    })
  )
  t.deepEqual(tree(spans), ['after', 'before', 'outer', 'outer > a', 'outer > b', 'outer > daemon'])
})

test.serial('withSpan: what is forked inside may outlive it, as without it', async (t) => {
  let isDone = false
  await record((by) =>
    C.gen(function* () {
      const fiber = yield* pipe(
        C.fork(
          pipe(
            C.sleep(5),
            C.tapIO(() => () => {
              isDone = true
            })
          )
        ),
        Otel.withSpan('span', by)
      )
      yield* Fiber.join(fiber)
    })
  )
  t.true(isDone)
})

for (const [title, main, type] of [
  ['a failure that is an Error', C.left(new RangeError('too far')), 'RangeError'],
  ['a failure with a tag', C.left({ _tag: 'TooFar', message: 'too far' }), 'TooFar'],
  ['a defect', C.die(new TypeError('too far')), 'TypeError']
] as ReadonlyArray<[string, C.Coroutine<unknown, unknown, unknown>, string]>)
  test.serial(`withSpan: ${title} is recorded as an exception, and the span is an error`, async (t) => {
    const [span] = await record((by) => pipe(main, Otel.withSpan('span', by)))
    t.true(span?.isError)
    const [name, attributes] = span?.events[0] ?? []
    t.is(name, 'exception')
    t.is(attributes?.['exception.type'], type)
    t.is(attributes?.['exception.message'], 'too far')
    t.is(span?.events.length, 1)
  })

test.serial('withSpan: an interruption is an event and no error', async (t) => {
  const [span] = await record((by) =>
    C.gen(function* () {
      const fiber = yield* C.fork(pipe(C.never, Otel.withSpan('span', by)))
      yield* C.yieldNow
      yield* Fiber.interrupt(fiber, 'enough')
    })
  )
  t.false(span?.isError)
  t.deepEqual(span?.events, [['interrupted', { 'interrupt.by': '1', 'interrupt.reason': 'enough' }]])
})

test.serial('withSpan: one that is interrupted before it begins makes no span, and none is left open', async (t) => {
  for (let steps = 0; steps < 12; steps++) {
    let started = 0
    let ended = 0
    const tracer = {
      startSpan: () => {
        started++
        return {
          ...trace.wrapSpanContext({ traceId: '1', spanId: '1', traceFlags: 0 }),
          end: () => void ended++,
          addEvent: () => {}
        }
      }
    } as never
    await record(() =>
      C.gen(function* () {
        const fiber = yield* C.fork(pipe(C.yieldNow, Otel.withSpan('span', { tracer })))
        for (let i = 0; i < steps; i++) yield* C.of(i)
        yield* Fiber.interrupt(fiber)
      })
    )
    t.is(started, ended)
  }
})

// -------------------------------------------------------------------------------------
// fibers
// -------------------------------------------------------------------------------------

test.serial('traceFibers: a span for each fiber with a name, below that of the fiber that forked it', async (t) => {
  const spans = await record((by) =>
    C.named('main')(
      C.gen(function* () {
        yield* C.fork(
          pipe(
            C.fork(pipe(C.sleep(1), C.named('grandchild'))),
            C.flatMap(() => C.sleep(1))
          )
        )
        const child = yield* pipe(
          C.fork(pipe(C.sleep(1), Otel.withSpan('in child', by), C.named('child'))),
          Otel.withSpan('forking', by)
        )
        yield* Fiber.join(child)
        yield* C.sleep(3)
      })
    )
  )
  t.deepEqual(tree(spans), ['child > in child', 'forking > child', 'main', 'main > forking', 'main > grandchild'])
  t.is(spans.find(({ name }) => name === 'main')?.attributes['fiber.id'], 1)
})

test.serial('traceFibers: a fiber that fails is an error, one that is interrupted is none', async (t) => {
  const spans = await record(() =>
    C.gen(function* () {
      const failing = yield* C.forkDaemon(pipe(C.left(new Error('no')), C.named('failing')))
      yield* Fiber.await(failing)
      const endless = yield* C.fork(pipe(C.never, C.named('endless')))
      yield* C.yieldNow
      yield* Fiber.interrupt(endless)
    })
  )
  t.deepEqual(
    spans.map(({ name, isError, events }) => [name, isError, events.map(([event]) => event)]),
    [
      ['failing', true, ['exception']],
      ['endless', false, ['interrupted']]
    ]
  )
})

test.serial('traceFibers: in debug mode too, which observes the same loop', async (t) => {
  const exporter = new InMemorySpanExporter()
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test')
  const runner = new Runner({ debug: true, loopFactory: () => Otel.traceFibers(make(), tracer) })
  await runner.run(pipe(C.sleep(1), C.named('main')), { handleSignals: false })
  await runner.close()
  t.deepEqual(
    exporter.getFinishedSpans().map(({ name }) => name),
    ['main']
  )
})

test.serial('traceFibers: a program that is started inside a span is part of it', async (t) => {
  const exporter = new InMemorySpanExporter()
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test')
  const runner = new Runner({ loopFactory: () => Otel.traceFibers(make(), tracer) })
  await tracer.startActiveSpan('request', async (request) => {
    await runner.run(pipe(C.sleep(1), C.named('main')), { handleSignals: false })
    request.end()
  })
  await runner.close()
  const [main, request] = exporter.getFinishedSpans()
  t.is(main?.parentSpanContext?.spanId, request?.spanContext().spanId)
})

test.serial('traceFibers wants an event loop', (t) => {
  t.throws(() => Otel.traceFibers({} as never), {
    message: 'traceFibers: an EventLoop was expected, got an object of class Object'
  })
})

// -------------------------------------------------------------------------------------
// what the span of a fiber is for
// -------------------------------------------------------------------------------------

test.serial(
  'bind: the function runs with the span of the fiber as the active one, and only that function',
  async (t) => {
    const active = (): string | undefined => (trace.getActiveSpan() as ReadableSpan | undefined)?.name
    const found: Array<string | undefined> = []
    await record((by) =>
      pipe(
        Otel.bind(async (_signal: unknown) => {
          found.push(active())
          await Promise.resolve()
          found.push(active())
        }),
        C.flatMap(C.promise),
        C.tapIO(() => () => found.push(active())),
        Otel.withSpan('request', by)
      )
    )
    t.deepEqual(found, ['request', 'request', undefined])
  }
)

test.serial('span and context are those of the fiber', async (t) => {
  const [span] = await record((by) =>
    pipe(
      Otel.span,
      C.tapIO((current) => () => current.setAttribute('user', 7)),
      C.flatMap((current) =>
        pipe(
          Otel.context,
          C.tapIO((found: Context) => () => t.is(trace.getSpan(found), current))
        )
      ),
      Otel.withSpan('span', by)
    )
  )
  t.deepEqual(span?.attributes, { user: 7 })
})

test.serial('outside of all spans there is one that records nothing', async (t) => {
  await record(() =>
    pipe(
      Otel.span,
      C.tapIO((span) => () => t.false(span.isRecording()))
    )
  )
})

test.serial('withParent: spans inside have the parent that was given, those after it do not', async (t) => {
  const remote = trace.setSpanContext(ROOT_CONTEXT, { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 })
  const spans = await record((by) =>
    pipe(
      C.of(1),
      Otel.withSpan('answer', by),
      Otel.withParent(remote),
      C.flatMap(() => pipe(C.of(1), Otel.withSpan('after', by)))
    )
  )
  t.deepEqual(tree(spans), ['after', 'elsewhere > answer'])
})
