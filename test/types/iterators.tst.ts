// Async iterables, streams and signals: what is inferred, and what is refused.
import type { Readable } from 'node:stream'
import * as C from 'fiber-ts/Coroutine'
import * as Scope from 'fiber-ts/Scope'
import { pipe } from 'fp-ts/lib/function.js'
import type { Option } from 'fp-ts/lib/Option.js'
import { describe, expect, test } from 'tstyche'

interface Db {
  readonly db: string
}
class Torn {
  readonly _tag = 'Torn'
}

declare const lines: AsyncIterable<string>
declare const generator: (signal: C.AbortSignal) => AsyncGenerator<number>
declare const bytes: ReadableStream<Uint8Array>
declare const readable: Readable
declare const save: (line: string) => C.Coroutine<Db, 'full', void>

describe('fromAsyncIterable', () => {
  test('infers the item, and fails with nothing unless it is told to', () => {
    expect(C.fromAsyncIterable(lines)).type.toBe<C.Pull<unknown, never, string>>()
    expect(C.fromAsyncIterable(generator)).type.toBe<C.Pull<unknown, never, number>>()
    expect(C.fromAsyncIterable((signal) => generator(signal))).type.toBe<C.Pull<unknown, never, number>>()
    expect(C.fromAsyncIterable(lines, () => new Torn())).type.toBe<C.Pull<unknown, Torn, string>>()
  })

  test('needs a scope, and gives what takes the next item', () => {
    expect(Scope.scoped(C.flatten(C.fromAsyncIterable(lines)))).type.toBe<C.Coroutine<unknown, never, Option<string>>>()
    const program = C.gen(function* () {
      const next = yield* C.fromAsyncIterable(lines, () => new Torn())
      return yield* next
    })
    expect(program).type.toBe<C.Coroutine<Scope.HasScope, Torn, Option<string>>>()
  })

  test('refuses what is not iterable in time', () => {
    // @ts-expect-error Argument of type 'number[]' is not assignable to parameter
    C.fromAsyncIterable([1, 2])
    // @ts-expect-error Argument of type 'number' is not assignable to parameter
    C.fromAsyncIterable(1)
  })
})

describe('fromReadableStream', () => {
  test('infers the chunk', () => {
    expect(C.fromReadableStream(bytes)).type.toBe<C.Pull<unknown, never, Uint8Array>>()
    expect(C.fromReadableStream(bytes, () => new Torn())).type.toBe<C.Pull<unknown, Torn, Uint8Array>>()
    expect(C.fromReadableStream(readable)).type.toBe<C.Pull<unknown, never, any>>()
  })

  test('refuses what is neither kind of stream', () => {
    // @ts-expect-error Argument of type 'AsyncIterable<string>' is not assignable to parameter
    C.fromReadableStream(lines)
  })
})

describe('forEachAsync', () => {
  test('knows the item in a pipe, widens, and takes the scope out', () => {
    const program = pipe(
      C.fromAsyncIterable(lines, () => new Torn()),
      C.forEachAsync((line, index) => {
        expect(line).type.toBe<string>()
        expect(index).type.toBe<number>()
        return save(line)
      })
    )
    expect(program).type.toBe<C.Coroutine<Db, Torn | 'full', void>>()
    expect(
      pipe(
        C.fromAsyncIterable(lines),
        C.forEachAsync(() => C.of(1))
      )
    ).type.toBe<C.Coroutine<unknown, never, void>>()
  })
})

describe('toAsyncIterable and toReadableStream', () => {
  test('need what the loop needs, and a scope', () => {
    const iterable = C.toAsyncIterable((emit: C.Emit<string>) =>
      pipe(
        C.ask<Db>(),
        C.flatMap(({ db }) => emit(db))
      )
    )
    expect(iterable).type.toBe<C.Coroutine<Db & Scope.HasScope, never, AsyncIterable<string>>>()
    expect(C.toAsyncIterable<string>((emit) => emit('a'))).type.toBe<
      C.Coroutine<Scope.HasScope, never, AsyncIterable<string>>
    >()
    expect(C.toReadableStream<string>((emit) => emit('a'))).type.toBe<
      C.Coroutine<Scope.HasScope, never, ReadableStream<string>>
    >()
  })

  test('refuse another item', () => {
    // @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'string'
    C.toAsyncIterable<string>((emit) => emit(1))
  })

  test('a stream is one for the platform', () => {
    const stream = C.toReadableStream<Uint8Array>((emit) => emit(new Uint8Array()))
    expect(C.map((body: C.ValueOf<typeof stream>) => new Response(body).text())(stream)).type.toBe<
      C.Coroutine<Scope.HasScope, never, Promise<string>>
    >()
  })
})

describe('signals', () => {
  test('keep the types of what they interrupt', () => {
    expect(pipe(save('a'), C.fromAbortSignal(new AbortController().signal))).type.toBe<C.Coroutine<Db, 'full', void>>()
    // @ts-expect-error Argument of type 'AbortController' is not assignable to parameter
    C.fromAbortSignal(new AbortController())
    expect(C.toAbortSignal).type.toBe<C.Coroutine<Scope.HasScope, never, C.AbortSignal>>()
  })
})
