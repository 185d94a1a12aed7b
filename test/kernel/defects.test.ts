// User functions that throw, in every position where the library calls one: always a defect with the identity of what was
// thrown, and never the end of the loop or of another fiber.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import { limitRetries } from 'fiber-ts/RetryPolicy'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

const thrown = new Error('thrown')

const raise = (): never => {
  throw thrown
}

type Program = C.Coroutine<unknown, unknown, unknown>

const positions: Readonly<Record<string, Program>> = {
  fromIO: C.fromIO(raise),
  suspend: C.suspend(raise),
  asks: C.asks(raise),
  asksCoroutine: C.asksCoroutine(raise),
  'map over a value': C.Functor.map(C.of(1), raise),
  'map over a step': C.Functor.map(
    C.fromIO(() => 1),
    raise
  ),
  'map over a wait': C.Functor.map(C.yieldNow, raise),
  'flatMap over a value': C.flatMap(C.of(1), raise),
  'flatMap over a step': C.flatMap(
    C.fromIO(() => 1),
    raise
  ),
  'flatMap over a wait': C.flatMap(C.yieldNow, raise),
  'flatMap over the environment': C.flatMap(C.ask<unknown>(), raise),
  orElse: C.orElse(C.left('e'), raise),
  'orElse after a wait': C.orElse(
    C.flatMap(C.yieldNow, () => C.left('e')),
    raise
  ),
  mapError: C.mapError(C.left('e'), raise),
  tapError: C.tapError(C.left('e'), raise),
  'match, left': pipe(C.left('e'), C.matchE(raise, raise)),
  'match, right': pipe(C.of('e'), C.matchE(raise, raise)),
  'matchExit, failing': pipe(C.left('e'), C.matchExit(raise)),
  'matchExit, succeeding': pipe(C.of('e'), C.matchExit(raise)),
  local: pipe(C.ask<unknown>(), C.local(raise)),
  'bracket, use': C.bracket(C.of(1), raise, () => C.of(undefined)),
  'bracket, release': C.bracket(C.of(1), C.of, raise),
  onExit: pipe(C.of(1), C.onExit(raise)),
  uninterruptibleMask: C.uninterruptibleMask(raise),
  'gen, the function': C.gen(raise),
  'async, register': C.async(raise),
  fromTask: C.fromTask(raise),
  promise: C.promise(raise),
  traverseArray: C.traverseArray(raise)([1]),
  'traverseArrayN, a bounded one': C.traverseArrayN(2)(raise)([1, 2, 3]),
  traverseSeqArray: C.traverseSeqArray(raise)([1]),
  'timeout, onTimeout': pipe(C.never, C.timeout(1, raise)),
  filterOrElse: pipe(
    C.of(1),
    C.filterOrElse(raise, () => 'e')
  ),
  'retry, the policy': pipe(C.left('e'), C.retry(raise))
}

for (const [position, program] of Object.entries(positions)) {
  test(`thrown in ${position}: a defect, and other fibers go on`, (t) => {
    const loop = new TestLoop()
    let others = 0
    const other = C.flatMap(C.sleep(1), () => C.fromIO(() => others++))
    const exit = loop.run(C.all([C.toExit(program), other]))
    const defect = exit._tag === 'Right' && exit.right[0]._tag === 'Left' ? exit.right[0].left[0] : undefined
    t.is(defect?._tag === 'Die' && defect.defect, thrown)
    t.is(others, 1)
    t.deepEqual(loop.fibers(), [])
  })
}

test('thrown where tryCatch makes its promise: a typed failure, as for a rejection', async (t) => {
  t.deepEqual(await C.toTaskEither(C.tryCatch(raise, (reason) => reason === thrown))(), { _tag: 'Left', left: true })
})

test('thrown in onRejected', async (t) => {
  t.is(await t.throwsAsync(C.toPromise(C.tryCatch(() => Promise.reject('no'), raise))), thrown)
})

test('thrown in a canceller: appended to the interruption', (t) => {
  const loop = new TestLoop()
  const started = loop.start(C.async(() => raise))
  started.interrupt()
  loop.runReady()
  const exit = started.exit()
  t.deepEqual(exit?._tag === 'Left' && exit.left.map((reason) => reason._tag), ['Interrupt', 'Die'])
})

test('thrown in the exception handler: both are reported, and the loop goes on', (t) => {
  const loop = new TestLoop()
  const printed: Array<unknown> = []
  const { error } = console
  console.error = (...parts: ReadonlyArray<unknown>) => void printed.push(...parts)
  try {
    loop.setExceptionHandler(raise)
    t.deepEqual(loop.run(C.as(C.fork(C.left('unseen')), 1)), Exit.succeed(1))
  } finally {
    console.error = error
  }
  t.true(printed.includes(thrown) && printed.includes('unseen'))
})

for (const [name, wrong] of Object.entries({
  'a number': 5,
  undefined,
  null: null,
  'a promise': Promise.resolve(),
  'a thunk': () => 1
})) {
  test(`${name} in place of a Coroutine is a defect that says what was expected`, (t) => {
    for (const program of [
      C.flatMap(C.of(1), () => wrong as never),
      C.flatMap(C.yieldNow, () => wrong as never),
      C.suspend(() => wrong as never),
      C.orElse(C.left('e'), () => wrong as never),
      C.bracket(
        C.of(1),
        () => wrong as never,
        () => C.of(undefined)
      )
    ] as ReadonlyArray<Program>) {
      const exit = new TestLoop().run(program)
      t.true(
        exit._tag === 'Left' &&
          exit.left[0]._tag === 'Die' &&
          /a Coroutine was expected, got/i.test(String(exit.left[0].defect))
      )
    }
  })
}

// ---- no function where one is to be called later: often two modules that import each other

const missing = undefined as never

const withoutFunction: Readonly<Record<string, readonly [name: string, program: () => Program]>> = {
  map: ['map', () => pipe(C.of(1), C.map(missing))],
  flatMap: ['flatMap', () => pipe(C.of(1), C.flatMap(missing))],
  'flatMap, data-first': ['flatMap', () => C.flatMap(C.of(1), missing)],
  tap: ['tap', () => pipe(C.of(1), C.tap(missing))],
  'tap, data-first': ['tap', () => C.tap(C.of(1), missing)],
  orElse: ['orElse', () => pipe(C.left('e'), C.orElse(missing))],
  'orElse, data-first': ['orElse', () => C.orElse(C.left('e'), missing)],
  getOrElse: ['getOrElse', () => pipe(C.left('e'), C.getOrElse(missing))],
  catchTag: ['catchTag', () => pipe(C.left({ _tag: 'Gone' } as const), C.catchTag('Gone', missing))],
  catchTags: ['catchTags.Gone', () => pipe(C.left({ _tag: 'Gone' } as const), C.catchTags({ Gone: missing }))],
  mapError: ['mapError', () => pipe(C.left('e'), C.mapError(missing))],
  'mapError, data-first': ['mapError', () => C.mapError(C.left('e'), missing)],
  retryWhile: ['retryWhile', () => pipe(C.left('e'), C.retryWhile(missing, limitRetries(1)))],
  match: ['match', () => pipe(C.of(1), C.match(String, missing))],
  matchE: [
    'matchE',
    () =>
      pipe(
        C.left('e'),
        C.matchE(missing, () => C.of(1))
      )
  ],
  matchExit: ['matchExit', () => pipe(C.of(1), C.matchExit(missing))],
  onExit: ['onExit', () => pipe(C.of(1), C.onExit(missing))],
  bind: ['bind', () => pipe(C.Do, C.bind('a', missing))],
  local: ['local', () => pipe(C.of(1), C.local(missing))],
  asks: ['asks', () => C.asks(missing)],
  asksCoroutine: ['asksCoroutine', () => C.asksCoroutine(missing)],
  fromIO: ['fromIO', () => C.fromIO(missing)],
  fromTask: ['fromTask', () => C.fromTask(missing)],
  fromTaskEither: ['fromTaskEither', () => C.fromTaskEither(missing)],
  fromReader: ['fromReader', () => C.fromReader(missing)],
  suspend: ['suspend', () => C.suspend(missing)],
  gen: ['gen', () => C.gen(missing)],
  genK: ['genK', () => C.genK(missing)()]
}

for (const [position, [name, program]] of Object.entries(withoutFunction))
  test(`no function in ${position} is a defect that says who handed it over`, (t) => {
    const handedOver = (): Program => program()
    const exit = new TestLoop().run(handedOver())
    const defect = exit._tag === 'Left' && exit.left[0]._tag === 'Die' ? exit.left[0].defect : undefined
    t.true(defect instanceof TypeError)
    t.is((defect as Error).message, `${name}: a function was expected, got undefined`)
    t.regex(String((defect as Error).stack), /handedOver/)
  })

test('a bracket without release acquires nothing', (t) => {
  let acquired = 0
  const acquire = C.fromIO(() => ++acquired)
  for (const program of [C.bracket(acquire, C.of, missing), C.bracket(acquire, missing, () => C.of(undefined))]) {
    const exit = new TestLoop().run(program)
    t.deepEqual(exit._tag === 'Left' && exit.left.map((reason) => reason._tag === 'Die' && String(reason.defect)), [
      'TypeError: bracket: a function was expected, got undefined'
    ])
  }
  t.is(acquired, 0)
})
