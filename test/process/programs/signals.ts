/** Programs that wait for a signal, each in another state. They say 'ready' when the signal may come. */
import { isMainThread, Worker } from 'node:worker_threads'
import * as C from 'fiber-ts/Coroutine'
import * as Fiber from 'fiber-ts/Fiber'
import { run, Runner } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { block, outcome, play, print, say, slowly } from './stage.js'

const ready = say('ready')

const spinning = (spin: C.Coroutine<unknown, never, unknown>) => () =>
  outcome(
    run(
      pipe(
        ready,
        C.flatMap(() => spin),
        C.ensuring(say('finalized'))
      )
    )
  )

const recursion = (n: number): C.Coroutine<unknown, never, never> =>
  pipe(
    C.of(n + 1),
    C.flatMap((next) => recursion(next))
  )

/** Says when a signal was heard: from then on, and a little later, another one is not the same keypress. */
const outcomeAndSignals = (running: Promise<unknown>): Promise<void> => {
  process.on('SIGINT', () => print('heard'))
  return outcome(running)
}

/** A finalizer that never ends: what only a second signal gets past. */
const endless = (what: C.Coroutine<unknown, never, unknown>) =>
  pipe(
    ready,
    C.flatMap(() => C.never),
    C.ensuring(
      pipe(
        say('finalizing'),
        C.flatMap(() => what)
      )
    ),
    C.named('root')
  )

const blockFor = (millis: number) =>
  C.fromIO(() => {
    print('ready')
    block(millis)
    return 'the value'
  })

const lastBlock = blockFor(300)

play({
  suspended: () =>
    outcome(
      run(
        pipe(
          ready,
          C.flatMap(() => C.never),
          C.ensuring(slowly(50, 'finalizing', 'finalized'))
        )
      )
    ),

  'of-forever': spinning(C.forever(C.of(1))),
  'yields-forever': spinning(C.forever(C.yieldNow)),
  'promises-forever': spinning(C.forever(C.promise(() => Promise.resolve(1)))),
  'tasks-forever': spinning(C.forever(C.fromTask(() => Promise.resolve(1)))),
  recursion: spinning(C.suspend(() => recursion(0))),
  'generator-forever': spinning(
    C.gen(function* () {
      for (;;) yield* C.of(1)
    })
  ),
  'slow-steps-forever': spinning(C.forever(C.fromIO(() => block(2)))),

  'before-the-first-step': () => {
    const runner = new Runner()
    // it uses up the slice, so that the run has to wait for its turn
    runner.fork(C.forever(C.of(1)))
    const running = runner.run(
      pipe(
        say('started'),
        C.flatMap(() => C.never),
        C.ensuring(say('finalized'))
      )
    )
    process.emit('SIGINT')
    return outcome(running).then(() => runner.close())
  },

  block: () => {
    // of processor time: a machine that is busy with something else is late with everything
    let end = process.cpuUsage()
    const since = () => process.cpuUsage(end).user + process.cpuUsage(end).system
    return outcome(
      run(
        pipe(
          C.fromIO(() => {
            print('ready')
            block(300)
            end = process.cpuUsage()
          }),
          C.flatMap(() => C.forever(C.of(1))),
          C.ensuring(C.suspend(() => say(since() < 100_000 ? 'at once' : 'late')))
        )
      )
    )
  },
  'step-after-block': () => outcome(run(C.flatMap(blockFor(1_000), () => say('next step')))),
  'mapped-step-after-block': () =>
    outcome(
      run(
        pipe(
          blockFor(1_000),
          C.map(() => 1),
          C.tap(() => say('next step'))
        )
      )
    ),
  'generator-step-after-block': () =>
    outcome(
      run(
        C.gen(function* () {
          // the loop has learnt that steps are quick
          for (let i = 0; i < 10_000; i++) yield* C.fromIO(() => i)
          yield* blockFor(1_000)
          yield* say('next step')
        })
      )
    ),
  'last-block': () => outcome(run(lastBlock)),

  'last-block-unwatched': () => outcome(run(lastBlock, { watchdog: false })),

  masked: () =>
    outcome(
      run(
        pipe(
          C.uninterruptible(slowly(300, 'ready', 'end of the region')),
          C.flatMap(() => say('next step'))
        )
      )
    ),

  'finalizer-fails': () =>
    outcome(
      run(
        pipe(
          ready,
          C.flatMap(() => C.never),
          C.ensuring(C.die('unreleased'))
        )
      )
    ),

  'interrupted-by-itself': () =>
    outcome(
      run(
        C.gen(function* () {
          const self = yield* Fiber.self
          yield* pipe(Fiber.interrupt(self, 'enough'), C.ensuring(slowly(300, 'ready', 'finalized')))
        })
      )
    ),

  'during-shutdown': () =>
    outcome(
      run(
        C.gen(function* () {
          yield* C.forkDaemon(pipe(C.never, C.ensuring(slowly(300, 'ready', 'finalized')), C.named('leftover')))
          yield* C.yieldNow
          return 'the value'
        })
      )
    ),
  'while-children-end': () =>
    outcome(
      run(
        C.gen(function* () {
          yield* C.fork(pipe(C.never, C.ensuring(slowly(300, 'ready', 'finalized')), C.named('child')))
          yield* C.yieldNow
          return 'the value'
        })
      )
    ),
  'while-closing': async () => {
    const runner = new Runner()
    runner.fork(pipe(C.never, C.ensuring(slowly(300, 'ready', 'finalized')), C.named('leftover')))
    await outcome(runner.close())
  },

  'finalizer-waits': () => outcomeAndSignals(run(endless(C.never))),
  'finalizer-sleeps': () => outcomeAndSignals(run(endless(C.sleep(60_000)))),
  'finalizer-spins': () => outcomeAndSignals(run(endless(C.forever(C.of(1))))),
  'finalizer-awaits': () => outcomeAndSignals(run(endless(C.promise(() => new Promise(() => {}))))),
  'region-waits': () =>
    outcomeAndSignals(
      run(
        pipe(
          C.uninterruptible(
            pipe(
              ready,
              C.flatMap(() => C.never)
            )
          ),
          C.named('root')
        )
      )
    ),
  'leftover-waits': () =>
    outcomeAndSignals(
      run(
        C.gen(function* () {
          yield* C.forkDaemon(pipe(C.never, C.ensuring(C.never), C.named('leftover')))
          yield* pipe(
            ready,
            C.flatMap(() => C.never),
            C.ensuring(say('finalizing'))
          )
        })
      )
    ),
  'failed-and-finalizer-waits': () =>
    outcomeAndSignals(
      run(
        pipe(
          C.left('failed'),
          C.ensuring(
            pipe(
              ready,
              C.flatMap(() => C.never)
            )
          ),
          C.named('root')
        )
      )
    ),
  'failed-and-leftover-waits': () =>
    outcomeAndSignals(
      run(
        C.gen(function* () {
          yield* C.forkDaemon(
            pipe(
              C.never,
              C.ensuring(
                pipe(
                  ready,
                  C.flatMap(() => C.never)
                )
              ),
              C.named('leftover')
            )
          )
          yield* C.yieldNow
          return yield* C.left('failed')
        })
      )
    ),
  'beside-a-close': async () => {
    const runner = new Runner()
    runner.fork(pipe(C.never, C.ensuring(C.sleep(50))))
    const closing = runner.close()
    await outcome(
      run(
        pipe(
          C.promise(() => closing),
          C.flatMap(() => ready),
          C.flatMap(() => C.never),
          C.ensuring(say('finalized'))
        )
      )
    )
  },
  'listeners-of-closes': async () => {
    const listenersOf = async (leftover: C.Coroutine<unknown, never, unknown>, handleSignals: boolean) => {
      const runner = new Runner()
      await runner.run(C.yieldNow, { handleSignals, watchdog: false })
      runner.fork(leftover)
      const closing = runner.close()
      const count = process.listenerCount('SIGINT')
      await closing
      return count
    }
    const waits = pipe(C.never, C.ensuring(C.sleep(10)))
    print(`nothing to wait for: ${await listenersOf(C.of(1), true)}`)
    print(`signals were handled: ${await listenersOf(waits, true)}`)
    print(`signals were not handled: ${await listenersOf(waits, false)}`)
  },

  'close-waits': async () => {
    const runner = new Runner()
    runner.fork(pipe(C.never, C.ensuring(C.never), C.named('leftover')))
    const closing = outcomeAndSignals(runner.close())
    print('ready')
    await closing
  },

  'one-keypress': () =>
    outcome(
      run(
        pipe(
          // they come from a timer, as signals come from outside of every fiber
          C.fromIO(() =>
            setTimeout(() => {
              process.emit('SIGINT')
              process.emit('SIGINT')
            }, 10)
          ),
          C.flatMap(() => C.never),
          C.ensuring(slowly(100, 'finalizing', 'finalized'))
        )
      )
    ),

  'run-after-run': async () => {
    const runner = new Runner()
    for (const nth of ['first', 'second'])
      await outcome(
        runner.run(
          pipe(
            say(`${nth} ready`),
            C.flatMap(() => C.never)
          )
        )
      )
    await runner.close()
  },

  'foreign-listener': () => {
    process.on('SIGINT', () => print('heard by somebody else'))
    return outcome(
      run(
        pipe(
          ready,
          C.flatMap(() => C.sleep(500)),
          C.map(() => process.listenerCount('SIGINT'))
        )
      )
    ).then(() => process.exit())
  },
  'foreign-listener-insisting': () => {
    process.on('SIGINT', () => print('heard by somebody else'))
    return outcome(
      run(
        pipe(
          ready,
          C.flatMap(() => C.never)
        ),
        { handleSignals: true }
      )
    ).then(() => process.exit())
  },
  'signals-off': () =>
    outcome(
      run(
        pipe(
          ready,
          C.flatMap(() => C.never),
          C.ensuring(say('finalized'))
        ),
        { handleSignals: false }
      )
    ),

  'in-a-worker': async () => {
    if (isMainThread) {
      const worker = new Worker(new URL(import.meta.url), { argv: ['in-a-worker'] })
      worker.on('error', (error) => print(`error in the worker: ${String(error)}`))
      worker.on('exit', (code) => print(`listeners ${process.listenerCount('SIGINT')}, worker ended with ${code}`))
    } else
      for (const handleSignals of ['auto', true, false] as const)
        await outcome(
          run(
            pipe(
              C.yieldNow,
              C.map(() => process.listenerCount('SIGINT'))
            ),
            { handleSignals }
          )
        )
  },

  'all-at-once': () => {
    const one = (name: string) => pipe(C.never, C.ensuring(say(`${name} finalized`)))
    return outcome(
      run(
        pipe(
          ready,
          C.flatMap(() => C.all([one('a'), one('b'), one('c')]))
        )
      )
    )
  },

  'signalled-by-its-last-step': async () => {
    let heard = 0
    const count = () => void heard++
    const kill = C.fromIO(() => void process.kill(process.pid, 'SIGINT'))
    for (const listens of [false, true]) {
      if (listens) process.on('SIGINT', count)
      let interruptions = 0
      for (let i = 0; i < 30; i++)
        await run(
          i % 2 === 0
            ? kill
            : pipe(
                C.sleep(1),
                C.tap(() => kill)
              ),
          { handleSignals: true }
        ).catch(() => interruptions++)
      print(`interrupted ${interruptions}, heard by somebody else ${heard}`)
    }
    process.off('SIGINT', count)
  },

  'two-presses-in-one-block': () =>
    outcome(
      run(
        pipe(
          blockFor(560),
          C.flatMap(() => C.never),
          C.ensuring(C.never),
          C.named('root')
        )
      )
    ),

  'stuck-after-the-run': async () => {
    process.on('SIGINT', () => print('heard by somebody else'))
    await outcome(run(C.of(1), { handleSignals: true }))
    setTimeout(() => {
      print('ready')
      block(1_300)
      print('block over')
    }, 50)
    setTimeout(() => {}, 1_500)
  },

  'nothing-left': async () => {
    const state = () =>
      JSON.stringify([
        process.getActiveResourcesInfo(),
        process.eventNames().map((name) => [name, process.listenerCount(name)])
      ])
    // what the start of the process needs is over by then, and stderr is open
    void process.stderr
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 5))
    const before = state()
    const leaving = (main: C.Coroutine<unknown, unknown, unknown>) =>
      pipe(
        C.forkDaemon(pipe(C.sleep(60_000), C.ensuring(C.sleep(1)))),
        C.flatMap(() => C.fork(C.sleep(60_000))),
        C.flatMap(() => main)
      )
    for (const main of [C.of(1), C.sleep(1), C.left('no'), C.die('bug'), C.interrupt, C.promise(async () => 1)]) {
      await run(leaving(main)).catch(() => {})
      print(state() === before ? 'as before' : `left: ${state()}, before: ${before}`)
    }
    const runner = new Runner()
    await runner.run(leaving(C.of(1)))
    await runner.close()
    print(state() === before ? 'as before' : `left: ${state()}, before: ${before}`)
    await run(
      pipe(
        C.forkDaemon(C.uninterruptible(C.sleep(60_000))),
        C.flatMap(() => C.yieldNow)
      ),
      { shutdownTimeout: 1 }
    )
    print(state() === before ? 'as before' : `left: ${state()}, before: ${before}`)
  }
})
