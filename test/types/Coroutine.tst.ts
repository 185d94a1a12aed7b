// What TypeScript infers without annotations, exactly, and what it refuses.
import * as C from 'fiber-ts/Coroutine'
import type { Cause } from 'fiber-ts/Cause'
import type { Exit } from 'fiber-ts/Exit'
import type { Fiber } from 'fiber-ts/Fiber'
import type { Either } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Option } from 'fp-ts/lib/Option.js'
import { sequenceT } from 'fp-ts/lib/Apply.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { constantDelay } from 'retry-ts'
import { describe, expect, test } from 'tstyche'

interface Db {
  readonly db: { readonly query: (sql: string) => string }
}
interface Log {
  readonly log: (line: string) => void
}

class NotFound {
  readonly _tag = 'NotFound'
}
class Timeout {
  readonly _tag = 'Timeout'
  constructor(readonly millis: number) {}
}

class Forbidden {
  readonly _tag = 'Forbidden'
}

declare const query: C.Coroutine<Db, NotFound, string>
declare const save: C.Coroutine<Log, Timeout, number>
declare const either: C.Coroutine<Db, NotFound | Timeout, string>
declare const db: Db['db']

describe('constructors', () => {
  test('need and fail with nothing that is not asked for', () => {
    expect(C.of(1)).type.toBe<C.Coroutine<unknown, never, number>>()
    expect(C.left('e')).type.toBe<C.Coroutine<unknown, string, never>>()
    expect(C.fromIO(() => 1)).type.toBe<C.Coroutine<unknown, never, number>>()
    expect(C.fromTask(async () => 1)).type.toBe<C.Coroutine<unknown, never, number>>()
    expect(C.fromTaskEither(TE.right<string, number>(1))).type.toBe<C.Coroutine<unknown, string, number>>()
    expect(C.asks((r: Db) => r.db)).type.toBe<C.Coroutine<Db, never, Db['db']>>()
    expect(C.ask<Db>()).type.toBe<C.Coroutine<Db, never, Db>>()
    expect(C.never).type.toBe<C.Coroutine<unknown, never, never>>()
    expect(C.sleep(1)).type.toBe<C.Coroutine<unknown, never, void>>()
  })

  test('tryCatch infers from both functions, and hands the signal', () => {
    const program = C.tryCatch(
      (signal) => {
        expect(signal).type.toBe<AbortSignal>()
        return Promise.resolve(1)
      },
      () => new NotFound()
    )
    expect(program).type.toBe<C.Coroutine<unknown, NotFound, number>>()
  })

  test('async', () => {
    const program = C.async<string, number>((resume, signal) => {
      expect(signal).type.toBe<AbortSignal>()
      resume({ _tag: 'Left', left: 'e' })
      return () => {}
    })
    expect(program).type.toBe<C.Coroutine<unknown, string, number>>()
  })
})

describe('variance', () => {
  test('a coroutine that needs less, fails less or gives more fits', () => {
    expect<C.Coroutine<unknown, never, 1>>().type.toBeAssignableTo<C.Coroutine<Db, string, number>>()
    expect<C.Coroutine<Db, never, 1>>().type.not.toBeAssignableTo<C.Coroutine<unknown, never, 1>>()
    expect<C.Coroutine<unknown, string, 1>>().type.not.toBeAssignableTo<C.Coroutine<unknown, never, 1>>()
    expect<C.Coroutine<unknown, never, number>>().type.not.toBeAssignableTo<C.Coroutine<unknown, never, 1>>()
  })

  test('every coroutine is Any, and little else is', () => {
    expect<C.Coroutine<Db, string, number>>().type.toBeAssignableTo<C.Any>()
    expect<Either<string, number>>().type.not.toBeAssignableTo<C.Any>()
    expect<Promise<number>>().type.not.toBeAssignableTo<C.Any>()
    expect<ReadonlyArray<number>>().type.not.toBeAssignableTo<C.Any>()
  })

  test('the parts of a coroutine', () => {
    expect<C.EnvOf<typeof query>>().type.toBe<Db>()
    expect<C.ErrorOf<typeof query>>().type.toBe<NotFound>()
    expect<C.ValueOf<typeof query>>().type.toBe<string>()
    expect<C.Envs<typeof query | typeof save>>().type.toBe<Db & Log>()
    expect<C.Envs<never>>().type.toBe<unknown>()
  })
})

describe('gen', () => {
  test('collects environments, errors and the value', () => {
    const program = C.gen(function* () {
      const text = yield* query
      expect(text).type.toBe<string>()
      const n = yield* save
      expect(n).type.toBe<number>()
      return { text, n }
    })
    expect(program).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, { text: string; n: number }>>()
  })

  test('constructors that are written at the yield* keep their types', () => {
    const program = C.gen(function* () {
      const a = yield* C.of(1)
      expect(a).type.toBe<number>()
      const b = yield* C.asks((r: Log) => r.log)
      expect(b).type.toBe<Log['log']>()
      const c = yield* pipe(
        C.of(a),
        C.map((n) => `${n}`)
      )
      expect(c).type.toBe<string>()
      const d = yield* C.all([C.of(1), C.of('a')])
      expect(d).type.toBe<[number, string]>()
      if (a > 1) return yield* C.left(new NotFound())
      yield* C.left(new Timeout(a))
      return c
    })
    expect(program).type.toBe<C.Coroutine<Log, NotFound | Timeout, string>>()
  })

  test('a generator that yields nothing, or only returns', () => {
    expect(
      C.gen(function* () {
        return 1
      })
    ).type.toBe<C.Coroutine<unknown, never, number>>()
    expect(
      C.gen(function* () {
        return yield* C.of(1)
      })
    ).type.toBe<C.Coroutine<unknown, never, number>>()
    expect(
      C.gen(function* () {
        yield* C.of(1)
      })
    ).type.toBe<C.Coroutine<unknown, never, void>>()
  })

  test('try and catch do not take an error out of the type, and what is caught is unknown', () => {
    const program = C.gen(function* () {
      try {
        return yield* query
      } catch (error) {
        expect(error).type.toBe<unknown>()
        return 'none'
      }
    })
    expect(program).type.toBe<C.Coroutine<Db, NotFound, string>>()
  })

  test('catchTag and toEither do', () => {
    const program = C.gen(function* () {
      const a = yield* pipe(
        query,
        C.catchTag('NotFound', () => C.of('none'))
      )
      const b = yield* C.toEither(query)
      expect(b).type.toBe<Either<NotFound, string>>()
      return a
    })
    expect(program).type.toBe<C.Coroutine<Db, never, string>>()
  })

  test('genK keeps the parameters', () => {
    const program = C.genK(function* (sql: string, times?: number) {
      yield* query
      return [sql, times] as const
    })
    expect(program).type.toBe<
      (sql: string, times?: number) => C.Coroutine<Db, NotFound, readonly [string, number | undefined]>
    >()
  })

  test('what is no coroutine cannot be yielded', () => {
    // @ts-expect-error
    C.gen(function* () {
      yield 1
    })
    C.gen(function* () {
      // @ts-expect-error
      yield* Promise.resolve(1)
    })
    // @ts-expect-error
    C.gen(() => 1)
    // @ts-expect-error
    C.gen(async function* () {})
  })
})

describe('all', () => {
  test('tuples, arrays and records', () => {
    expect(C.all([query, save])).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, [string, number]>>()
    expect(C.all({ text: query, n: save })).type.toBe<
      C.Coroutine<Db & Log, NotFound | Timeout, { text: string; n: number }>
    >()
    expect(C.all([query, query].map((q) => q))).type.toBe<C.Coroutine<Db, NotFound, Array<string>>>()
    expect(C.all([])).type.toBe<C.Coroutine<unknown, never, []>>()
    expect(C.all([C.of(1), C.left('e'), C.asks((r: Db) => r.db)])).type.toBe<
      C.Coroutine<Db, string, [number, never, Db['db']]>
    >()
    expect(C.all({ a: C.of(1), b: C.left('e') }, { concurrency: 'inherit' })).type.toBe<
      C.Coroutine<unknown, string, { a: number; b: never }>
    >()
  })

  test('what is no coroutine cannot be a member', () => {
    // @ts-expect-error
    C.all([1])
    // @ts-expect-error
    C.all({ a: Promise.resolve(1) })
    // @ts-expect-error
    C.all([C.of(1)], { concurrency: 'unbounded' })
  })
})

describe('sequencing', () => {
  test('flatMap and tap widen, data-first and data-last', () => {
    expect(
      pipe(
        query,
        C.flatMap((text) => {
          expect(text).type.toBe<string>()
          return save
        })
      )
    ).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, number>>()
    expect(C.flatMap(query, () => save)).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, number>>()
    expect(
      pipe(
        query,
        C.tap(() => save)
      )
    ).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, string>>()
  })

  test('chain does not widen, chainW does', () => {
    const chained = C.chain(() => save)
    // @ts-expect-error
    chained(query)
    expect(
      pipe(
        query,
        C.chainW(() => save)
      )
    ).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, number>>()
  })

  test('a function that gives no coroutine is refused', () => {
    // @ts-expect-error
    C.flatMap(query, (text) => text)
    // @ts-expect-error
    C.flatMap(async () => 1)
  })

  test('do notation', () => {
    expect(
      pipe(
        C.Do,
        C.bind('text', () => query),
        C.let('length', ({ text }) => text.length),
        C.bind('n', ({ length }) => (length > 0 ? save : C.of(0))),
        C.apS(
          'log',
          C.asks((r: Log) => r.log)
        )
      )
    ).type.toBe<
      C.Coroutine<
        Db & Log,
        NotFound | Timeout,
        { readonly text: string; readonly length: number; readonly n: number; readonly log: Log['log'] }
      >
    >()
    pipe(
      C.Do,
      C.bind('a', () => C.of(1)),
      // @ts-expect-error
      C.bind('a', () => C.of(2))
    )
  })
})

describe('failures', () => {
  test('catchTag takes one error out, and widens', () => {
    expect(
      pipe(
        either,
        C.catchTag('NotFound', (e) => {
          expect(e).type.toBe<NotFound>()
          return C.of(0)
        })
      )
    ).type.toBe<C.Coroutine<Db, Timeout, string | number>>()
    expect(
      pipe(
        either,
        C.catchTag('Timeout', (e) => pipe(save, C.as(e.millis)))
      )
    ).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, string | number>>()
    expect(
      pipe(
        either,
        C.catchTag('NotFound', () => C.of('')),
        C.catchTag('Timeout', () => C.of(''))
      )
    ).type.toBe<C.Coroutine<Db, never, string>>()
    pipe(
      either,
      // @ts-expect-error
      C.catchTag('Forbidden', () => C.of(''))
    )
  })

  test('catchTags takes several errors out, and widens by each handler', () => {
    expect(
      pipe(
        either,
        C.catchTags({
          NotFound: (e) => {
            expect(e).type.toBe<NotFound>()
            return C.of(0)
          },
          Timeout: (e) => {
            expect(e).type.toBe<Timeout>()
            return e.millis > 1 ? pipe(save, C.as(true)) : C.left('slow')
          }
        })
      )
    ).type.toBe<C.Coroutine<Db & Log, Timeout | string, string | number | boolean>>()
    expect(pipe(either, C.catchTags({ NotFound: (e) => pipe(save, C.as(e)) }))).type.toBe<
      C.Coroutine<Db & Log, Timeout, string | NotFound>
    >()
    expect(pipe(either, C.catchTags({ NotFound: () => C.of(''), Timeout: () => C.left(new Forbidden()) }))).type.toBe<
      C.Coroutine<Db, Forbidden, string>
    >()
    expect(pipe(either, C.catchTags({}))).type.toBe<C.Coroutine<Db, NotFound | Timeout, string>>()
    const handlers = { Timeout: (e: Timeout) => C.of(e.millis) }
    expect(pipe(either, C.catchTags(handlers))).type.toBe<C.Coroutine<Db, NotFound, string | number>>()
    const wider = { Timeout: (e: Timeout | Forbidden) => C.of(e._tag) }
    expect(pipe(either, C.catchTags(wider))).type.toBe<C.Coroutine<Db, NotFound, string>>()
  })

  test('catchTags refuses a tag that is none, and what is no handler', () => {
    pipe(
      either,
      // @ts-expect-error
      C.catchTags({ Forbidden: () => C.of('') })
    )
    pipe(
      either,
      // @ts-expect-error
      C.catchTags({ NotFound: () => C.of(''), Forbidden: () => C.of('') })
    )
    pipe(
      either,
      // @ts-expect-error
      C.catchTags({ NotFound: (e: Timeout) => C.of(e.millis) })
    )
    pipe(
      either,
      // @ts-expect-error
      C.catchTags({ NotFound: () => '' })
    )
    pipe(
      either,
      // @ts-expect-error
      C.catchTags({ NotFound: Math.random() > 0.5 ? () => C.of('') : undefined })
    )
    const maybe: { readonly NotFound?: () => C.Coroutine<unknown, never, string> } = {}
    pipe(
      either,
      // @ts-expect-error
      C.catchTags(maybe)
    )
  })

  test('orElse, getOrElse, match, mapError', () => {
    expect(
      pipe(
        query,
        C.orElse((e) => {
          expect(e).type.toBe<NotFound>()
          return save
        })
      )
    ).type.toBe<C.Coroutine<Db & Log, Timeout, string | number>>()
    expect(C.orElse(query, () => C.of(1))).type.toBe<C.Coroutine<Db, never, string | number>>()
    expect(
      pipe(
        query,
        C.alt(() => save)
      )
    ).type.toBe<C.Coroutine<Db & Log, Timeout, string | number>>()
    expect(
      pipe(
        query,
        C.match(
          (e) => e._tag.length,
          (text) => text.length
        )
      )
    ).type.toBe<C.Coroutine<Db, never, number>>()
    expect(
      pipe(
        query,
        C.matchW(
          (e) => e,
          (text) => text
        )
      )
    ).type.toBe<C.Coroutine<Db, never, NotFound | string>>()
    expect(
      pipe(
        query,
        C.matchEW(
          () => save,
          (text) => C.of(text)
        )
      )
    ).type.toBe<C.Coroutine<Db & Log, Timeout, string | number>>()
    expect(
      pipe(
        query,
        C.mapError((e) => e._tag.length)
      )
    ).type.toBe<C.Coroutine<Db, number, string>>()
    expect(
      pipe(
        query,
        C.getOrElse(() => C.of(''))
      )
    ).type.toBe<C.Coroutine<Db, never, string>>()
  })

  test('the whole outcome', () => {
    expect(C.toExit(query)).type.toBe<C.Coroutine<Db, never, Exit<NotFound, string>>>()
    expect(C.toEither(query)).type.toBe<C.Coroutine<Db, never, Either<NotFound, string>>>()
    expect(C.toOption(query)).type.toBe<C.Coroutine<Db, never, Option<string>>>()
    expect(
      pipe(
        query,
        C.matchExit((exit) => {
          expect(exit).type.toBe<Exit<NotFound, string>>()
          return save
        })
      )
    ).type.toBe<C.Coroutine<Db & Log, Timeout, number>>()
    expect(
      pipe(
        query,
        C.matchCause(
          (cause) => {
            expect(cause).type.toBe<Cause<NotFound>>()
            return save
          },
          (text) => C.of(text)
        )
      )
    ).type.toBe<C.Coroutine<Db & Log, Timeout, string | number>>()
  })

  test('only what cannot fail converts to a Task', () => {
    expect(C.toTask(C.of(1))).type.toBe<() => Promise<number>>()
    // @ts-expect-error
    C.toTask(C.left('e'))
    // @ts-expect-error
    void C.toPromise(query)
  })
})

describe('environment', () => {
  test('provide gives all of it', () => {
    expect(pipe(query, C.provide({ db }))).type.toBe<C.Coroutine<unknown, NotFound, string>>()
    // @ts-expect-error
    pipe(query, C.provide({ log: () => {} }))
  })

  test('provideSome takes out what it gives', () => {
    const both = C.flatMap(query, () => save)
    expect(pipe(both, C.provideSome<Db>({ db }))).type.toBe<C.Coroutine<Log, NotFound | Timeout, number>>()
    expect(pipe(query, C.provideSome<Db>({ db }))).type.toBe<C.Coroutine<unknown, NotFound, string>>()
    // also where the type of the record is only like the one that is needed
    expect(pipe(query, C.provideSome({ db, more: 1 }))).type.toBe<C.Coroutine<unknown, NotFound, string>>()
    expect(pipe(both, C.provideSome({ db }))).type.toBeAssignableTo<C.Coroutine<Log, NotFound | Timeout, number>>()
    const flat = C.ask<{ readonly a: number; readonly b: string }>()
    expect(pipe(flat, C.provideSome({ a: 1 }))).type.toBe<
      C.Coroutine<
        Omit<{ readonly a: number; readonly b: string }, 'a'>,
        never,
        { readonly a: number; readonly b: string }
      >
    >()
  })

  test('provideSome in a function over any coroutine', () => {
    const withDb = <R, E, A>(ma: C.Coroutine<R & Db, E, A>): C.Coroutine<R, E, A> => pipe(ma, C.provideSome<Db>({ db }))
    expect(withDb(C.flatMap(query, () => save))).type.toBe<C.Coroutine<Log, NotFound | Timeout, number>>()
  })

  test('a part that does not fit is still needed', () => {
    const program = pipe(C.ask<{ readonly port: number }>(), C.provideSome({ port: '80' }))
    expect(program).type.not.toBeAssignableTo<C.Coroutine<unknown, never, unknown>>()
  })

  test('local and asksCoroutine', () => {
    expect(
      pipe(
        query,
        C.local((r: { readonly nested: Db }) => r.nested)
      )
    ).type.toBe<C.Coroutine<{ readonly nested: Db }, NotFound, string>>()
    expect(C.asksCoroutineW((r: Log) => (r.log, query))).type.toBe<C.Coroutine<Log & Db, NotFound, string>>()
  })
})

describe('resources, concurrency, time', () => {
  test('bracketW widens, and the release gets the exit', () => {
    const program = C.bracketW(
      query,
      (text) => {
        expect(text).type.toBe<string>()
        return save
      },
      (text, exit) => {
        expect(text).type.toBe<string>()
        expect(exit).type.toBe<Exit<Timeout, number>>()
        return C.fromIO(() => {})
      }
    )
    expect(program).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, number>>()
  })

  test('a finalizer cannot fail', () => {
    expect(pipe(query, C.ensuring(C.asks((r: Log) => r.log)))).type.toBe<C.Coroutine<Db & Log, NotFound, string>>()
    // @ts-expect-error
    pipe(C.of(1), C.ensuring(C.left('e')))
  })

  test('race, raceFirst, raceAll', () => {
    expect(pipe(query, C.race(save))).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, string | number>>()
    expect(pipe(query, C.raceFirst(save))).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, string | number>>()
    expect(C.raceAll([query, query])).type.toBe<C.Coroutine<Db, NotFound, string>>()
    // @ts-expect-error
    C.raceAll([])
  })

  test('timeouts and retries', () => {
    expect(
      pipe(
        query,
        C.timeout(1000, () => new Timeout(1000))
      )
    ).type.toBe<C.Coroutine<Db, NotFound | Timeout, string>>()
    expect(pipe(query, C.timeoutOption(1000))).type.toBe<C.Coroutine<Db, NotFound, Option<string>>>()
    expect(
      pipe(
        query,
        C.timeoutTo(1000, () => save)
      )
    ).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, string | number>>()
    expect(pipe(query, C.retry(constantDelay(1)))).type.toBe<C.Coroutine<Db, NotFound, string>>()
    expect(
      pipe(
        either,
        C.retryWhile((e) => {
          expect(e).type.toBe<NotFound | Timeout>()
          return e._tag === 'Timeout'
        }, constantDelay(1))
      )
    ).type.toBe<C.Coroutine<Db, NotFound | Timeout, string>>()
  })

  test('onRetry is told the error and the status, and may need something', () => {
    const log = C.asks(({ log }: Log) => log('again'))
    expect(
      pipe(
        either,
        C.retry(constantDelay(1), {
          onRetry: (e, status) => {
            expect(e).type.toBe<NotFound | Timeout>()
            expect(status).type.toBe<C.RetryStatus>()
            return log
          }
        })
      )
    ).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, string>>()
    expect(
      pipe(
        either,
        C.retryWhile((e) => e._tag === 'Timeout', constantDelay(1), {
          onRetry: (e) => {
            expect(e).type.toBe<NotFound | Timeout>()
            return log
          }
        })
      )
    ).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, string>>()
    expect(pipe(query, C.retry(constantDelay(1), {}))).type.toBe<C.Coroutine<Db, NotFound, string>>()
    pipe(
      query,
      // @ts-expect-error
      C.retry(constantDelay(1), { onRetry: () => C.left('no') })
    )
    pipe(
      query,
      // @ts-expect-error
      C.retry(constantDelay(1), { onRetry: () => console.log('again') })
    )
    // a retry without options is for every error
    const twice = C.retry(constantDelay(1))
    expect(twice(query)).type.toBe<C.Coroutine<Db, NotFound, string>>()
    expect(twice(save)).type.toBe<C.Coroutine<Log, Timeout, number>>()
  })

  test('fork and join', () => {
    expect(C.fork(query)).type.toBe<C.Coroutine<Db, never, Fiber<NotFound, string>>>()
    expect(pipe(C.fork(query), C.flatMap(C.fromFiber))).type.toBe<C.Coroutine<Db, NotFound, string>>()
  })

  test('uninterruptibleMask', () => {
    expect(
      C.uninterruptibleMask((restore) =>
        pipe(
          restore(query),
          C.tap(() => save)
        )
      )
    ).type.toBe<C.Coroutine<Db & Log, NotFound | Timeout, string>>()
  })

  test('traversals', () => {
    expect(
      pipe(
        ['a'],
        C.traverseArray(() => query)
      )
    ).type.toBe<C.Coroutine<Db, NotFound, ReadonlyArray<string>>>()
    expect(
      pipe(
        [1],
        C.traverseArrayN(2)((n: number) => C.of(n))
      )
    ).type.toBe<C.Coroutine<unknown, never, ReadonlyArray<number>>>()
    expect(
      pipe(
        ['a'],
        C.forEach((a, i) => {
          expect(a).type.toBe<string>()
          expect(i).type.toBe<number>()
          return query
        })
      )
    ).type.toBe<C.Coroutine<Db, NotFound, void>>()
  })
})

describe('type classes of fp-ts', () => {
  test('the instances are of kind 3', () => {
    expect(sequenceT(C.ApplyPar)(query, query)).type.toBe<C.Coroutine<Db, NotFound, [string, string]>>()
    expect(RA.traverse(C.ApplicativeSeq)((n: number) => C.as(query, `${n}`))([1])).type.toBe<
      C.Coroutine<Db, NotFound, ReadonlyArray<string>>
    >()
  })
})
