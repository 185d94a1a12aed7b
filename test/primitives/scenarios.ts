// Every primitive in a program that uses it, and what must hold whatever interrupts it and whoever runs when: nothing is
// lost, nothing is there twice, nobody waits for ever.
import * as Barrier from 'fiber-ts/Barrier'
import * as Condition from 'fiber-ts/Condition'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Event from 'fiber-ts/Event'
import * as Fiber from 'fiber-ts/Fiber'
import * as Lock from 'fiber-ts/Lock'
import { cached, cachedK, memoize, memoizeK, unsafeMemoize } from 'fiber-ts/Memo'
import * as PriorityQueue from 'fiber-ts/PriorityQueue'
import * as PubSub from 'fiber-ts/PubSub'
import * as Queue from 'fiber-ts/Queue'
import * as Ref from 'fiber-ts/Ref'
import * as Scope from 'fiber-ts/Scope'
import * as Semaphore from 'fiber-ts/Semaphore'
import * as TaskGroup from 'fiber-ts/TaskGroup'
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import { valueOf } from '../support/programs.js'
import type { Scenario } from '../support/sweep.js'

const must = (holds: boolean, message: string): void => {
  if (!holds) throw new Error(message)
}

const effect = <A>(f: () => A): C.Coroutine<unknown, never, A> => C.fromIO(f)

/** A program with the world that it changes, made afresh for each run. */
interface Subject {
  readonly title: string
  readonly make: () => Scenario<unknown, unknown>
}

const subjects: Array<Subject> = []

const survives = (title: string, make: Subject['make']): void => void subjects.push({ title, make })

/** A critical section: counts who is inside, and takes a step there. */
const sections = (limit: number) => {
  let inside = 0
  let most = 0
  const enter = (weight: number) =>
    C.bracket(
      effect(() => {
        inside += weight
        most = Math.max(most, inside)
      }),
      () => C.flatMap(C.yieldNow, () => C.sleep(1)),
      () => effect(() => void (inside -= weight))
    )
  return { enter, check: () => must(inside === 0 && most <= limit, `${inside} are inside, there were ${most}`) }
}

survives('Semaphore, with weights', () => {
  const semaphore = Semaphore.unsafeMake(3)
  const { enter, check } = sections(3)
  return {
    program: C.all([1, 3, 2, 1, 2].map((weight) => Semaphore.withPermits(semaphore, weight)(enter(weight)))),
    check: () => {
      check()
      const { free, waiting } = valueOf(Semaphore.statistics(semaphore))
      must(free === 3 && waiting === 0, `${free} permits are free, ${waiting} fibers wait`)
    }
  }
})

survives('Semaphore: withPermitsIfFree', () => {
  const semaphore = Semaphore.unsafeMake(2)
  const { enter, check } = sections(2)
  return {
    program: C.all([1, 2, 1, 1].map((weight) => Semaphore.withPermitsIfFree(semaphore, weight)(enter(weight)))),
    check: () => {
      check()
      must(valueOf(Semaphore.statistics(semaphore)).free === 2, 'permits are lost')
    }
  }
})

survives('Semaphore: acquired and released by hand, in a bracket that can be interrupted while it waits', () => {
  const semaphore = Semaphore.unsafeMake(1)
  const { enter, check } = sections(1)
  const worker = C.bracket(
    C.interruptible(Semaphore.acquire(semaphore)),
    () => enter(1),
    () => Semaphore.release(semaphore)
  )
  return {
    program: C.all([worker, worker, worker]),
    check: () => {
      check()
      must(valueOf(Semaphore.statistics(semaphore)).free === 1, 'the permit is lost')
    }
  }
})

survives('Lock, with timeouts', () => {
  const lock = Lock.unsafeMake()
  const { enter, check } = sections(1)
  const worker = (millis: number) => pipe(enter(1), Lock.withLock(lock), C.timeoutOption(millis))
  return {
    program: C.all([worker(5), worker(1), worker(2), worker(3)]),
    check: () => {
      check()
      must(!valueOf(Lock.statistics(lock)).isLocked, 'the lock is lost')
    }
  }
})

survives('Ref: every change that is answered has happened', () => {
  const ref = Ref.unsafeMake(0)
  let answered = 0
  const noted = C.map(() => void answered++)
  return {
    program: C.all([
      noted(Ref.modifyCoroutine(ref, (n) => C.flatMap(C.yieldNow, () => C.of(n + 1)))),
      noted(Ref.modify(ref, (n) => n + 1)),
      noted(Ref.modifyState(ref, (n) => [undefined, n + 1])),
      noted(Ref.modifyCoroutine(ref, (n) => C.delay(1)(C.of(n + 1))))
    ]),
    check: () => {
      const value = valueOf(Ref.read(ref))
      // who is interrupted as the change is done need not hear of it
      must(value >= answered && value <= 4, `${answered} changes were answered, ${value} were made`)
      must(!valueOf(Ref.statistics(ref)).updating, 'it is being updated for ever')
    }
  }
})

/** Producers and consumers of numbered items; every item that was accepted is consumed once, or still there. */
const traffic = (make: C.Coroutine<unknown, never, Queue.Queue<number>>) => (): Scenario<unknown, unknown> => {
  const queue = valueOf(make)
  const accepted: Array<number> = []
  const consumed: Array<number> = []
  const offer = (item: number) =>
    pipe(
      Queue.offer(queue, item),
      C.map((is) => {
        if (is) accepted.push(item)
      })
    )
  const take = pipe(
    Queue.take(queue),
    C.map((item) => void consumed.push(item))
  )
  return {
    program: C.all([
      C.timeoutOption(5)(C.flatMap(offer(1), () => offer(2))),
      C.timeoutOption(5)(C.flatMap(offer(3), () => offer(4))),
      C.timeoutOption(3)(C.flatMap(take, () => take)),
      C.timeoutOption(3)(take)
    ]),
    check: () => {
      const left = valueOf(Queue.shutdownNow(queue))
      const seen = [...consumed, ...left]
      must(new Set(seen).size === seen.length, `items are there twice: ${seen.join()}`)
      // an offerer may be interrupted after its item was taken, before it hears of that
      for (const item of accepted) must(seen.includes(item), `item ${item} is lost; there are ${seen.join()}`)
      const { takers, offerers } = valueOf(Queue.statistics(queue))
      must(takers === 0 && offerers === 0, `${takers} takers and ${offerers} offerers are left`)
    }
  }
}

survives('Queue, bounded', traffic(Queue.bounded(1)))
survives('Queue, unbounded', traffic(Queue.unbounded()))
survives('Queue, rendezvous', traffic(Queue.rendezvous()))
survives('Queue, dropping', traffic(Queue.dropping(1)))
survives('PriorityQueue', traffic(PriorityQueue.bounded(N.Ord, 2)))

survives('Queue: many at once', () => {
  const queue = valueOf(Queue.bounded<number>(2))
  const consumed: Array<number> = []
  const batch = pipe(
    Queue.takeUpTo(queue, 2),
    C.map((items) => void consumed.push(...items))
  )
  let offered = false
  return {
    program: C.all([
      pipe(
        Queue.offerAll(queue, [1, 2, 3, 4, 5]),
        C.map(() => {
          offered = true
        })
      ),
      C.timeoutOption(3)(C.flatMap(batch, () => batch)),
      C.timeoutOption(3)(batch)
    ]),
    check: () => {
      const seen = [...consumed, ...valueOf(Queue.shutdownNow(queue))].sort((x, y) => x - y)
      must(
        seen.every((item, i) => item === i + 1),
        `there are ${seen.join()}`
      )
      must(!offered || seen.length === 5, `only ${seen.join()} of all items`)
    }
  }
})

survives('Queue: workers, join, and a graceful end', () => {
  const queue = valueOf(Queue.bounded<number>(1))
  const done: Array<number> = []
  const worker = pipe(
    Queue.take(queue),
    C.flatMap((item) =>
      C.ensuring(Queue.taskDone(queue))(C.flatMap(C.yieldNow, () => effect(() => void done.push(item))))
    ),
    C.forever,
    C.catchTag('QueueShutdown', () => C.of(undefined))
  )
  const program = C.gen(function* () {
    yield* C.fork(worker)
    yield* C.fork(worker)
    yield* Queue.offerAll(queue, [1, 2, 3])
    yield* Queue.join(queue)
    yield* Queue.shutdown(queue)
  })
  return {
    // whoever interrupts a worker between take and its finalizer makes join wait for ever
    program: C.timeoutOption(10)(program),
    check: () => must(new Set(done).size === done.length, `done twice: ${done.join()}`)
  }
})

survives('Deferred: whoever waits gets the value', () => {
  const deferred = Deferred.unsafeMake<never, number>()
  const got: Array<number> = []
  const waiter = pipe(
    Deferred.await(deferred),
    C.map((value) => void got.push(value))
  )
  return {
    program: C.all([C.timeoutOption(2)(waiter), waiter, C.delay(1)(Deferred.succeed(deferred, 7)), waiter]),
    check: (exit) =>
      must(got.every((value) => value === 7) && (exit._tag === 'Left' || got.length >= 2), `got ${got.join()}`)
  }
})

survives('Event', () => {
  const event = Event.unsafeMake()
  return {
    program: C.all([
      Event.wait(event),
      C.timeoutOption(1)(Event.wait(event)),
      C.delay(1)(Event.set(event)),
      C.delay(2)(C.flatMap(Event.clear(event), () => C.timeoutOption(1)(Event.wait(event))))
    ]),
    check: () => must(valueOf(Event.statistics(event)).waiting === 0, 'somebody waits')
  }
})

survives('Barrier', () => {
  const barrier = valueOf(Barrier.make(2))
  const party = C.timeoutOption(3)(C.flatMap(Barrier.wait(barrier), () => C.yieldNow))
  return {
    program: C.all([party, C.delay(1)(party), party, party]),
    check: () => must(valueOf(Barrier.statistics(barrier)).waiting === 0, 'somebody waits')
  }
})

survives('Condition: no item is left while somebody waits for one', () => {
  const lock = Lock.unsafeMake()
  const condition = valueOf(Condition.make(lock))
  let items = 0
  let starving = false
  const consumer = (patience: number) =>
    pipe(
      Condition.waitFor(
        condition,
        effect(() => items > 0)
      ),
      C.map(() => void items--),
      Condition.withLock(condition),
      C.timeoutOption(patience)
    )
  const producer = pipe(
    effect(() => void items++),
    C.flatMap(() => Condition.notify(condition)),
    Condition.withLock(condition)
  )
  return {
    program: C.all([
      consumer(9),
      consumer(9),
      C.delay(1)(producer),
      pipe(
        C.flatMap(Lock.statistics(lock), ({ isLocked }) =>
          C.map(({ waiting }: Condition.Statistics) => {
            starving = items > 0 && waiting > 0 && !isLocked
          })(Condition.statistics(condition))
        ),
        C.delay(5)
      )
    ]),
    check: () => {
      must(!starving, 'an item is there, and somebody who was not notified')
      const { isLocked, waiting, waitingForLock } = valueOf(Condition.statistics(condition))
      must(!isLocked && waiting === 0 && waitingForLock === 0, 'the lock is lost, or somebody waits')
    }
  }
})

survives('PubSub: every subscriber sees all messages in order, from the first it sees', () => {
  const hub = valueOf(PubSub.bounded<number>(1))
  const problems: Array<string> = []
  const subscriber = (patience: number) =>
    pipe(
      PubSub.subscribe(hub),
      C.flatMap((messages) => {
        let last = 0
        return C.forever(
          C.map((message: number) => {
            if (last > 0 && message !== last + 1) problems.push(`${message} after ${last}`)
            last = message
          })(Queue.take(messages))
        )
      }),
      Scope.scoped,
      C.timeoutOption(patience)
    )
  const publisher = C.forEach((n: number) => C.flatMap(C.yieldNow, () => PubSub.publish(hub, n)), { concurrency: 1 })([
    1, 2, 3, 4
  ])
  return {
    program: C.all([subscriber(2), subscriber(1), C.timeoutOption(9)(publisher)]),
    check: () => {
      must(problems.length === 0, problems.join())
      const { subscribers, publishers } = valueOf(PubSub.statistics(hub))
      must(subscribers === 0 && publishers === 0, `${subscribers} subscribers and ${publishers} publishers are left`)
    }
  }
})

for (const [name, share] of [
  ['memoize', memoize],
  ['unsafeMemoize', <R, E, A>(ma: C.Coroutine<R, E, A>) => C.of(unsafeMemoize(ma))],
  ['cached', cached(100)]
] as const)
  survives(`${name}: one computation at a time, stopped when nobody waits`, () => {
    let running = 0
    let most = 0
    const computation = C.bracket(
      effect(() => {
        most = Math.max(most, ++running)
      }),
      () => C.delay(2)(C.of('value')),
      () => C.flatMap(C.yieldNow, () => effect(() => void running--))
    )
    return {
      program: C.flatMap(share(computation), (shared) =>
        C.all([shared, C.timeoutOption(1)(shared), C.delay(1)(shared), C.timeoutOption(1)(C.delay(4)(shared))])
      ),
      check: () => must(running === 0 && most <= 1, `${running} are running, there were ${most}`)
    }
  })

for (const [name, share] of [
  ['memoizeK', memoizeK],
  ['cachedK', cachedK(100)]
] as const)
  survives(`${name}: once for each key, and one at a time of those that nobody waited for`, () => {
    const calls: Array<string> = []
    let ended = 0
    let running = 0
    const load = (key: string): C.Coroutine<unknown, never, string> => {
      calls.push(key)
      return C.bracket(
        effect(() => running++),
        () => C.map(() => `${key}: ${++ended}`)(C.sleep(2)),
        () => C.flatMap(C.yieldNow, () => effect(() => void running--))
      )
    }
    return {
      program: C.flatMap(share(load), (shared) =>
        C.all([
          shared('a'),
          shared('b'),
          C.timeoutOption(1)(shared('a')),
          C.delay(1)(shared('b')),
          C.delay(5)(shared('a'))
        ])
      ),
      check: (exit) => {
        must(running === 0, `${running} are running`)
        if (exit._tag === 'Left') return
        must(calls.length === 2 && ended === 2, `called for ${calls.join()}, ended ${ended} times`)
        const [a, b, , againB, againA] = exit.right as ReadonlyArray<string>
        must(a === againA && b === againB && a !== b, `answered ${a}, ${b}, ${againB}, ${againA}`)
      }
    }
  })

// ---------------------------------------------------------------------------------------------------------------------
// structure
// ---------------------------------------------------------------------------------------------------------------------

/** Resources that are opened and closed, each with a step inside of it. */
const resources = () => {
  let opened = 0
  let closed = 0
  const open = effect(() => ++opened)
  const close = C.flatMap(C.yieldNow, () => effect(() => void closed++))
  return {
    within: <E, A>(use: C.Coroutine<unknown, E, A>): C.Coroutine<unknown, E, A> =>
      C.bracket(
        open,
        () => use,
        () => close
      ),
    /** How many are open. */
    open: (): number => opened - closed,
    check: () => must(opened === closed, `${opened} were opened, ${closed} were closed`)
  }
}

const pause = C.flatMap(C.yieldNow, () => C.yieldNow)

survives('all: when one fails the others have cleaned up before the failure is seen', () => {
  const { within, open, check } = resources()
  let early = 0
  const failing = C.flatMap(C.yieldNow, () => C.left('no'))
  return {
    program: pipe(
      C.all([within(C.sleep(5)), within(failing), within(pause), C.uninterruptible(within(pause))]),
      C.orElse(() => effect(() => void (early += open())))
    ),
    check: () => {
      check()
      must(early === 0, `${early} were open when the failure was seen`)
    }
  }
})

survives('all, with a limit: never more at once', () => {
  const { enter, check } = sections(2)
  return { program: C.all([1, 1, 1, 1].map(enter), { concurrency: 2 }), check }
})

survives('race: the losers have cleaned up before the winner is seen', () => {
  const { within, open, check } = resources()
  let early = 0
  return {
    program: pipe(
      within(pause),
      C.race(C.uninterruptible(within(C.yieldNow))),
      C.race(within(C.sleep(1))),
      C.tap(() => effect(() => void (early += open())))
    ),
    check: () => {
      check()
      must(early === 0, `${early} were open when the winner was seen`)
    }
  }
})

survives('timeout: either a value or none, and what was interrupted has cleaned up', () => {
  const { within, open, check } = resources()
  let early = 0
  const timed = (millis: number) =>
    pipe(
      within(C.delay(2)(pause)),
      C.timeoutOption(millis),
      C.tap(() => effect(() => void (early += open())))
    )
  return {
    program: C.all([timed(1), timed(2), timed(3)], { concurrency: 1 }),
    check: () => {
      check()
      must(early === 0, `${early} were open after a timeout`)
    }
  }
})

survives('fork, join and interrupt: a finalizer runs once, and everybody hears of the same end', () => {
  const { within, check } = resources()
  const ends: Array<string> = []
  const hear = (fiber: Fiber.Fiber<unknown, unknown>) =>
    C.map((exit: { readonly _tag: string }) => void ends.push(exit._tag))(Fiber.await(fiber))
  return {
    program: C.gen(function* () {
      const fiber = yield* C.fork(within(C.delay(1)(pause)))
      yield* C.all([
        hear(fiber),
        hear(fiber),
        C.delay(1)(Fiber.interrupt(fiber)),
        C.flatMap(C.sleep(1), () => Fiber.interrupt(fiber))
      ])
    }),
    check: () => {
      check()
      must(new Set(ends).size <= 1, `it has ended as ${ends.join()}`)
    }
  }
})

survives('TaskGroup: the first failure stops the others, and nobody outlives it', () => {
  const { within, open, check } = resources()
  let early = 0
  return {
    program: pipe(
      TaskGroup.run((group: TaskGroup.TaskGroup<string>) =>
        C.gen(function* () {
          yield* TaskGroup.fork(group)(within(C.sleep(5)))
          yield* TaskGroup.fork(group)(within(C.flatMap(C.yieldNow, () => TaskGroup.fork(group)(within(pause)))))
          yield* TaskGroup.fork(group)(within(C.flatMap(C.yieldNow, () => C.left('no'))))
          yield* C.yieldNow
        })
      ),
      C.orElse(() => effect(() => void (early += open())))
    ),
    check: () => {
      check()
      must(early === 0, `${early} were open when the group had ended`)
    }
  }
})

survives('Scope: its fibers end first, then the finalizers run, the last one first', () => {
  const events: Array<string> = []
  const note = (event: string) => effect(() => void events.push(event))
  const resource = (name: string) =>
    Scope.acquireRelease(note(`open ${name}`), () => C.flatMap(C.yieldNow, () => note(`close ${name}`)))
  return {
    program: Scope.scoped(
      C.gen(function* () {
        const scope = yield* Scope.current
        yield* resource('a')
        yield* Scope.forkIn(scope)(
          C.ensuring(C.flatMap(C.yieldNow, () => note('end')))(C.flatMap(note('run'), () => C.sleep(5)))
        )
        yield* resource('b')
        yield* C.timeoutOption(1)(C.never)
      })
    ),
    check: () => {
      const count = (prefix: string) => events.filter((event) => event.startsWith(prefix)).length
      must(count('open') === count('close') && count('run') <= count('end'), events.join())
      const closes = events.filter((event) => event.startsWith('close')).join()
      must(['', 'close a', 'close b,close a'].includes(closes), events.join())
      must(events.indexOf('end') < events.indexOf('close a') || count('open') === 0, events.join())
    }
  }
})

export const scenarios: ReadonlyArray<Subject> = subjects
