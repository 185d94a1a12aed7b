// Generators behave like async functions: failures enter by throw, interruptions by return, and finally blocks run.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import { InterruptedError } from 'fiber-ts/Errors'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

const run = <E, A>(program: C.Coroutine<unknown, E, A>): Exit.Exit<E, A> => new TestLoop().run(program)

test('a generator is started anew each time its coroutine runs', (t) => {
  let starts = 0
  const program = C.gen(function* () {
    starts++
    return yield* C.of(starts)
  })
  t.deepEqual(run(C.all([program, program])), Exit.succeed([1, 2]))
})

test('a typed failure can be caught by try, with the identical error', (t) => {
  const error = { _tag: 'NotFound' }
  const program = C.gen(function* () {
    try {
      return yield* C.left(error)
    } catch (caught) {
      return caught === error
    }
  })
  t.deepEqual(run(program), Exit.succeed(true))
})

test('a failure that nobody catches stays the same typed failure, also through nested generators', (t) => {
  const inner = C.gen(function* () {
    return yield* C.left('typed')
  })
  const outer = C.gen(function* () {
    return yield* inner
  })
  t.deepEqual(run(outer), Exit.fail('typed'))
})

test('an error that is caught and thrown again later stays the same typed failure', (t) => {
  const program = C.gen(function* () {
    try {
      return yield* C.left('typed')
    } catch (caught) {
      yield* C.sleep(1)
      throw caught
    }
  })
  t.deepEqual(run(program), Exit.fail('typed'))
})

test('any other throw is a defect with its identity', (t) => {
  const other = new Error('other')
  const thrown = C.gen(function* () {
    yield* C.of(1)
    throw other
  })
  const instead = C.gen(function* () {
    try {
      return yield* C.left('typed')
    } catch {
      throw other
    }
  })
  t.deepEqual(run(thrown), Exit.die(other))
  t.deepEqual(run(instead), Exit.die(other))
})

test('a defect can be caught by try as well', (t) => {
  const bug = new Error('bug')
  const program = C.gen(function* () {
    try {
      return yield* C.die(bug)
    } catch (caught) {
      return caught === bug
    }
  })
  t.deepEqual(run(program), Exit.succeed(true))
})

test('a step that throws inside a generator enters it like a failing one', (t) => {
  const program = C.gen(function* () {
    try {
      yield* C.fromIO(() => {
        throw 'thrown'
      })
      return 'not reached'
    } catch (caught) {
      return caught
    }
  })
  t.deepEqual(run(program), Exit.succeed('thrown'))
})

test('a generator may catch, go on, and catch again', (t) => {
  const program = C.gen(function* () {
    const caught: Array<unknown> = []
    for (let i = 0; i < 3; i++) {
      try {
        yield* C.flatMap(C.sleep(1), () => C.left(i))
      } catch (error) {
        caught.push(error)
        yield* C.yieldNow
      }
    }
    return caught
  })
  t.deepEqual(run(program), Exit.succeed([0, 1, 2]))
})

test('the interruption of another fiber enters by throw as an InterruptedError, and can be caught', (t) => {
  const program = C.gen(function* () {
    const fiber = yield* C.fork(C.never)
    yield* C.yieldNow
    yield* Fiber.interrupt(fiber, 'why')
    try {
      return yield* Fiber.join(fiber)
    } catch (caught) {
      return caught instanceof InterruptedError && caught.reason
    }
  })
  t.deepEqual(run(program), Exit.succeed('why'))
})

// -------------------------------------------------------------------------------------
// interruption
// -------------------------------------------------------------------------------------

const interrupted = (program: C.Coroutine<unknown, unknown, unknown>): Exit.Exit<unknown, unknown> | undefined => {
  const loop = new TestLoop()
  const started = loop.start(program)
  loop.runReady()
  started.interrupt('host', 'test')
  loop.runAll()
  return started.exit()
}

const tags = (exit: Exit.Exit<unknown, unknown> | undefined): ReadonlyArray<string> =>
  exit?._tag === 'Left' ? exit.left.map((reason) => reason._tag) : ['Succeeded']

test('an interruption runs the finally blocks, from inside out, and they may wait; catch blocks do not see it', (t) => {
  const log: Array<string> = []
  const exit = interrupted(
    C.gen(function* () {
      try {
        try {
          yield* C.never
        } catch {
          log.push('caught')
        } finally {
          yield* C.sleep(10)
          log.push('inner')
        }
      } finally {
        yield* C.sleep(10)
        log.push('outer')
      }
      log.push('not reached')
    })
  )
  t.deepEqual(log, ['inner', 'outer'])
  t.deepEqual(tags(exit), ['Interrupt'])
})

test('a return inside finally does not cancel an interruption', (t) => {
  const exit = interrupted(
    C.gen(function* () {
      try {
        yield* C.never
      } finally {
        // oxlint-disable-next-line no-unsafe-finally
        return 'stubborn'
      }
    })
  )
  t.deepEqual(tags(exit), ['Interrupt'])
})

test('a loop inside finally ends on its own account, and what it fails with is appended', (t) => {
  const bug = new Error('bug')
  const exit = interrupted(
    C.gen(function* () {
      try {
        yield* C.never
      } finally {
        for (let i = 0; i < 3; i++) yield* C.sleep(1)
        yield* C.die(bug)
      }
    })
  )
  t.deepEqual(tags(exit), ['Interrupt', 'Die'])
  t.is(exit?._tag === 'Left' && exit.left[1]?._tag === 'Die' && exit.left[1].defect, bug)
})

test('a typed failure inside finally during an interruption is appended as what it is, or caught there', (t) => {
  const failing = interrupted(
    C.gen(function* () {
      try {
        yield* C.never
      } finally {
        yield* C.left('typed')
      }
    })
  )
  t.deepEqual(tags(failing), ['Interrupt', 'Fail'])
  let caught: unknown
  const catching = interrupted(
    C.gen(function* () {
      try {
        yield* C.never
      } finally {
        try {
          yield* C.left('typed')
        } catch (error) {
          caught = error
          yield* C.sleep(1)
        }
      }
    })
  )
  t.deepEqual(tags(catching), ['Interrupt'])
  t.is(caught, 'typed')
})

test('every generator on the way is closed: an interruption passes nested ones', (t) => {
  const log: Array<string> = []
  const layer = (name: string, inside: C.Coroutine<unknown, never, unknown>): C.Coroutine<unknown, never, unknown> =>
    C.gen(function* () {
      try {
        return yield* inside
      } finally {
        yield* C.sleep(1)
        log.push(name)
      }
    })
  const exit = interrupted(layer('a', layer('b', layer('c', C.never))))
  t.deepEqual(log, ['c', 'b', 'a'])
  t.deepEqual(tags(exit), ['Interrupt'])
})

test('a generator that only computes is interrupted too', (t) => {
  let closed = false
  const loop = new TestLoop({ maxTurns: 10 })
  const started = loop.start(
    C.gen(function* () {
      try {
        for (;;) yield* C.of(1)
      } finally {
        closed = true
      }
    })
  )
  t.throws(() => loop.runReady())
  started.interrupt()
  loop.runReady()
  t.true(closed)
  t.is(started.exit()?._tag, 'Left')
})

// -------------------------------------------------------------------------------------
// mistakes
// -------------------------------------------------------------------------------------

test('a generator that fails and catches in a loop gives way, and is interrupted too', (t) => {
  let closed = false
  let others = 0
  const loop = new TestLoop({ maxTurns: 10 })
  const started = loop.start(
    C.gen(function* () {
      try {
        for (;;) {
          try {
            yield* C.left('again')
          } catch {}
        }
      } finally {
        closed = true
      }
    })
  )
  loop.start(C.forever(C.flatMap(C.yieldNow, () => C.fromIO(() => others++))))
  t.throws(() => loop.runReady())
  t.true(others > 0)
  started.interrupt()
  t.throws(() => loop.runReady())
  t.true(closed)
  t.is(started.exit()?._tag, 'Left')
})

test('a plain yield is a defect that says so, and finally blocks run', (t) => {
  let closed = false
  const exit = run(
    C.gen(function* () {
      try {
        yield C.of(1)
      } finally {
        closed = true
      }
    })
  )
  t.true(closed)
  t.true(exit._tag === 'Left' && exit.left[0]._tag === 'Die' && /yield\*/.test(String(exit.left[0].defect)))
})

test('to iterate over a coroutine is an error at once, not an endless loop', (t) => {
  t.throws(() => [...(C.of(1) as Iterable<unknown>)], { message: /not a collection/ })
})

test('something else than a generator function is a defect that says what it got', (t) => {
  const others: ReadonlyArray<() => unknown> = [
    () => undefined,
    () => 1,
    () => C.of(1),
    () => [C.of(1)],
    () => Promise.resolve(C.of(1)),
    async () => {},
    async function* () {
      yield* []
    }
  ]
  for (const other of others)
    for (const program of [C.gen(other as never), C.genK(other as never)()]) {
      const exit = run(program)
      t.regex(
        exit._tag === 'Left' && exit.left[0]._tag === 'Die' ? String(exit.left[0].defect) : exit._tag,
        /gen: a generator was expected, got /
      )
    }
})

test('genK passes its arguments', (t) => {
  const add = C.genK(function* (a: number, b: number) {
    return (yield* C.of(a)) + b
  })
  t.deepEqual(run(pipe(add(1, 2))), Exit.succeed(3))
})

test('whatever makes an iterator will do: a generator function, one that is bound, a function that calls one, a compiler', (t) => {
  function* double(this: void, n: number): Generator<C.Coroutine<unknown, string, number>, number, any> {
    try {
      return 2 * (yield* C.of(n))
    } finally {
      yield* C.of(0)
    }
  }
  // as TypeScript compiles generators for ES5: an object with the three methods
  const compiled = (n: number) => {
    const generator = double(n)
    return {
      next: (value: unknown) => generator.next(value),
      throw: (error: unknown) => generator.throw(error),
      return: (value: number) => generator.return(value),
      [Symbol.iterator]: () => generator
    } as ReturnType<typeof double>
  }
  t.deepEqual(run(C.genK(double)(1)), Exit.succeed(2))
  t.deepEqual(run(C.gen(double.bind(undefined, 2))), Exit.succeed(4))
  t.deepEqual(run(C.gen(() => double(3))), Exit.succeed(6))
  t.deepEqual(run(C.gen(() => compiled(4))), Exit.succeed(8))
  t.deepEqual(run(C.genK(compiled)(5)), Exit.succeed(10))
})

test('what makes no iterator is a defect that says so', (t) => {
  for (const made of [undefined, null, 1, {}]) {
    const exit = run(C.gen(() => made as never))
    t.true(exit._tag === 'Left' && exit.left[0]._tag === 'Die' && exit.left[0].defect instanceof TypeError)
  }
})

test('a failure that nobody catches stays what it is, whatever was caught in the meantime', (t) => {
  const inFinally = C.gen(function* () {
    try {
      yield* C.all([C.left('a'), C.left('b')])
    } finally {
      try {
        yield* C.die('caught')
      } catch {}
    }
  })
  t.deepEqual(run(inFinally), run(C.all([C.left('a'), C.left('b')])))
  const again = C.gen(function* () {
    let first: unknown
    for (const error of ['first', 'second', 'third']) {
      try {
        yield* C.left(error)
      } catch (caught) {
        first ??= caught
      }
    }
    throw first
  })
  t.deepEqual(run(again), Exit.fail('first') as never)
  const notANumber = C.gen(function* () {
    yield* C.left(Number.NaN)
  })
  t.deepEqual(run(notANumber), Exit.fail(Number.NaN) as never)
})

test('a generator that catches failures for ever keeps few of them', (t) => {
  const failures = Array.from({ length: 1_000 }, (_, i) => ({ i }))
  const main = C.gen(function* () {
    for (const failure of failures) {
      try {
        yield* C.left(failure)
      } catch {}
    }
    throw failures[0]
  })
  // by then it is one like any other that a generator throws
  t.deepEqual(run(main), Exit.die(failures[0]) as never)
})
