// retry, retryWhile and repeat on virtual time, with our policies and with those of retry-ts.
import test from 'ava'
import * as fc from 'fast-check'
import * as Cause from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import * as Policy from 'fiber-ts/RetryPolicy'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import { concatAll } from 'fp-ts/lib/Monoid.js'
import * as O from 'fp-ts/lib/Option.js'
import * as Retry from 'retry-ts'
import { bug, causes, exitOf, interruptedAfter, reasonsOf, throws } from './fixtures.js'

/** Fails so many times, then ends; and the times of all attempts. */
const flaky = (failures: number) => {
  const loop = new TestLoop()
  const at: Array<number> = []
  const attempt = C.suspend(() =>
    at.push(loop.now()) <= failures ? C.left(`failure ${at.length}`) : C.of(`attempt ${at.length}`)
  )
  return { at, attempt, run: <E, A>(program: C.Coroutine<unknown, E, A>) => loop.run(program) }
}

for (const [name, P] of [
  ['ours', Policy],
  ['retry-ts', Retry]
] as const) {
  test(`${name}: limitRetries`, (t) => {
    const enough = flaky(3)
    t.deepEqual(enough.run(C.retry(P.limitRetries(3))(enough.attempt)), Exit.succeed('attempt 4'))
    const short = flaky(3)
    t.deepEqual(short.run(C.retry(P.limitRetries(2))(short.attempt)), Exit.fail('failure 3'))
    t.deepEqual(short.at, [0, 0, 0])
  })

  test(`${name}: constantDelay and exponentialBackoff, with limits`, (t) => {
    const times = (policy: C.RetryPolicy) => {
      const { at, attempt, run } = flaky(100)
      run(C.retry(policy)(attempt))
      return at
    }
    const { concat } = P.Monoid
    t.deepEqual(times(concat(P.constantDelay(10), P.limitRetries(3))), [0, 10, 20, 30])
    t.deepEqual(times(concat(P.exponentialBackoff(10), P.limitRetries(4))), [0, 10, 30, 70, 150])
    t.deepEqual(times(concat(P.capDelay(25, P.exponentialBackoff(10)), P.limitRetries(4))), [0, 10, 30, 55, 80])
    t.deepEqual(times(P.limitRetriesByDelay(50, P.exponentialBackoff(10))), [0, 10, 30, 70])
    t.deepEqual(times(concatAll(P.Monoid)([P.limitRetries(2), P.constantDelay(5), P.constantDelay(7)])), [0, 7, 14])
  })
}

test('our policies are those of retry-ts', (t) => {
  const policies = (P: typeof Policy | typeof Retry): ReadonlyArray<(a: number, b: number) => C.RetryPolicy> => [
    (a) => P.limitRetries(a),
    (a) => P.constantDelay(a),
    (a) => P.exponentialBackoff(a),
    (a, b) => P.capDelay(a, P.exponentialBackoff(b)),
    (a, b) => P.limitRetriesByDelay(a, P.exponentialBackoff(b)),
    (a, b) => P.Monoid.concat(P.limitRetries(a), P.exponentialBackoff(b)),
    (a, b) => P.Monoid.concat(P.constantDelay(a), P.exponentialBackoff(b)),
    () => P.Monoid.empty
  ]
  const ours = policies(Policy)
  const theirs = policies(Retry)
  fc.assert(
    fc.property(fc.nat(20), fc.nat(1000), fc.nat(1000), (iterNumber, a, b) => {
      const status = { iterNumber, cumulativeDelay: 0, previousDelay: O.none }
      for (const [i, policy] of ours.entries()) {
        t.deepEqual(policy(a, b)(status), theirs[i]!(a, b)(status))
        t.deepEqual(Policy.applyPolicy(policy(a, b), status), Retry.applyPolicy(theirs[i]!(a, b), status))
      }
    })
  )
  t.deepEqual(Policy.defaultRetryStatus, Retry.defaultRetryStatus)
})

test('jittered: a random part of the delay', (t) => {
  const status = Policy.defaultRetryStatus
  t.deepEqual(Policy.jittered(Policy.constantDelay(100), () => 0.25)(status), O.some(25))
  t.deepEqual(Policy.jittered(Policy.limitRetries(0))(status), O.none)
  for (let i = 0; i < 100; i++) {
    const delay = Policy.jittered(Policy.constantDelay(100))(status)
    t.true(O.isSome(delay) && delay.value >= 0 && delay.value <= 100)
  }
})

test('a policy hears what has happened so far', (t) => {
  const seen: Array<C.RetryStatus> = []
  const policy: C.RetryPolicy = (status) => {
    seen.push(status)
    return status.iterNumber === 2 ? O.none : O.some(10 * (status.iterNumber + 1))
  }
  const { attempt, run } = flaky(100)
  run(C.retry(policy)(attempt))
  t.deepEqual(seen, [
    { iterNumber: 0, cumulativeDelay: 0, previousDelay: O.none },
    { iterNumber: 1, cumulativeDelay: 10, previousDelay: O.some(10) },
    { iterNumber: 2, cumulativeDelay: 30, previousDelay: O.some(20) }
  ])
})

test('a description that retries starts from the beginning at each run', (t) => {
  let attempts = 0
  const program = C.retry(Policy.limitRetries(2))(C.suspend(() => C.left(++attempts)))
  t.deepEqual(exitOf(program), Exit.fail(3))
  t.deepEqual(exitOf(program), Exit.fail(6))
})

test('defects and interruptions are not retried', (t) => {
  let attempts = 0
  const dying = C.suspend(() => (++attempts, C.die(bug)))
  t.deepEqual(exitOf(C.retry(Policy.limitRetries(5))(dying)), Exit.die(bug))
  t.is(attempts, 1)
  const waiting = C.suspend(() => (++attempts, C.never))
  t.deepEqual(reasonsOf(interruptedAfter(1, C.retry(Policy.limitRetries(5))(waiting))), ['interrupt'])
  t.is(attempts, 2)
  const betweenAttempts = C.retry(Policy.constantDelay(100))(C.left('e'))
  t.deepEqual(reasonsOf(interruptedAfter(250, betweenAttempts)), ['interrupt'])
})

test('giving up keeps the whole cause of the last attempt', (t) => {
  const cause = causes(Cause.fail('a'), Cause.fail('b'))
  t.deepEqual(exitOf(C.retry(Policy.limitRetries(1))(C.fromExit(Exit.failCause(cause)))), Exit.failCause(cause))
})

test('giving up keeps a failure that was under way before an interruption', (t) => {
  const failing = pipe(C.left('no'), C.ensuring(C.sleep(10)))
  const attempts = [
    C.retry(Policy.limitRetries(0))(failing),
    C.retryWhile(() => false, Policy.limitRetries(5))(failing)
  ]
  for (const attempt of attempts) t.deepEqual(interruptedAfter(5, attempt), Exit.fail('no'))
})

test('a policy that throws, or asks for no time, is a defect', (t) => {
  t.deepEqual(exitOf(C.retry(throws)(C.left('e'))), Exit.die(bug))
  t.regex(reasonsOf(exitOf(C.retry(Policy.constantDelay(Number.NaN))(C.left('e')))).join(), /^die sleep: a number/)
})

const slowly = Policy.Monoid.concat(Policy.exponentialBackoff(10), Policy.limitRetries(2))

test('onRetry: before each wait, with the error and the wait to come; not after the attempt that gives up', (t) => {
  const { at, attempt, run } = flaky(100)
  const told: Array<readonly [at: number, error: string, status: C.RetryStatus]> = []
  const program = pipe(
    attempt,
    C.retry(slowly, {
      onRetry: (error, status) => C.delay(1)(C.suspend(() => C.of(told.push([at.at(-1)!, error, status]))))
    })
  )
  t.deepEqual(run(program), Exit.fail('failure 3'))
  t.deepEqual(told, [
    [0, 'failure 1', { iterNumber: 1, cumulativeDelay: 10, previousDelay: O.some(10) }],
    [11, 'failure 2', { iterNumber: 2, cumulativeDelay: 30, previousDelay: O.some(20) }]
  ])
  t.deepEqual(at, [0, 11, 32])
})

test('onRetry of retryWhile: for what is tried again only', (t) => {
  const { attempt, run } = flaky(100)
  const told: Array<string> = []
  const program = pipe(
    attempt,
    C.retryWhile((e) => e !== 'failure 3', Policy.constantDelay(10), {
      onRetry: (error) => C.fromIO(() => told.push(error))
    })
  )
  t.deepEqual(run(program), Exit.fail('failure 3'))
  t.deepEqual(told, ['failure 1', 'failure 2'])
})

test('onRetry: nothing of it is retried, and it can be interrupted', (t) => {
  let attempts = 0
  const failing = C.suspend(() => C.left(++attempts))
  const { constantDelay } = Policy
  const dying = pipe(failing, C.retry(constantDelay(1), { onRetry: throws }))
  t.deepEqual(exitOf(dying), Exit.die(bug))
  const untyped = pipe(failing, C.retry(constantDelay(1), { onRetry: () => C.left('no') as never }))
  t.deepEqual(exitOf(untyped), Exit.fail('no') as never)
  const waiting = pipe(failing, C.retry(constantDelay(1), { onRetry: () => C.never }))
  t.deepEqual(reasonsOf(interruptedAfter(5, waiting)), ['interrupt'])
  t.is(attempts, 3)
})

test('onRetry that is no function is a defect that says so', (t) => {
  const log = C.fromIO(() => undefined)
  for (const [name, program] of [
    ['retry', C.retry(Policy.limitRetries(1), { onRetry: log as never })(C.left('e'))],
    ['retryWhile', C.retryWhile(() => true, Policy.limitRetries(1), { onRetry: log as never })(C.left('e'))]
  ] as const)
    t.deepEqual(reasonsOf(exitOf(program)), [
      `die ${name}.onRetry: a function was expected, got an object of class ${log.constructor.name}`
    ])
})

test('what is no policy is a defect before anything runs', (t) => {
  let runs = 0
  const counted = C.fromIO(() => ++runs)
  for (const [name, program] of [
    ['retry', C.retry(3 as never)(counted)],
    ['retryWhile', C.retryWhile(() => true, 3 as never)(counted)],
    ['repeat', C.repeat(3 as never)(counted)]
  ] as const)
    t.deepEqual(reasonsOf(exitOf(program)), [`die ${name}: a RetryPolicy was expected, got number 3`])
  t.is(runs, 0)
})

test('retryWhile: while the predicate holds for the failure', (t) => {
  const { at, attempt, run } = flaky(100)
  const program = C.retryWhile((e: string) => e !== 'failure 3', Policy.constantDelay(10))(attempt)
  t.deepEqual(run(program), Exit.fail('failure 3'))
  t.deepEqual(at, [0, 10, 20])
  t.deepEqual(exitOf(C.retryWhile(throws, Policy.limitRetries(1))(C.left('e'))), Exit.die(bug))
})

test('repeat: again after each success, with the last value; a failure ends it', (t) => {
  const loop = new TestLoop()
  const at: Array<number> = []
  const tick = C.fromIO(() => at.push(loop.now()))
  const policy = Policy.Monoid.concat(Policy.constantDelay(10), Policy.limitRetries(3))
  t.deepEqual(loop.run(C.repeat(policy)(tick)), Exit.succeed(4))
  t.deepEqual(at, [0, 10, 20, 30])
  let runs = 0
  const failing = C.suspend(() => (++runs < 3 ? C.of(runs) : C.left('e')))
  t.deepEqual(exitOf(C.repeat(Policy.limitRetries(10))(failing)), Exit.fail('e'))
  t.deepEqual(exitOf(pipe(C.of(1), C.repeat(throws))), Exit.die(bug))
})

test('100,000 attempts need no stack', (t) => {
  let attempts = 0
  const program = C.retry(Policy.limitRetries(100_000))(C.suspend(() => C.left(++attempts)))
  const loop = new TestLoop({ maxTurns: Infinity })
  t.deepEqual(loop.run(program), Exit.fail(100_001))
  let runs = 0
  const again = new TestLoop({ maxTurns: Infinity })
  t.deepEqual(again.run(C.repeat(Policy.limitRetries(100_000))(C.fromIO(() => ++runs))), Exit.succeed(100_001))
})

test('a limit that is no number is an error at once, and no retry for ever', (t) => {
  for (const limit of [Number.NaN, undefined, '3'] as ReadonlyArray<unknown>)
    t.throws(() => Policy.limitRetries(limit as never), {
      instanceOf: RangeError,
      message: `limitRetries: a number of retries was expected, got ${String(limit)}`
    })
})
