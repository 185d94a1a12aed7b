// fp-ts' own effects: TaskEither, and ReaderTaskEither where there is an environment. Promises underneath, no fibers.
import * as RTE from 'fp-ts/lib/ReaderTaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { valueAt } from '../workloads.mjs'

const run = async (program) => {
  const result = await program()
  if (result._tag === 'Left') throw result.left
  return result.right
}
const recoverable = { _tag: 'Recoverable' }
const unit = TE.of(undefined)

const sumOf = (n, step) => {
  const loop = (i, sum) =>
    i === n
      ? TE.of(sum)
      : pipe(
          step(i),
          TE.flatMap((x) => loop(i + 1, sum + x))
        )
  return loop(0, 0)
}

const twoSteps = (x) =>
  pipe(
    TE.of(x),
    TE.flatMap((y) => TE.fromIO(() => y + 1))
  )

export const workloads = {
  w00: (n) => () =>
    run(
      sumOf(n, (i) =>
        pipe(
          TE.of(valueAt(i)),
          TE.map((x) => [x]),
          TE.flatMap(([x]) => TE.of(x)),
          TE.map((x) => (x === valueAt(i) ? 1 : 0))
        )
      )
    ),

  // a left-nested chain of TaskEither recurses: 1,000 at a time
  w01: (n) => async () => {
    let x = 0
    while (x < n) {
      let program = TE.of(x)
      for (let i = 0; i < 1_000; i++)
        program = pipe(
          program,
          TE.flatMap((y) => TE.of(y + 1))
        )
      x = await run(program)
    }
    return x
  },

  w02: (n) => {
    const loop = (i) => (i === n ? TE.of(i) : pipe(TE.of(i + 1), TE.flatMap(loop)))
    return () => run(loop(0))
  },

  w02s: (n) => {
    const loop = (i) =>
      i === n
        ? TE.of(i)
        : pipe(
            TE.fromIO(() => i + 1),
            TE.flatMap(loop)
          )
    return () => run(loop(0))
  },

  w03: (n) => {
    let x = 0
    let pipeline = TE.fromIO(() => x)
    for (let i = 0; i < 100; i++)
      pipeline = pipe(
        pipeline,
        TE.map((y) => y + 1)
      )
    return async () => {
      x = 0
      while (x < n) x = await run(pipeline)
      return x
    }
  },

  w04: () => {
    const fib = (k) =>
      k < 2
        ? TE.of(k)
        : pipe(
            fib(k - 1),
            TE.flatMap((a) =>
              pipe(
                fib(k - 2),
                TE.map((b) => a + b)
              )
            )
          )
    return () => run(fib(22))
  },

  w05: (n) => {
    const loop = (i) =>
      i === n
        ? RTE.of(i)
        : pipe(
            RTE.ask(),
            RTE.flatMap(({ step }) => loop(i + step))
          )
    return () => run(loop(0)({ step: 1 }))
  },

  w06: (n) => () =>
    run(
      sumOf(n, () =>
        pipe(
          TE.left(recoverable),
          TE.orElse(() => TE.of(1))
        )
      )
    ),

  w17: (n) => {
    const acquire = TE.fromIO(() => 1)
    return () =>
      run(
        sumOf(n, () =>
          TE.bracket(
            acquire,
            (x) => TE.of(x),
            () => unit
          )
        )
      )
  },

  w21p: (n) => async () => {
    let x = 0
    while (x < n) x = await run(twoSteps(x))
    return x
  },

  w22: (n) => {
    let audited = 0
    const audit = RTE.fromIO(() => audited++)
    const step = (i) =>
      pipe(
        RTE.of(i),
        RTE.map((x) => 2 * x),
        RTE.flatMap((x) => (x % 10 === 0 ? RTE.left(recoverable) : RTE.of(x))),
        RTE.orElse(() => RTE.of(0)),
        RTE.tap(() => audit),
        RTE.flatMap((x) => RTE.asks(({ bonus }) => x + bonus)),
        (body) =>
          RTE.bracket(
            RTE.of(undefined),
            () => body,
            () => RTE.of(undefined)
          )
      )
    return async () => {
      const env = { bonus: 1 }
      let sum = 0
      for (let i = 0; i < n; i++) sum += await run(step(i)(env))
      return sum
    }
  }
}

export const parked = {}
