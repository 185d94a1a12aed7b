// The tools that laws are made of: generated programs, and what is seen of them.
import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import { laws, TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import { parameters } from './instances.js'

const { note, observe } = laws

testProp(
  'nothing is left of a generated program that ends',
  [laws.programs(fc)],
  (t, program) => {
    const { exit, stopped, left } = observe(program)
    if (exit ?? stopped) t.deepEqual(left, { fibers: 0, timers: 0 })
    else t.true(left.fibers > 0)
  },
  parameters
)

testProp(
  'a program does the same each time',
  [laws.programs(fc)],
  (t, program) => t.deepEqual(observe(program), observe(program)),
  parameters
)

test('every kind of program is generated, and every kind of end', (t) => {
  const kinds = new Set<string>()
  const ends = new Set<string>()
  const visit = (program: laws.Program): void => {
    kinds.add(program[0])
    for (const part of program) if (typeof part === 'object') visit(part)
  }
  for (const program of fc.sample(laws.descriptions(fc), { ...parameters, numRuns: 500 })) {
    visit(program)
    const { exit } = observe(laws.toCoroutine(program))
    ends.add(exit === undefined ? 'never' : exit._tag === 'Right' ? 'succeed' : exit.left[0]._tag)
  }
  t.deepEqual([...ends].sort(), ['Die', 'Fail', 'Interrupt', 'never', 'succeed'])
  t.is(kinds.size, 28)
})

test('a generated program prints as its description', (t) => {
  const [program] = fc.sample(laws.programs(fc, 0), { seed: 1, numRuns: 1 })
  t.regex(fc.stringify(program), /^\w+(\(\d\))?$/)
})

test('an observation says how a program ended, what it did and when, and what is left', (t) => {
  const program = C.flatMap(note('one'), () => C.flatMap(C.sleep(5), () => C.flatMap(note('two'), () => C.left('no'))))
  t.deepEqual(observe(program), {
    exit: Exit.fail('no'),
    stopped: undefined,
    log: ['0 ms: one', '5 ms: two'],
    stoppedLog: [],
    elapsed: 5,
    reported: [],
    left: { fibers: 0, timers: 0 }
  })
  const { exit } = observe(program, { interruptAt: 3 })
  t.is(exit?._tag === 'Left' && exit.left[0]._tag, 'Interrupt')
})

test('that a program never ends is seen, and what comes of interrupting it', (t) => {
  const { exit, stopped, stoppedLog, left } = observe(C.ensuring(note('finalizer'))(C.never))
  t.is(exit, undefined)
  t.is(stopped?._tag, 'Left')
  t.deepEqual(stoppedLog, ['0 ms: finalizer'])
  t.deepEqual(left, { fibers: 0, timers: 0 })
  t.is(observe(C.uninterruptible(C.never)).stopped, undefined)
})

test('what is left of a program, and what it did not tell anybody, is seen', (t) => {
  t.is(observe(C.forkDaemon(C.never)).left.fibers, 1)
  t.deepEqual(observe(C.tap(C.fork(C.left('lost')), () => C.yieldNow)).reported, ['lost'])
})

test('programs differ in how they end, what they do, when, and how they can be interrupted', (t) => {
  const { equals } = laws.liftEq(N.Eq)
  const one = C.as(C.sleep(1), 1)
  t.true(equals(one, C.delay(1)(C.of(1))))
  for (const other of [
    C.as(C.sleep(1), 2),
    C.of(1),
    C.tap(one, () => note('one')),
    C.uninterruptible(one),
    C.delay(1)(C.left('no')),
    C.delay(1)(C.interrupt),
    C.tap(one, () => C.forkDaemon(C.never)),
    C.never
  ])
    t.false(equals(one, other))
})

test('all schedules are tried, and that there are too many is said', (t) => {
  const racing = (n: number): C.Coroutine<laws.World, never, unknown> =>
    C.all(Array.from({ length: n }, (_, i) => note(`${i}`)))
  const { observations, complete } = laws.outcomes(racing(4))
  t.true(complete)
  t.is(observations.length, 24)
  t.false(laws.outcomes(racing(4), 23).complete)
})

test('a law that does not hold says which, and what was seen of both sides', (t) => {
  const { message } = t.throws(() =>
    laws.monadCancel(fc)({ ...C, uninterruptible: (fa) => fa })(laws.programs(fc), { parameters: { seed: 1 } })
  )
  t.regex(message, /^monadCancel: a mask makes onInterrupt inert/)
  t.regex(message, /seen of the left side/)
})

test('laws are left out by name, or handed over one by one', (t) => {
  const names: Array<string> = []
  laws.monoid(fc)({ ...N.MonoidSum, empty: 1 }, N.Eq, fc.nat(), { except: ['left identity', 'right identity'] })
  laws.monoid(fc)(N.MonoidSum, N.Eq, fc.nat(), { each: ({ name }) => void names.push(name) })
  t.deepEqual(names, ['associativity', 'left identity', 'right identity'])
})

test('a program that is written by hand meets the same world', (t) => {
  const program = pipe(
    C.asks((world: laws.World) => world.value),
    C.tap((value) => note(`${value}`))
  )
  t.deepEqual(observe(program).log, ['0 ms: 1'])
  t.deepEqual(
    new TestLoop().run(C.local((value: number) => ({ value, note: () => undefined, now: () => 0 }))(program), 3),
    Exit.succeed(3)
  )
})
