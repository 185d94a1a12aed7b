// Several fibers on behalf of one, on virtual time: all, forEach, traversals, races, timeouts, shields, forks.
import test, { type ExecutionContext } from 'ava'
import * as Cause from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { bug, causes, exitOf, interruptedAfter, makeLog, reasonsOf, stopsAfter, throws } from './fixtures.js'

type Program<A = unknown> = C.Coroutine<unknown, string, A>

const after = <A>(millis: number, value: A): C.Coroutine<unknown, never, A> => C.as(C.sleep(millis), value)
const failAfter = (millis: number, e: string): Program<never> => C.flatMap(C.sleep(millis), () => C.left(e))
const dieAfter = (millis: number): C.Coroutine<unknown, never, never> => C.flatMap(C.sleep(millis), () => C.die(bug))

/** How a program ended, or undefined if it never does, and when that was (the last timer may fire later). */
const timed = <A>(program: Program<A>): readonly [Exit.Exit<string, A> | undefined, number] => {
  const loop = new TestLoop()
  let at = Number.NaN
  const run = loop.start(
    pipe(
      program,
      C.onExit(() => C.fromIO(() => (at = loop.now())))
    )
  )
  loop.runAll()
  return [run.exit(), run.exit() === undefined ? Infinity : at]
}

/** Counts how many run at once. */
const gauge = () => {
  let running = 0
  let most = 0
  const job = <A>(millis: number, value: A): C.Coroutine<unknown, never, A> =>
    C.bracket(
      C.fromIO(() => void (most = Math.max(most, ++running))),
      () => after(millis, value),
      () => C.fromIO(() => void running--)
    )
  return { job, most: () => most, running: () => running }
}

// ---- all

test('all: values in their places, whatever the order of their ends', (t) => {
  t.deepEqual(timed(C.all([after(3, 'a'), after(1, 'b'), after(2, 'c')])), [Exit.succeed(['a', 'b', 'c']), 3])
  t.deepEqual(timed(C.all({ x: after(2, 1), y: after(1, 2) })), [Exit.succeed({ x: 1, y: 2 }), 2])
  t.deepEqual(exitOf(C.all([])), Exit.succeed([]))
  t.deepEqual(exitOf(C.all({})), Exit.succeed({}))
})

test('all: a record keeps the order and the names of its keys', (t) => {
  const record = JSON.parse('{"b":1,"__proto__":2,"a":3}')
  const exit = exitOf(C.all(Object.fromEntries(Object.keys(record).map((name) => [name, C.of(name)]))))
  t.true(exit._tag === 'Right')
  if (exit._tag === 'Right') t.deepEqual(Object.keys(exit.right), ['b', '__proto__', 'a'])
})

test('all: values among the members stand in their places', (t) => {
  const later = C.as(C.sleep(5), 'later')
  t.deepEqual(
    exitOf(C.all([C.of(1), later, C.of(3), C.sleep(1), C.of(undefined)])),
    Exit.succeed([1, 'later', 3, undefined, undefined])
  )
  t.deepEqual(exitOf(C.all([C.of(1), C.of(2)])), Exit.succeed([1, 2]))
  t.deepEqual(exitOf(C.all([C.of(1), C.left('no')])), Exit.fail('no'))
})

test('all: every name of a record is one', (t) => {
  const members = Object.fromEntries([
    ['__proto__', C.of(1)],
    ['constructor', C.of(2)]
  ])
  const exit = exitOf(C.all(members))
  t.true(
    exit._tag === 'Right' &&
      Object.hasOwn(exit.right, '__proto__') &&
      Object.getPrototypeOf(exit.right) === Object.prototype
  )
  t.deepEqual(exit._tag === 'Right' && Object.entries(exit.right), [
    ['__proto__', 1],
    ['constructor', 2]
  ])
})

test('all: the first failure interrupts the rest, which are awaited', (t) => {
  const { lines, say } = makeLog()
  const slowToStop = stopsAfter(10, say('stopped'))
  t.deepEqual(timed(C.all([slowToStop, failAfter(5, 'e'), C.never])), [Exit.fail('e'), 15])
  t.deepEqual(lines, ['stopped'])
  t.deepEqual(timed(C.all([C.never, dieAfter(5)])), [Exit.die(bug), 5])
})

test('all: failures of siblings that come later are kept, in order', (t) => {
  const failing = pipe(C.never, C.ensuring(C.die('finalizer')))
  t.deepEqual(
    exitOf(C.all([failing, failAfter(1, 'e')])),
    Exit.failCause(causes<string>(Cause.fail('e'), Cause.die('finalizer')))
  )
})

test('all: an interruption reaches every member, and their finalizers are awaited', (t) => {
  const { lines, say } = makeLog()
  const member = (name: string) => stopsAfter(1, say(name))
  t.deepEqual(reasonsOf(interruptedAfter(1, C.all([member('a'), member('b')]))), ['interrupt'])
  t.deepEqual([...lines].sort(), ['a', 'b'])
})

test('all: a member that is interrupted by itself is no typed failure', (t) => {
  const exit = exitOf(
    pipe(
      C.all([C.interrupt, C.never]),
      C.orElse(() => C.of([]))
    )
  )
  t.deepEqual(reasonsOf(exit), ['interrupt'])
})

const limited: ReadonlyArray<
  readonly [
    string,
    (jobs: ReadonlyArray<C.Coroutine<unknown, never, number>>, n: number) => C.Coroutine<unknown, never, unknown>
  ]
> = [
  ['all', (jobs, concurrency) => C.all(jobs, { concurrency })],
  ['all, inherited', (jobs, n) => pipe(C.all(jobs, { concurrency: 'inherit' }), C.withConcurrency(n))],
  [
    'forEach',
    (jobs, concurrency) => C.forEach((job: C.Coroutine<unknown, never, number>) => job, { concurrency })(jobs)
  ],
  [
    'forEach, inherited',
    (jobs, n) =>
      pipe(
        jobs,
        C.forEach((job) => job, { concurrency: 'inherit' }),
        C.withConcurrency(n)
      )
  ],
  ['traverseArrayN', (jobs, n) => C.traverseArrayN(n)((job: C.Coroutine<unknown, never, number>) => job)(jobs)]
]

for (const [name, run] of limited) {
  test(`${name}: never more at once than the limit, and no fewer while there is work`, (t) => {
    for (const n of [1, 2, 3, 7, 100, Infinity]) {
      const { job, most, running } = gauge()
      const [exit, millis] = timed(
        run(
          RA.makeBy(10, (i) => job(10, i)),
          n
        )
      )
      t.true(exit?._tag === 'Right')
      t.is(most(), Math.min(n, 10), `limit ${n}`)
      t.is(millis, Math.ceil(10 / Math.min(n, 10)) * 10, `limit ${n}`)
      t.is(running(), 0)
    }
  })

  test(`${name}: a limit below 1, or none, is a defect`, (t) => {
    for (const n of [0, -1, 1.5, Number.NaN, '2' as never])
      t.deepEqual(reasonsOf(exitOf(run([C.of(1)], n))), [
        `die concurrency: a whole number from 1 on, or Infinity, was expected, got ${n}`
      ])
  })
}

test('all with a limit: after a failure nothing more is started', (t) => {
  let started = 0
  const job = (i: number) => C.suspend(() => (++started, i === 2 ? C.left('e') : after(10, i)))
  t.deepEqual(timed(C.all(RA.makeBy(100, job), { concurrency: 3 })), [Exit.fail('e'), 0])
  t.is(started, 3)
})

test('withConcurrency: the innermost region counts, and forked fibers are in it', (t) => {
  const { job, most } = gauge()
  const jobs = C.all(
    RA.makeBy(10, (i) => job(1, i)),
    { concurrency: 'inherit' }
  )
  exitOf(pipe(jobs, C.withConcurrency(2), C.withConcurrency(5)))
  t.is(most(), 2)
  exitOf(pipe(C.fork(jobs), C.flatMap(C.fromFiber), C.withConcurrency(4)))
  t.is(most(), 4)
  exitOf(
    pipe(
      C.of(0),
      C.withConcurrency(2),
      C.flatMap(() => jobs)
    )
  )
  t.is(most(), 10, 'unbounded outside')
})

test('all: what is neither array nor record is a defect', (t) => {
  t.deepEqual(reasonsOf(exitOf(C.all(undefined as never))), [
    'die all: an array or a record of Coroutines was expected, got undefined'
  ])
})

// ---- traversals

const traversals = {
  traverseArray: C.traverseArray,
  traverseSeqArray: C.traverseSeqArray,
  'traverseArrayN(2)': C.traverseArrayN(2)
}

for (const [name, traverse] of Object.entries(traversals)) {
  test(`${name}: values in order; failures, defects and throws`, (t) => {
    t.deepEqual(exitOf(traverse((n: number) => after(10 - n, n))([1, 2, 3])), Exit.succeed([1, 2, 3]))
    t.deepEqual(exitOf(traverse(() => C.die(bug))([])), Exit.succeed([]))
    t.deepEqual(exitOf(traverse((n: number) => (n === 2 ? C.left('e') : C.of(n)))([1, 2, 3])), Exit.fail('e'))
    t.deepEqual(exitOf(traverse((n: number) => (n === 2 ? C.die(bug) : C.of(n)))([1, 2, 3])), Exit.die(bug))
    t.deepEqual(exitOf(traverse((n: number) => (n === 2 ? throws() : C.of(n)))([1, 2, 3])), Exit.die(bug))
  })

  test(`${name}: takes 100,000 items`, (t) => {
    const exit = exitOf(traverse((n: number) => C.of(n))(RA.makeBy(100_000, (i) => i)))
    t.true(exit._tag === 'Right' && exit.right.length === 100_000 && exit.right[99_999] === 99_999)
  })
}

test('traversals with index, and sequences', (t) => {
  const f = (i: number, a: string) => C.of(`${i}${a}`)
  for (const traverse of [
    C.traverseArrayWithIndex,
    C.traverseSeqArrayWithIndex,
    C.traverseReadonlyArrayWithIndex,
    C.traverseReadonlyArrayWithIndexSeq
  ])
    t.deepEqual(exitOf(traverse(f)(['a', 'b'])), Exit.succeed(['0a', '1b']))
  for (const traverse of [C.traverseReadonlyNonEmptyArrayWithIndex, C.traverseReadonlyNonEmptyArrayWithIndexSeq])
    t.deepEqual(exitOf(traverse(f)(['a', 'b'])), Exit.succeed(['0a', '1b'] as const))
  t.deepEqual(timed(C.sequenceArray([after(2, 1), after(1, 2)])), [Exit.succeed([1, 2]), 2])
  t.deepEqual(timed(C.sequenceSeqArray([after(2, 1), after(1, 2)])), [Exit.succeed([1, 2]), 3])
})

test('a sequential traversal stops at the first failure, and calls no function after it', (t) => {
  const called: Array<number> = []
  const program = C.traverseSeqArray((n: number) => {
    called.push(n)
    return n === 2 ? failAfter(1, 'e') : after(1, n)
  })([1, 2, 3])
  t.deepEqual(timed(program), [Exit.fail('e'), 2])
  t.deepEqual(called, [1, 2])
})

test('forEach gives item and index, and drops the results', (t) => {
  const { lines, say } = makeLog()
  t.deepEqual(exitOf(C.forEach((a: string, i) => say(`${i}${a}`))(['a', 'b'])), Exit.succeed(undefined))
  t.deepEqual(lines, ['0a', '1b'])
  t.deepEqual(exitOf(C.forEach(() => C.left('e'))([1])), Exit.fail('e'))
})

// ---- races: what each pair of contestants comes to

const contestants = {
  'value at once': () => C.of('v') as Program,
  'value later': () => after(5, 'later') as Program,
  'failure at once': () => C.left('e') as Program,
  'failure later': () => failAfter(6, 'late'),
  'defect at once': () => C.die(bug) as Program,
  'defect later': () => dieAfter(7) as Program,
  never: () => C.never as Program
}
type Contestant = keyof typeof contestants

const describeExit = (exit: Exit.Exit<string, unknown> | undefined): string =>
  exit?._tag === 'Right' ? String(exit.right) : reasonsOf(exit).join(', ')

const raceTable = (
  t: ExecutionContext,
  race: (a: Program, b: Program) => Program,
  expected: Readonly<Record<string, readonly [outcome: string, millis: number]>>
): void => {
  const names = Object.keys(contestants) as Array<Contestant>
  const actual: Record<string, readonly [string, number]> = {}
  for (const a of names)
    for (const b of names) {
      const [exit, millis] = timed(race(contestants[a](), contestants[b]()))
      actual[`${a} | ${b}`] = [describeExit(exit), millis]
    }
  t.deepEqual(actual, expected)
}

/** The table by rule: who decides, and when. */
const byRule = (
  decide: (a: readonly [string, number], b: readonly [string, number]) => readonly [string, number]
): Readonly<Record<string, readonly [string, number]>> => {
  const outcome: Readonly<Record<Contestant, readonly [string, number]>> = {
    'value at once': ['v', 0],
    'value later': ['later', 5],
    'failure at once': ['fail e', 0],
    'failure later': ['fail late', 6],
    'defect at once': ['die bug', 0],
    'defect later': ['die bug', 7],
    never: ['not ended', Infinity]
  }
  const table: Record<string, readonly [string, number]> = {}
  const names = Object.keys(outcome) as Array<Contestant>
  for (const a of names) for (const b of names) table[`${a} | ${b}`] = decide(outcome[a], outcome[b])
  return table
}

const neither: readonly [string, number] = ['not ended', Infinity]

const failed = ([outcome]: readonly [string, number]): boolean => /^(fail|die)/.test(outcome)

test('race: the first success wins; if none comes, all failures in the order in which they came', (t) => {
  const expected = byRule((a, b) => {
    const [first, second] = b[1] < a[1] ? [b, a] : [a, b]
    if (!failed(first)) return first[1] === Infinity ? neither : first
    if (second[1] === Infinity) return neither
    return failed(second) ? [`${first[0]}, ${second[0]}`, second[1]] : second
  })
  raceTable(t, (a, b) => pipe(a, C.race(b)), expected)
  raceTable(t, (a, b) => C.raceAll([a, b]), expected)
})

test('raceFirst: whoever ends first decides', (t) => {
  raceTable(
    t,
    (a, b) => pipe(a, C.raceFirst(b)),
    byRule((a, b) => {
      const first = b[1] < a[1] ? b : a
      return first[1] === Infinity ? neither : first
    })
  )
})

test('a race awaits its losers, and loses none of their failures silently', (t) => {
  const { lines, say } = makeLog()
  const slowToStop = stopsAfter(10, say('stopped'))
  t.deepEqual(timed(pipe(slowToStop, C.race(after(1, 'won')))), [Exit.succeed('won'), 11])
  t.deepEqual(lines, ['stopped'])
  const loop = new TestLoop()
  const broken = pipe(C.never, C.ensuring(C.die(bug)))
  t.deepEqual(loop.run(pipe(broken, C.race(after(1, 'won')))), Exit.succeed('won'))
  t.deepEqual(
    loop.reported.map(({ exception }) => exception),
    [bug]
  )
})

test('a defect of a contestant that failed before the race was decided is reported, a typed failure is none', (t) => {
  const loop = new TestLoop()
  t.deepEqual(loop.run(C.raceAll([C.die(bug), C.left('no'), after(1, 'won')])), Exit.succeed('won'))
  t.deepEqual(
    loop.reported.map(({ exception, message }) => [exception, message]),
    [[bug, 'fiber #2 lost a race and had failed before']]
  )
  const lost = new TestLoop()
  t.deepEqual(reasonsOf(lost.run(C.raceAll([C.die(bug), C.left('no')]))), ['die bug', 'fail no'])
  t.deepEqual(lost.reported, [])
})

test('a race that is interrupted interrupts all contestants', (t) => {
  const { lines, say } = makeLog()
  const contestant = (name: string) => pipe(C.never, C.onInterrupt(say(name)))
  t.deepEqual(reasonsOf(interruptedAfter(1, C.raceAll([contestant('a'), contestant('b')]))), ['interrupt'])
  t.deepEqual([...lines].sort(), ['a', 'b'])
})

test('each defect of a loser is reported', (t) => {
  const loop = new TestLoop()
  const twice = pipe(C.never, C.ensuring(C.die('first')), C.ensuring(C.die('second')))
  t.deepEqual(loop.run(pipe(twice, C.race(after(1, 'won')))), Exit.succeed('won'))
  t.deepEqual(
    loop.reported.map(({ exception }) => exception),
    ['first', 'second']
  )
})

test('a failure that has decided raceFirst stands, also when the race is interrupted while losers end', (t) => {
  const slowToStop = stopsAfter(10, C.of(undefined))
  t.deepEqual(reasonsOf(interruptedAfter(5, pipe(slowToStop, C.raceFirst(C.die(bug))))), ['interrupt', 'die bug'])
  t.deepEqual(timed(pipe(slowToStop, C.raceFirst(C.left('no')), C.timeoutOption(5))), [Exit.fail('no'), 10])
})

test('a defect of a contestant that failed before the race was interrupted is reported', (t) => {
  const loop = new TestLoop()
  const started = loop.start(C.raceAll([C.die(bug), C.left('no'), C.never]))
  loop.runReady()
  t.deepEqual(loop.reported, []) // somebody may still win, or all may lose
  started.interrupt('host', 'enough')
  loop.runReady()
  t.deepEqual(reasonsOf(started.exit() as Exit.Exit<string, never>), ['interrupt'])
  t.deepEqual(
    loop.reported.map(({ exception, message }) => [exception, message]),
    [[bug, 'fiber #2 lost a race and had failed before']]
  )
})

test('a race of nobody is a defect', (t) => {
  t.deepEqual(reasonsOf(exitOf(C.raceAll([] as never))), ['die race: at least one Coroutine was expected, got none'])
})

// ---- time

test('delay', (t) => {
  t.deepEqual(timed(C.delay(5)(C.of(1))), [Exit.succeed(1), 5])
  t.deepEqual(timed(C.delay(5)(C.left('e'))), [Exit.fail('e'), 5])
})

test('timeout, timeoutOption, timeoutTo: in time and too late', (t) => {
  const late = after(10, 'late')
  const inTime = after(3, 'in time')
  t.deepEqual(timed(C.timeout(5, () => 'too slow')(inTime)), [Exit.succeed('in time'), 3])
  t.deepEqual(timed(C.timeout(5, () => 'too slow')(late)), [Exit.fail('too slow'), 5])
  t.deepEqual(timed(C.timeoutOption(5)(inTime)), [Exit.succeed(O.some('in time')), 3])
  t.deepEqual(timed(C.timeoutOption(5)(late)), [Exit.succeed(O.none), 5])
  t.deepEqual(timed(C.timeoutTo(5, () => after(1, 'other'))(inTime)), [Exit.succeed('in time'), 3])
  t.deepEqual(timed(C.timeoutTo(5, () => after(1, 'other'))(late)), [Exit.succeed('other'), 6])
  t.deepEqual(timed(C.timeout(5, throws)(late)), [Exit.die(bug), 5])
  t.deepEqual(timed(C.timeout(5, () => 'too slow')(failAfter(3, 'e'))), [Exit.fail('e'), 3])
  t.deepEqual(timed(C.timeout(5, () => 'too slow')(dieAfter(3))), [Exit.die(bug), 3])
  t.deepEqual(timed(C.timeout(Infinity, throws)(late)), [Exit.succeed('late'), 10])
})

test('a timeout awaits the finalizers, and keeps what they did wrong', (t) => {
  const slowToStop = pipe(C.never, C.onInterrupt(C.sleep(10)))
  t.deepEqual(timed(C.timeout(5, () => 'too slow')(slowToStop)), [Exit.fail('too slow'), 15])
  const broken = pipe(C.never, C.ensuring(C.die(bug)))
  t.deepEqual(reasonsOf(exitOf(C.timeoutOption(5)(broken))), ['die bug'])
})

test('a result that comes although it is too late is not lost', (t) => {
  const committed = C.uninterruptible(after(10, 'committed'))
  t.deepEqual(timed(C.timeoutOption(5)(committed)), [Exit.succeed(O.some('committed')), 10])
  t.deepEqual(timed(C.timeout(5, throws)(committed)), [Exit.succeed('committed'), 10])
  t.deepEqual(timed(C.timeoutTo(5, (): Program => throws())(committed)), [Exit.succeed('committed'), 10])
})

test('a timeout that is no number is a defect', (t) => {
  t.regex(reasonsOf(exitOf(C.timeoutOption(Number.NaN)(C.never))).join(), /^die timeout: a number of milliseconds/)
})

// ---- fork, shield, disconnect, scoped, named

test('fork: goes on without waiting; a join gives the value or the failure', (t) => {
  const { lines, say } = makeLog()
  const program = C.gen(function* () {
    const fiber = yield* C.fork(
      pipe(
        C.sleep(1),
        C.flatMap(() => say('child')),
        C.as('value')
      )
    )
    yield* say('parent')
    return yield* C.fromFiber(fiber)
  })
  t.deepEqual(exitOf(program), Exit.succeed('value'))
  t.deepEqual(lines, ['parent', 'child'])
})

test('fork and forkDaemon: with the parent, and beyond it', (t) => {
  for (const [fork, expected] of [
    [C.fork, ['interrupted']],
    [C.forkDaemon, ['done']]
  ] as const) {
    const { lines, say } = makeLog()
    const child = pipe(
      C.sleep(10),
      C.flatMap(() => say('done')),
      C.onInterrupt(say('interrupted'))
    )
    exitOf(
      pipe(
        fork(child),
        C.flatMap(() => C.sleep(1))
      )
    )
    t.deepEqual(lines, expected)
  }
})

test('shield: the wait is interrupted, the work goes on', (t) => {
  const { lines, say } = makeLog()
  const work = pipe(
    C.sleep(10),
    C.flatMap(() => say('done')),
    C.as('value')
  )
  t.deepEqual(timed(C.shield(work)), [Exit.succeed('value'), 10])
  t.deepEqual(timed(C.shield(failAfter(1, 'e'))), [Exit.fail('e'), 1])
  t.deepEqual(
    timed(
      pipe(
        C.shield(work),
        C.timeoutOption(1),
        C.tap(() => say('gone on'))
      )
    ),
    [Exit.succeed(O.none), 1]
  )
  t.deepEqual(lines, ['done', 'gone on', 'done'])
})

test('disconnect: the work is interrupted, and not awaited', (t) => {
  const { lines, say } = makeLog()
  const work = stopsAfter(10, say('stopped'))
  t.deepEqual(timed(C.disconnect(after(1, 'value'))), [Exit.succeed('value'), 1])
  exitOf(
    pipe(
      C.disconnect(work),
      C.timeoutOption(1),
      C.tap(() => say('gone on'))
    )
  )
  t.deepEqual(lines, ['gone on', 'stopped'])
})

test('named: the fiber that runs it', (t) => {
  const program = C.gen(function* () {
    const fiber = yield* C.fork(C.named('worker')(C.never))
    yield* C.yieldNow
    return fiber.name
  })
  t.deepEqual(exitOf(program), Exit.succeed('worker'))
})

// -------------------------------------------------------------------------------------
// what is no array
// -------------------------------------------------------------------------------------

test('what is no array is a defect that says so, and nothing waits for ever', (t) => {
  const set = new Set([C.of(1)])
  const job = (): Program => C.of(1)
  const expected = (program: Program): boolean =>
    t.regex(reasonsOf(exitOf(program)).join(), /^die .*an array .*was expected, got /)
  for (const other of [set, set.values(), new Map(), undefined, null, 1, 'ab'].map((u) => u as never)) {
    expected(C.traverseArray(job)(other))
    expected(C.traverseArrayN(2)(job)(other))
    expected(C.traverseSeqArray(job)(other))
    expected(C.forEach(job)(other))
    expected(C.sequenceArray(other))
    expected(C.raceAll(other))
    expected(C.all(other))
  }
  expected(C.all(C.of(1) as never))
})

for (const [name, traverse] of [
  ['one after the other', C.traverseSeqArray],
  ['two at a time', C.traverseArrayN(2)],
  ['all at once', C.traverseArray]
] as const)
  test(`the items are those that were there at its start, whatever becomes of the array: ${name}`, (t) => {
    const jobs = [1, 2, 3, 4]
    const take = (job: number): C.Coroutine<unknown, never, number> =>
      C.as(
        C.flatMap(C.yieldNow, () => C.fromIO(() => jobs.shift())),
        job
      )
    t.deepEqual(exitOf(traverse(take)(jobs)), Exit.succeed([1, 2, 3, 4]))
    t.deepEqual(jobs, [])
  })
