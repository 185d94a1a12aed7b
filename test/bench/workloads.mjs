// What is measured: every workload with its size and the result that each peer has to come to.
//
// `n` is the number of operations in one run, and figures are nanoseconds for each of them. A peer's file exports
// `workloads`, an object with a function `(n) => run` under the names used here; what comes before `run` is not timed.
const countTo = (n) => n
const sumTo = (n) => (n * (n - 1)) / 2
const fibCalls = 57_313

/** What flows through a peer before it is timed, so that it is not measured with numbers alone. */
export const values = [1, 1.5, 'text', true, null, undefined, {}, [], () => 1, Symbol('value'), 1n]
export const valueAt = (i) => values[i % values.length]

export const workloads = {
  w00: { title: 'values of many types', n: 1_100, expect: countTo, warmUpOnly: true },
  w01: { title: 'left-nested flatMap chain, built and run', n: 10_000, expect: countTo },
  w01d: { title: 'the same without pipe: C.flatMap(program, f)', unmixed: true, n: 10_000, expect: countTo },
  w02: { title: 'right-recursive flatMap loop', n: 10_000, expect: countTo },
  w02d: { title: 'the same without pipe: C.flatMap(step, loop)', unmixed: true, n: 10_000, expect: countTo },
  w02s: { title: 'right-recursive flatMap loop over synchronous steps', n: 10_000, expect: countTo },
  w03: { title: '100 maps, built once, run again and again', n: 10_000, expect: countTo },
  w04: { title: 'non-tail recursion, fib(22)', n: fibCalls, expect: () => 17_711 },
  w05: { title: 'loop with an environment access per step', n: 10_000, expect: countTo },
  w06: { title: 'fail and recover', n: 10_000, expect: countTo },
  w07: { title: 'one generator, n steps', n: 10_000, expect: countTo },
  w07b: { title: 'a fresh generator closure per call, 3 steps', n: 9_000, expect: countTo },
  w07c: { title: 'a hoisted generator function, 3 steps', n: 9_000, expect: countTo },
  w08: { title: 'fork 100,000, then join all', n: 100_000, expect: sumTo },
  w08s: { title: 'fork one, join it, again and again', n: 10_000, expect: sumTo },
  w09: { title: 'fork parked children with a finalizer, interrupt all', n: 5_000, expect: countTo },
  w10: { title: 'yieldNow, 1,000 fibers', n: 50_000, expect: countTo },
  w11: { title: 'Deferred ping-pong', n: 10_000, expect: countTo },
  w12: { title: 'bounded queue of 64', n: 10_000, expect: sumTo },
  w13: { title: 'semaphore of 4, 1,000 fibers, a yield inside', n: 10_000, expect: countTo },
  w14: { title: 'parallel traverse of 10,000, limit 16', n: 10_000, expect: (n) => 2 * sumTo(n) },
  w15: { title: 'await of a resolved promise', n: 10_000, expect: countTo },
  w15a: { title: 'wait for a callback that is called later', n: 10_000, expect: countTo },
  w15t: { title: 'await of a resolved promise whose rejection would be typed', n: 10_000, expect: countTo },
  w16: { title: '100,000 concurrent sleeps of 1 to 50 ms', n: 100_000, expect: countTo },
  w17: { title: 'bracket', n: 10_000, expect: countTo },
  w17e: { title: 'ensuring', n: 10_000, expect: countTo },
  w19: { title: 'timeout of a step that is in time', n: 5_000, expect: countTo },
  w20: { title: 'race of two, loser interrupted', n: 2_000, expect: countTo },
  w21: { title: 'run a two-step program synchronously', n: 2_000, expect: countTo },
  w21p: { title: 'run a two-step program to a promise', n: 2_000, expect: countTo },
  w21r: { title: 'run a two-step program with signals owned', n: 200, expect: countTo },
  w22: {
    title: 'a realistic pipeline, built and run at each step',
    n: 5_000,
    // doubled, every fifth one fails and is recovered with 0, and 1 from the environment is added
    expect: (n) => {
      let sum = 0
      for (let i = 0; i < n; i++) sum += (i % 5 === 0 ? 0 : 2 * i) + 1
      return sum
    }
  }
}

/** Bytes per fiber: a peer's `parked` has a function `(n) => Promise<release>` for each. */
export const parked = {
  w18d: { title: 'bytes per fiber parked on a Deferred', n: 50_000 },
  w18s: { title: 'bytes per fiber parked in sleep', n: 50_000 }
}

/** The order of the columns. `asyncio` is a Python program; `prototype` is there when its path is given. */
export const peers = {
  'fiber-ts': 'fiber-ts',
  prototype: 'prototype',
  effect: 'Effect 4',
  effect3: 'Effect 3',
  promises: 'promises',
  fluture: 'Fluture',
  'fp-ts': 'fp-ts',
  'p-libs': 'p-limit, p-queue',
  asyncio: 'asyncio'
}
