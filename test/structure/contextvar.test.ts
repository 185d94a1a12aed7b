// ContextVar: what contextvars are to asyncio.
//
// test_context.py, test_tasks.py                         here
// -----------------------------------------------------  --------------------------------------------------------
// test_context_var_new_1, test_context_get_context_1     a variable with and without an initial value
// test_context_new_1, isinstance, typerrors              (does not apply)
// test_context_run_1 to _7, test_context_copy_1          locally
// test_context_getset_1 to _5                            set and reset
// test_context_threads_1, test_context_1, _2, _3         fibers inherit values, and keep changes to themselves
// test_token_contextvar_with_default, reset_var, …       a token is good for once, and in its own fiber
import test from 'ava'
import * as ContextVar from 'fiber-ts/ContextVar'
import * as C from 'fiber-ts/Coroutine'
import { RuntimeError } from 'fiber-ts/Errors'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { Runner } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { exitOf } from '../coroutine/fixtures.js'
import { defectOf, valueOf } from '../support/programs.js'
import { sweep } from '../support/sweep.js'

test('a variable with and without an initial value', (t) => {
  const bare = ContextVar.make<number>('bare')
  const initial = ContextVar.make('initial', 1)
  const empty = ContextVar.make<undefined>('empty', undefined)
  const exit = exitOf(ContextVar.get(bare))
  t.true(defectOf(exit) instanceof RuntimeError)
  t.regex(String(defectOf(exit)), /"bare"/)
  t.deepEqual(valueOf(ContextVar.getOption(bare)), O.none)
  t.is(valueOf(ContextVar.get(initial)), 1)
  t.deepEqual(valueOf(ContextVar.getOption(initial)), O.some(1))
  t.deepEqual(valueOf(ContextVar.getOption(empty)), O.some(undefined))
})

test('fibers inherit values, and keep changes to themselves', (t) => {
  const variable = ContextVar.make('variable', 'initial')
  valueOf(
    C.gen(function* () {
      yield* ContextVar.set(variable, 'parent')
      const child = yield* C.fork(
        C.gen(function* () {
          const inherited = yield* ContextVar.get(variable)
          yield* ContextVar.set(variable, 'child')
          const grandchild = yield* C.fork(ContextVar.get(variable))
          return [inherited, yield* ContextVar.get(variable), yield* Fiber.join(grandchild)]
        })
      )
      // set after the fork: not seen by the child
      yield* ContextVar.set(variable, 'changed')
      t.deepEqual(yield* Fiber.join(child), ['parent', 'child', 'child'])
      t.is(yield* ContextVar.get(variable), 'changed')
      yield* C.all([ContextVar.set(variable, 'in all')])
      yield* pipe(ContextVar.set(variable, 'in a timeout'), C.timeoutOption(1))
      t.is(yield* ContextVar.get(variable), 'changed')
      t.is(yield* Fiber.join(yield* C.forkDaemon(ContextVar.get(variable))), 'changed')
    })
  )
})

test('locally puts back what was there before, however it ends, and leaves other variables alone', (t) => {
  const one = ContextVar.make('one', 'initial')
  const other = ContextVar.make('other', 'initial')
  valueOf(
    C.gen(function* () {
      const inside = C.flatMap(ContextVar.set(other, 'changed inside'), () => ContextVar.get(one))
      t.is(yield* pipe(inside, ContextVar.locally(one, 'local')), 'local')
      t.deepEqual([yield* ContextVar.get(one), yield* ContextVar.get(other)], ['initial', 'changed inside'])
      yield* ContextVar.set(one, 'set')
      for (const end of [C.left('no'), C.die('bug')])
        yield* C.toExit(
          pipe(
            ContextVar.set(one, 'lost'),
            C.flatMap((): C.Coroutine<unknown, string, never> => end),
            ContextVar.locally(one, 'local')
          )
        )
      t.is(yield* ContextVar.get(one), 'set')
      const nested = pipe(ContextVar.get(one), ContextVar.locally(one, 'inner'), ContextVar.locally(one, 'outer'))
      t.is(yield* nested, 'inner')
    })
  )
})

test('locally ends no fiber that was forked inside of it', (t) => {
  const variable = ContextVar.make('variable', 'initial')
  valueOf(
    C.gen(function* () {
      const fiber = yield* pipe(C.fork(C.delay(5)(ContextVar.get(variable))), ContextVar.locally(variable, 'local'))
      t.is(yield* Fiber.join(fiber), 'local')
    })
  )
})

test('locally puts things right wherever it is interrupted', (t) => {
  const variable = ContextVar.make('variable', 'initial')
  t.true(
    sweep(() => {
      let seen: string | undefined
      const inside = C.flatMap(C.yieldNow, () => ContextVar.set(variable, 'inside'))
      return {
        program: pipe(
          C.flatMap(C.yieldNow, () => ContextVar.locally(variable, 'local')(inside)),
          C.ensuring(
            C.map((value: string) => {
              seen = value
            })(ContextVar.get(variable))
          )
        ),
        check: (exit) => {
          if (seen !== 'initial' && !(seen === undefined && exit._tag === 'Left')) throw new Error(`it is ${seen}`)
        }
      }
    }) > 5
  )
})

test('set and reset: a token is good for once, and in its own fiber', (t) => {
  const variable = ContextVar.make<string>('variable')
  valueOf(
    C.gen(function* () {
      const first = yield* ContextVar.set(variable, 'first')
      const second = yield* ContextVar.set(variable, 'second')
      t.is(second.variable, variable)
      yield* ContextVar.reset(second)
      t.is(yield* ContextVar.get(variable), 'first')
      t.true(defectOf(yield* C.toExit(ContextVar.reset(second))) instanceof RuntimeError)
      const elsewhere = yield* C.fork(C.toExit(ContextVar.reset(first)))
      t.true(defectOf(yield* Fiber.join(elsewhere)) instanceof RuntimeError)
      yield* ContextVar.reset(first)
      t.deepEqual(yield* ContextVar.getOption(variable), O.none)
    })
  )
})

test('what a run of a Runner leaves behind is there in its next run', async (t) => {
  const variable = ContextVar.make('variable', 'initial')
  const runner = new Runner({})
  try {
    await runner.run(ContextVar.set(variable, 'left behind'))
    t.is(await runner.run(ContextVar.get(variable)), 'left behind')
  } finally {
    await runner.close()
  }
  t.deepEqual(exitOf(ContextVar.get(variable)), Exit.succeed('initial'))
})
