// Lock, Event, Deferred, Condition, Semaphore and Barrier: what asyncio promises of them, and what is promised beyond that.
//
// test_asyncio/test_locks.py                            here
// ---------------------------------------------------   ---------------------------------------------------------
// LockTests   test_acquire, test_lock                   fibers get the lock in the order in which they asked for it
//             test_lock_doesnt_accept_loop…, repr       (does not apply)
//             test_acquire_cancel                       a waiter that is interrupted leaves the lock alone
//             test_cancel_race                          interrupting one waiter leaves the next one its turn
//             test_cancel_release_race                  a lock that was handed to an interrupted fiber is handed on
//             test_finished_waiter_cancelled            the same
//             test_release_not_acquired                 releasing a lock that is not locked is a defect
//             test_context_manager                      withLock releases however its body ends
// EventTests  test_wait, test_wait_on_set               an Event readies everybody who waits
//             test_clear, test_clear_with_waiters       who waited goes on, even if it is cleared at once
// Condition…  test_wait, test_wait_unacquired           wait needs the lock, and has it again when it ends
//             test_wait_cancel, _after_notify           a waiter that is interrupted has the lock in its finalizers
//             test_wait_cancel_contested                the same, while others hold the lock
//             test_wait_for                             waitFor looks again after every notification
//             test_notify, test_notify_all              notify wakes as many as asked for, in order
//             test_notify_unacquired…                   notify needs the lock
//             test_ambiguous_loops, explicit_lock       a Condition on a lock that was there before
// (3.13)      test_cancelled_error_re_aquire,           a notification of an interrupted fiber is passed on
//             test_cancelled_wakeup
// Semaphore…  test_acquire, test_semaphore              fibers get permits in the order in which they asked
//             test_acquire_cancel, _before_awoken       interrupted waiters leave the permits alone
//             test_acquire_hang, test_acquire_no_hang   the same
//             test_acquire_fifo_order(_2, _3)           a newcomer goes behind those who wait
//             test_initial_value_zero, release_not_acq  bad numbers of permits are defects, and take nothing
// Barrier…    test_barrier, wait_task multiple          parties meet again and again
//             test_abort…, test_reset…                  abort and reset turn away whoever waits
//             test_wait_tasks_cancelled                 a fiber that is interrupted has not arrived
//             test_filling_tasks_check_return_value     each gets a number of its own
import test from 'ava'
import * as Barrier from 'fiber-ts/Barrier'
import * as Condition from 'fiber-ts/Condition'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import { BrokenBarrier, RuntimeError } from 'fiber-ts/Errors'
import * as Event from 'fiber-ts/Event'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import * as Lock from 'fiber-ts/Lock'
import * as Semaphore from 'fiber-ts/Semaphore'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { exitOf, makeLog } from '../coroutine/fixtures.js'
import { defectOf, start, valueOf } from '../support/programs.js'

// ---------------------------------------------------------------------------------------------------------------------
// Lock
// ---------------------------------------------------------------------------------------------------------------------

test('Lock: fibers get it in the order in which they asked for it', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const lock = yield* Lock.make
      const fiber = (name: string) =>
        pipe(
          say(`${name} in`),
          C.tap(() => C.sleep(1)),
          C.tap(() => say(`${name} out`)),
          Lock.withLock(lock)
        )
      yield* C.all([fiber('a'), fiber('b'), fiber('c')])
      t.deepEqual(yield* Lock.statistics(lock), { isLocked: false, waiting: 0 })
    })
  )
  t.deepEqual(lines, ['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
})

test('Lock: a waiter that is interrupted leaves the lock alone', (t) => {
  valueOf(
    C.gen(function* () {
      const lock = yield* Lock.make
      yield* Lock.acquire(lock)
      const waiter = yield* start(Lock.withLock(lock)(C.never))
      t.deepEqual(yield* Lock.statistics(lock), { isLocked: true, waiting: 1 })
      yield* Fiber.interrupt(waiter)
      t.deepEqual(yield* Lock.statistics(lock), { isLocked: true, waiting: 0 })
      yield* Lock.release(lock)
      t.deepEqual(yield* Lock.statistics(lock), { isLocked: false, waiting: 0 })
    })
  )
})

test('Lock: interrupting one waiter leaves the next one its turn', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const lock = yield* Lock.make
      yield* Lock.acquire(lock)
      const first = yield* start(Lock.withLock(lock)(say('first')))
      const second = yield* start(Lock.withLock(lock)(say('second')))
      // released and interrupted in one step: the lock is the first one's already
      yield* Lock.release(lock)
      yield* Fiber.interrupt(first)
      yield* Fiber.join(second)
      t.deepEqual(yield* Lock.statistics(lock), { isLocked: false, waiting: 0 })
    })
  )
  t.deepEqual(lines, ['second'])
})

test('Lock: handed to a fiber in a generator that is interrupted before it runs, it reaches the `finally` block', (t) => {
  const lock = Lock.unsafeMake()
  const exit = exitOf(
    C.gen(function* () {
      yield* Lock.acquire(lock)
      const waiter = yield* start(
        C.gen(function* () {
          yield* Lock.acquire(lock)
          try {
            yield* C.never
          } finally {
            yield* Lock.release(lock)
          }
        })
      )
      yield* Lock.release(lock)
      yield* Fiber.interrupt(waiter)
      return yield* Lock.statistics(lock)
    })
  )
  t.deepEqual(exit, Exit.succeed({ isLocked: false, waiting: 0 }))
})

test('Lock: releasing a lock that is not locked is a defect', (t) => {
  t.true(defectOf(exitOf(C.flatMap(Lock.make, Lock.release))) instanceof RuntimeError)
})

test('Lock: withLock releases however its body ends', (t) => {
  const ends: ReadonlyArray<C.Coroutine<unknown, string, unknown>> = [C.of(1), C.left('no'), C.die('bug'), C.interrupt]
  for (const end of ends) {
    const lock = Lock.unsafeMake()
    exitOf(Lock.withLock(lock)(end))
    t.deepEqual(valueOf(Lock.statistics(lock)), { isLocked: false, waiting: 0 })
  }
})

test('Lock: a masked fiber waits for it without being interrupted', (t) => {
  const { lines, say } = makeLog()
  const lock = Lock.unsafeMake()
  const exit = exitOf(
    C.gen(function* () {
      yield* Lock.acquire(lock)
      const masked = yield* start(C.uninterruptible(Lock.withLock(lock)(say('has it'))))
      yield* C.fork(Fiber.interrupt(masked))
      yield* C.yieldNow
      yield* Lock.release(lock)
      return yield* Fiber.await(masked)
    })
  )
  t.deepEqual(lines, ['has it'])
  t.deepEqual(exit._tag, 'Right')
  t.deepEqual(valueOf(Lock.statistics(lock)), { isLocked: false, waiting: 0 })
})

test('Lock: what was forked inside ends before it is released', (t) => {
  const { lines, say } = makeLog()
  const lock = Lock.unsafeMake()
  valueOf(
    C.gen(function* () {
      yield* pipe(
        start(
          pipe(C.never, C.ensuring(C.flatMap(Lock.statistics(lock), ({ isLocked }) => say(`locked: ${isLocked}`))))
        ),
        Lock.withLock(lock)
      )
    })
  )
  t.deepEqual(lines, ['locked: true'])
})

// ---------------------------------------------------------------------------------------------------------------------
// Event
// ---------------------------------------------------------------------------------------------------------------------

test('Event: readies everybody who waits, in order, and nobody waits once it is set', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const event = yield* Event.make
      for (const name of ['a', 'b', 'c']) yield* start(C.flatMap(Event.wait(event), () => say(name)))
      t.deepEqual(yield* Event.statistics(event), { isSet: false, waiting: 3 })
      yield* Event.set(event)
      t.deepEqual(lines, [])
      yield* C.yieldNow
      yield* Event.wait(event)
      t.deepEqual(yield* Event.statistics(event), { isSet: true, waiting: 0 })
    })
  )
  t.deepEqual(lines, ['a', 'b', 'c'])
})

test('Event: who waited goes on, even if it is cleared at once', (t) => {
  valueOf(
    C.gen(function* () {
      const event = yield* Event.make
      const early = yield* start(Event.wait(event))
      yield* Event.set(event)
      yield* Event.clear(event)
      const late = yield* start(Event.wait(event))
      yield* Fiber.join(early)
      t.deepEqual((yield* Fiber.status(late))._tag, 'Suspended')
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// Deferred
// ---------------------------------------------------------------------------------------------------------------------

test('Deferred: the first completion counts, and the others hear that they came too late', (t) => {
  valueOf(
    C.gen(function* () {
      const deferred = yield* Deferred.make<string, number>()
      const waiter = yield* start(C.toEither(Deferred.await(deferred)))
      t.deepEqual([yield* Deferred.isDone(deferred), yield* Deferred.succeed(deferred, 1)], [false, true])
      t.deepEqual([yield* Deferred.succeed(deferred, 2), yield* Deferred.fail(deferred, 'no')], [false, false])
      t.false(Deferred.unsafeDone(deferred, E.right(3))())
      t.deepEqual([yield* Fiber.join(waiter), yield* C.toEither(Deferred.await(deferred))], [E.right(1), E.right(1)])
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// Condition
// ---------------------------------------------------------------------------------------------------------------------

test('Condition: wait, notify and notifyAll need the lock', (t) => {
  for (const use of [Condition.wait, Condition.notify, Condition.notifyAll])
    t.true(defectOf(exitOf(C.flatMap(Condition.make(), (condition) => use(condition)))) instanceof RuntimeError)
})

test('Condition: a wait without the lock leaves the lock as it is', (t) => {
  const lock = Lock.unsafeMake()
  exitOf(C.flatMap(Condition.make(lock), Condition.wait))
  t.deepEqual(valueOf(Lock.statistics(lock)), { isLocked: false, waiting: 0 })
})

test('Condition: notify wakes as many as asked for, in order, each with the lock', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const condition = yield* Condition.make()
      const waiter = (name: string) =>
        pipe(
          Condition.wait(condition),
          C.flatMap(() => say(`${name} in`)),
          C.flatMap(() => C.yieldNow),
          C.flatMap(() => say(`${name} out`)),
          Condition.withLock(condition)
        )
      for (const name of ['a', 'b', 'c', 'd']) yield* start(waiter(name))
      yield* pipe(Condition.notify(condition, 2), Condition.withLock(condition))
      yield* C.sleep(1)
      t.deepEqual(lines, ['a in', 'a out', 'b in', 'b out'])
      t.deepEqual(yield* Condition.statistics(condition), { isLocked: false, waitingForLock: 0, waiting: 2 })
      yield* pipe(Condition.notifyAll(condition), Condition.withLock(condition))
      yield* C.sleep(1)
    })
  )
  t.deepEqual(lines.slice(4), ['c in', 'c out', 'd in', 'd out'])
})

test('Condition: waitFor looks again after every notification', (t) => {
  valueOf(
    C.gen(function* () {
      const condition = yield* Condition.make()
      let looks = 0
      let open = false
      const waiter = yield* start(
        pipe(
          Condition.waitFor(
            condition,
            C.fromIO(() => (looks++, open))
          ),
          Condition.withLock(condition)
        )
      )
      const notify = pipe(Condition.notify(condition), Condition.withLock(condition))
      yield* notify
      yield* C.sleep(1)
      t.deepEqual([looks, (yield* Fiber.status(waiter))._tag], [2, 'Suspended'])
      open = true
      yield* notify
      yield* Fiber.join(waiter)
      t.is(looks, 3)
    })
  )
})

for (const [how, end] of [
  ['is interrupted', C.sleep(10)],
  ['fails', C.tap(() => C.left('no answer'))(C.sleep(3))]
] as const)
  test(`Condition: a fiber in waitFor that ${how} before it has its answer passes the notification on`, (t) => {
    valueOf(
      C.gen(function* () {
        const condition = yield* Condition.make()
        let isOpen = false
        const pass = (look: C.Coroutine<unknown, string, unknown>) =>
          pipe(
            Condition.waitFor(
              condition,
              C.suspend(() => (isOpen ? C.as(true)(look) : C.of(false)))
            ),
            Condition.withLock(condition)
          )
        const open = pipe(
          C.fromIO(() => (isOpen = true)),
          C.tap(() => Condition.notify(condition)),
          Condition.withLock(condition)
        )
        yield* C.fork(C.toExit(C.timeoutOption(25)(pass(end))))
        yield* C.sleep(1)
        const second = yield* start(pass(C.of(undefined)))
        yield* C.sleep(20)
        yield* open
        t.deepEqual(yield* pipe(Fiber.join(second), C.timeoutOption(1_000)), O.some(undefined))
      })
    )
  })

test('Condition: a waiter that is interrupted has the lock in its finalizers, also when others hold it meanwhile', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const condition = yield* Condition.make()
      const waiter = yield* start(
        pipe(
          Condition.wait(condition),
          C.ensuring(C.flatMap(Condition.statistics(condition), ({ isLocked }) => say(`waiter, locked: ${isLocked}`))),
          Condition.withLock(condition)
        )
      )
      yield* start(
        pipe(
          C.sleep(5),
          C.tap(() => say('other out')),
          Condition.withLock(condition)
        )
      )
      yield* Fiber.interrupt(waiter)
      t.deepEqual(yield* Condition.statistics(condition), { isLocked: false, waitingForLock: 0, waiting: 0 })
    })
  )
  t.deepEqual(lines, ['other out', 'waiter, locked: true'])
})

test('Condition: a notification of an interrupted fiber is passed on', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const condition = yield* Condition.make()
      const waiter = (name: string) =>
        pipe(
          Condition.wait(condition),
          C.flatMap(() => say(name)),
          Condition.withLock(condition)
        )
      const first = yield* start(waiter('first'))
      const second = yield* start(waiter('second'))
      yield* pipe(
        Condition.notify(condition),
        C.tap(() => C.fork(Fiber.interrupt(first))),
        C.tap(() => C.yieldNow),
        Condition.withLock(condition)
      )
      yield* Fiber.join(second)
    })
  )
  t.deepEqual(lines, ['second'])
})

test('Condition: who is interrupted and was not notified notifies nobody', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const condition = yield* Condition.make()
      const waiter = pipe(
        Condition.wait(condition),
        C.flatMap(() => say('woken')),
        Condition.withLock(condition)
      )
      const first = yield* start(waiter)
      const second = yield* start(waiter)
      yield* Fiber.interrupt(first)
      yield* C.sleep(1)
      t.is((yield* Condition.statistics(condition)).waiting, 1)
      yield* Fiber.interrupt(second)
    })
  )
  t.deepEqual(lines, [])
})

test('Condition: on a lock that was there before', (t) => {
  valueOf(
    C.gen(function* () {
      const lock = yield* Lock.make
      const condition = yield* Condition.make(lock)
      const waiter = yield* start(pipe(Condition.wait(condition), Lock.withLock(lock)))
      yield* pipe(Condition.notify(condition), Lock.withLock(lock))
      yield* Fiber.join(waiter)
      t.deepEqual(yield* Lock.statistics(lock), { isLocked: false, waiting: 0 })
    })
  )
})

test('Condition: a wait inside a timeout', (t) => {
  valueOf(
    C.gen(function* () {
      const condition = yield* Condition.make()
      const result = yield* pipe(Condition.wait(condition), C.timeoutOption(10), Condition.withLock(condition))
      t.deepEqual(result, O.none)
      t.deepEqual(yield* Condition.statistics(condition), { isLocked: false, waitingForLock: 0, waiting: 0 })
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// Semaphore
// ---------------------------------------------------------------------------------------------------------------------

test('Semaphore: fibers get permits in the order in which they asked, be it for many or for few', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const semaphore = yield* Semaphore.make(3)
      const fiber = (name: string, permits: number) =>
        pipe(
          say(name),
          C.tap(() => C.sleep(1)),
          Semaphore.withPermits(semaphore, permits)
        )
      yield* C.all([fiber('2 of 3', 2), fiber('3 of 3', 3), fiber('1 of 3', 1)])
      t.deepEqual(yield* Semaphore.statistics(semaphore), { permits: 3, free: 3, waiting: 0 })
    })
  )
  t.deepEqual(lines, ['2 of 3', '3 of 3', '1 of 3'])
})

test('Semaphore: interrupting one who asks for many lets those in who ask for few', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const semaphore = yield* Semaphore.make(2)
      yield* Semaphore.acquire(semaphore)
      const many = yield* start(Semaphore.withPermits(semaphore, 2)(say('many')))
      const few = yield* start(Semaphore.withPermits(semaphore)(say('few')))
      t.deepEqual(yield* Semaphore.statistics(semaphore), { permits: 2, free: 1, waiting: 2 })
      yield* Fiber.interrupt(many)
      yield* Fiber.join(few)
      yield* Semaphore.release(semaphore)
      t.deepEqual(yield* Semaphore.statistics(semaphore), { permits: 2, free: 2, waiting: 0 })
    })
  )
  t.deepEqual(lines, ['few'])
})

test('Semaphore: a newcomer goes behind those who wait', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const semaphore = yield* Semaphore.make(1)
      yield* Semaphore.acquire(semaphore)
      const waiter = yield* start(Semaphore.withPermits(semaphore)(say('waiter')))
      yield* Semaphore.release(semaphore)
      // the waiter has not run yet, and has the permit all the same
      t.deepEqual(yield* Semaphore.withPermitsIfFree(semaphore)(say('newcomer')), O.none)
      yield* Semaphore.withPermits(semaphore)(say('patient newcomer'))
      yield* Fiber.join(waiter)
    })
  )
  t.deepEqual(lines, ['waiter', 'patient newcomer'])
})

test('Semaphore: withPermitsIfFree passes by nobody who waits for more', (t) => {
  valueOf(
    C.gen(function* () {
      const semaphore = yield* Semaphore.make(3)
      yield* Semaphore.acquire(semaphore)
      const waiter = yield* start(Semaphore.withPermits(semaphore, 3)(C.of(undefined)))
      t.deepEqual(yield* Semaphore.withPermitsIfFree(semaphore)(C.of(1)), O.none)
      yield* Semaphore.release(semaphore)
      yield* Fiber.join(waiter)
    })
  )
})

test('Semaphore: withPermitsIfFree does not wait', (t) => {
  valueOf(
    C.gen(function* () {
      const semaphore = yield* Semaphore.make(2)
      t.deepEqual(yield* Semaphore.withPermitsIfFree(semaphore, 2)(C.of(1)), O.some(1))
      yield* Semaphore.acquire(semaphore)
      t.deepEqual(yield* Semaphore.withPermitsIfFree(semaphore, 2)(C.of(1)), O.none)
      t.deepEqual(yield* Semaphore.statistics(semaphore), { permits: 2, free: 1, waiting: 0 })
    })
  )
})

test('Semaphore: bad numbers of permits are defects, and take nothing', (t) => {
  for (const permits of [-1, 1.5, NaN, Infinity]) {
    t.true(defectOf(exitOf(Semaphore.make(permits))) instanceof RangeError, `make ${permits}`)
    t.throws(() => Semaphore.unsafeMake(permits), { instanceOf: RangeError })
  }
  for (const permits of [-1, 1.5, NaN, 3]) {
    const semaphore = Semaphore.unsafeMake(2)
    let ran = false
    const body = C.fromIO(() => void (ran = true))
    for (const use of [
      Semaphore.withPermits(semaphore, permits)(body),
      Semaphore.withPermitsIfFree(semaphore, permits)(body),
      Semaphore.acquire(semaphore, permits),
      Semaphore.release(semaphore, permits)
    ])
      t.true(defectOf(exitOf<never, unknown>(use)) instanceof RangeError)
    t.false(ran)
    t.deepEqual(valueOf(Semaphore.statistics(semaphore)), { permits: 2, free: 2, waiting: 0 })
  }
})

test('Semaphore: releasing more than was acquired is a defect, and gives nothing', (t) => {
  const semaphore = Semaphore.unsafeMake(1)
  t.true(defectOf(exitOf(Semaphore.release(semaphore))) instanceof RuntimeError)
  t.deepEqual(valueOf(Semaphore.statistics(semaphore)), { permits: 1, free: 1, waiting: 0 })
})

// ---------------------------------------------------------------------------------------------------------------------
// Barrier
// ---------------------------------------------------------------------------------------------------------------------

test('Barrier: parties meet again and again, and each gets a number of its own', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const barrier = yield* Barrier.make(3)
      const party = (millis: number) =>
        C.gen(function* () {
          const numbers: Array<number> = []
          for (let round = 1; round <= 3; round++) {
            yield* C.sleep(millis)
            yield* say(`round ${round}`)
            numbers.push(yield* Barrier.wait(barrier))
          }
          return numbers
        })
      const numbers = yield* C.all([party(1), party(3), party(2)])
      for (let round = 0; round < 3; round++)
        t.deepEqual(
          numbers.map((of) => of[round] as number).sort((x, y) => x - y),
          [0, 1, 2]
        )
      t.deepEqual(yield* Barrier.statistics(barrier), { parties: 3, waiting: 0, isBroken: false })
    })
  )
  t.deepEqual(
    lines,
    [1, 1, 1, 2, 2, 2, 3, 3, 3].map((round) => `round ${round}`)
  )
})

test('Barrier: a fiber that is interrupted has not arrived', (t) => {
  valueOf(
    C.gen(function* () {
      const barrier = yield* Barrier.make(2)
      const gone = yield* start(Barrier.wait(barrier))
      yield* Fiber.interrupt(gone)
      const stays = yield* start(Barrier.wait(barrier))
      t.deepEqual(yield* Barrier.statistics(barrier), { parties: 2, waiting: 1, isBroken: false })
      t.is(yield* Barrier.wait(barrier), 1)
      t.is(yield* Fiber.join(stays), 0)
    })
  )
})

test('Barrier: abort and reset turn away whoever waits; an aborted one turns away whoever comes', (t) => {
  valueOf(
    C.gen(function* () {
      const barrier = yield* Barrier.make(2)
      const waiting = yield* start(C.toEither(Barrier.wait(barrier)))
      yield* Barrier.reset(barrier)
      t.deepEqual(yield* Fiber.join(waiting), E.left(new BrokenBarrier()))
      yield* Barrier.abort(barrier)
      t.deepEqual(yield* C.toEither(Barrier.wait(barrier)), E.left(new BrokenBarrier()))
      t.true((yield* Barrier.statistics(barrier)).isBroken)
      yield* Barrier.reset(barrier)
      t.deepEqual(yield* C.all([Barrier.wait(barrier), Barrier.wait(barrier)]), [0, 1])
    })
  )
})

test('Barrier: of one party nobody waits, and bad numbers of parties are defects', (t) => {
  t.is(valueOf(C.flatMap(Barrier.make(1), Barrier.wait)), 0)
  for (const parties of [0, -1, 1.5, NaN]) t.true(defectOf(exitOf(Barrier.make(parties))) instanceof RangeError)
})
