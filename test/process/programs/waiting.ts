/** Programs that wait for something that comes late, or never. */
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import { Deadlock } from 'fiber-ts/Errors'
import * as Fiber from 'fiber-ts/Fiber'
import * as Lock from 'fiber-ts/Lock'
import { run, runExit, runMain, Runner } from 'fiber-ts/Runner'
import * as Scope from 'fiber-ts/Scope'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { outcome, play, print, say, slowly } from './stage.js'

const forEver = (what: C.Coroutine<unknown, never, unknown>) =>
  pipe(
    say('ready'),
    C.flatMap(() => what),
    C.ensuring(say('finalized'))
  )

/** Two fibers, each of which waits for what the other one would do later. */
const circle = C.gen(function* () {
  const a = yield* Deferred.make()
  const b = yield* Deferred.make()
  const wait = (
    name: string,
    first: Deferred.Deferred<never, void>,
    then: Deferred.Deferred<never, void>
  ): C.Coroutine<unknown, never, unknown> =>
    pipe(
      Deferred.await(first),
      C.flatMap(() => Deferred.succeed(then, undefined)),
      C.ensuring(say(`${name} finalized`)),
      C.named(name)
    )
  const left = yield* C.fork(wait('left', a, b))
  const right = yield* C.fork(wait('right', b, a))
  yield* Fiber.join(left)
  yield* Fiber.join(right)
})

/** Two fibers, each of which takes a lock and then the one that the other has. */
const transfers = C.gen(function* () {
  const [a, b] = [yield* Lock.make, yield* Lock.make]
  const transfer = (name: string, first: Lock.Lock, second: Lock.Lock) =>
    pipe(
      C.yieldNow,
      C.flatMap(() => Lock.withLock(second)(C.yieldNow)),
      Lock.withLock(first),
      C.named(name)
    )
  return yield* C.all([transfer('a→b', a, b), transfer('b→a', b, a)])
})

const slowToEnd = pipe(
  say('ready'),
  C.flatMap(() => C.never),
  C.ensuring(slowly(1_300, 'finalizing', 'finalized')),
  C.named('main')
)

play({
  never: () => outcome(run(forEver(C.never))),
  'pending-promise': () => outcome(run(forEver(C.promise(() => new Promise(() => {}))))),
  'pending-callback': () => outcome(run(forEver(C.async(() => {})))),
  'pending-behind-a-child': () => outcome(run(forEver(pipe(C.fork(C.never), C.flatMap(Fiber.join))))),
  'pending-behind-a-group': () =>
    outcome(run(forEver(C.all([C.never, pipe(Deferred.make<never, void>(), C.flatMap(Deferred.await))])))),
  'pending-main': () => runMain(forEver(C.never)),

  'timeout-not-needed': () => outcome(C.toPromise(C.timeout(60_000, () => 'too late')(C.delay(1)(C.of('in time'))))),
  'callback-after-a-while': () => {
    let resume: (result: E.Either<never, string>) => void = () => {}
    // an unreferenced timer keeps no process alive: run has to
    setTimeout(() => resume(E.right('in time')), 200).unref()
    return outcome(
      run(
        C.async<never, string>((answer) => {
          resume = answer
        })
      )
    )
  },
  'dispatched-after-a-while': () =>
    outcome(
      run(
        Scope.scoped(
          C.gen(function* () {
            const dispatch = yield* Scope.dispatcher()
            const answer = yield* Deferred.make<never, string>()
            setTimeout(() => dispatch(Deferred.succeed(answer, 'in time')), 200).unref()
            return yield* C.raceFirst(C.never)(Deferred.await(answer))
          })
        )
      )
    ),

  deadlock: () =>
    run(pipe(circle, C.named('main'))).then(
      () => print('ended'),
      (error: unknown) => {
        print(`deadlock: ${error instanceof Deadlock}`)
        print(String(error))
      }
    ),
  'deadlock-of-locks': () => run(pipe(transfers, C.named('main'))).catch((error: unknown) => print(String(error))),
  'deadlock-exit': () =>
    runExit(pipe(circle, C.named('main'))).then((exit) => {
      const reason = exit._tag === 'Left' ? exit.left[0] : undefined
      print(`${reason?._tag} by ${reason?._tag === 'Interrupt' && reason.by}`)
      print(`deadlock: ${reason?._tag === 'Interrupt' && reason.reason instanceof Deadlock}`)
    }),
  'deadlock-main': () => runMain(pipe(circle, C.named('main'))),
  'deadlock-after-a-hold': () => {
    const gate = Deferred.unsafeMake<never, void>()
    setTimeout(() => print('the socket is closed'), 50).unref()
    const socket = C.async<never, void>((resume) => {
      setTimeout(() => resume(E.right(undefined)), 100).unref()
    })
    return run(
      pipe(
        socket,
        C.flatMap(() => Deferred.await(gate)),
        C.named('main')
      )
    ).catch((error: unknown) => print(`deadlock: ${error instanceof Deadlock}`))
  },
  'deadlock-masked': () =>
    run(pipe(Deferred.make<never, void>(), C.flatMap(Deferred.await), C.uninterruptible, C.named('main'))).then(
      () => print('ended'),
      (error: unknown) => print(`deadlock: ${error instanceof Deadlock}`)
    ),
  'deadlock-in-a-finalizer': () =>
    run(
      pipe(C.left('failed'), C.ensuring(pipe(Deferred.make<never, void>(), C.flatMap(Deferred.await))), C.named('main'))
    ).then(
      () => print('ended'),
      (error: unknown) => print(`deadlock: ${error instanceof Deadlock}`)
    ),
  'deadlock-at-shutdown': () =>
    outcome(
      run(
        C.gen(function* () {
          const gate = yield* Deferred.make()
          yield* C.forkDaemon(pipe(C.never, C.ensuring(Deferred.await(gate)), C.named('leftover')))
          yield* C.yieldNow
          return 'the value'
        })
      )
    ),
  'deadlock-while-closing': async () => {
    const runner = new Runner()
    const gate = Deferred.unsafeMake<never, void>()
    runner.fork(pipe(C.never, C.ensuring(Deferred.await(gate)), C.named('leftover')))
    await outcome(runner.close())
  },
  'no-deadlock': () =>
    outcome(
      run(
        C.gen(function* () {
          const gate = yield* Deferred.make<never, string>()
          const fiber = yield* C.fork(Deferred.await(gate))
          yield* C.sleep(100)
          yield* Deferred.succeed(gate, 'woken')
          return yield* Fiber.join(fiber)
        })
      )
    ),
  'slow-leftover': () =>
    outcome(
      run(
        pipe(
          C.forkDaemon(pipe(C.never, C.ensuring(slowly(1_300, 'ready', 'finalized')), C.named('leftover'))),
          C.flatMap(() => C.yieldNow)
        )
      )
    ),
  'slow-finalizer': () => outcome(run(slowToEnd)),
  'slow-main': () => runMain(slowToEnd)
})
