// Primitives: what goes in is what the thing was made for, and no wider type is found that would fit both.
import * as C from 'fiber-ts/Coroutine'
import * as ContextVar from 'fiber-ts/ContextVar'
import * as Deferred from 'fiber-ts/Deferred'
import type { QueueShutdown } from 'fiber-ts/Errors'
import * as Exit from 'fiber-ts/Exit'
import type { Fiber } from 'fiber-ts/Fiber'
import * as PubSub from 'fiber-ts/PubSub'
import * as Queue from 'fiber-ts/Queue'
import * as Ref from 'fiber-ts/Ref'
import * as Scope from 'fiber-ts/Scope'
import { describe, expect, test } from 'tstyche'

type Message = { readonly _tag: 'Start' } | { readonly _tag: 'Stop'; readonly code: number }

declare const queue: Queue.Queue<Message>
declare const optional: Queue.Queue<{ readonly a?: number }>
declare const pubsub: PubSub.PubSub<Message>
declare const deferred: Deferred.Deferred<'no', Message>
declare const ref: Ref.Ref<Message>
declare const variable: ContextVar.ContextVar<Message>

describe('what goes in', () => {
  test('is checked against what the thing was made for', () => {
    expect(Queue.offer(queue, { _tag: 'Start' })).type.toBe<C.Coroutine<unknown, QueueShutdown, boolean>>()
    expect(Queue.offerAll(queue, [{ _tag: 'Start' }, { _tag: 'Stop', code: 1 }])).type.toBe<
      C.Coroutine<unknown, QueueShutdown, ReadonlyArray<Message>>
    >()
    expect(PubSub.publish(pubsub, { _tag: 'Start' })).type.toBe<C.Coroutine<unknown, QueueShutdown, boolean>>()
    expect(Deferred.succeed(deferred, { _tag: 'Start' })).type.toBe<C.Coroutine<unknown, never, boolean>>()
    expect(Deferred.fail(deferred, 'no')).type.toBe<C.Coroutine<unknown, never, boolean>>()
    expect(Deferred.done(deferred, Exit.fail('no' as const))).type.toBe<C.Coroutine<unknown, never, boolean>>()
    expect(Ref.write(ref, { _tag: 'Start' })).type.toBe<C.Coroutine<unknown, never, void>>()
    expect(Ref.modify(ref, (message) => message)).type.toBe<C.Coroutine<unknown, never, Message>>()
    expect(ContextVar.locally(variable, { _tag: 'Start' })(C.of(1))).type.toBe<C.Coroutine<unknown, never, number>>()
  })

  test('is refused where it does not fit', () => {
    // @ts-expect-error is not assignable to
    Queue.offer(queue, 'Start')
    // @ts-expect-error is not assignable to
    Queue.offerAll(queue, ['Start'])
    // @ts-expect-error is not assignable to
    Queue.unsafeOffer(queue, 1)
    // @ts-expect-error is not assignable to
    PubSub.publish(pubsub, 1)
    // @ts-expect-error is not assignable to
    Deferred.succeed(deferred, 1)
    // @ts-expect-error is not assignable to
    Deferred.fail(deferred, 'yes')
    // @ts-expect-error is not assignable to
    Deferred.done(deferred, Exit.succeed(1))
    // @ts-expect-error is not assignable to
    Deferred.unsafeDone(deferred, { _tag: 'Right', right: 1 })
    // @ts-expect-error is not assignable to
    Ref.write(ref, 1)
    // @ts-expect-error is not assignable to
    Ref.modify(ref, () => 1)
    // @ts-expect-error is not assignable to
    Ref.modifyCoroutine(ref, () => C.of(1))
    // @ts-expect-error is not assignable to
    ContextVar.set(variable, 1)
    // @ts-expect-error is not assignable to
    ContextVar.locally(variable, 1)
  })

  test('is refused where it has a property that nobody will read', () => {
    // @ts-expect-error Object literal may only specify known properties
    Queue.offer(queue, { _tag: 'Start', cod: 1 })
    // @ts-expect-error Object literal may only specify known properties
    Queue.offer(optional, { b: 1 })
    // @ts-expect-error Object literal may only specify known properties
    Ref.write(ref, { _tag: 'Start', cod: 1 })
  })

  test('may be of a type that is not known yet', () => {
    const send = <A>(to: Queue.Queue<A>, item: A) => Queue.offer(to, item)
    expect(send(queue, { _tag: 'Start' })).type.toBe<C.Coroutine<unknown, QueueShutdown, boolean>>()
  })
})

describe('what a dispatcher starts', () => {
  type Env = { readonly url: string }
  const make = Scope.dispatcher<Env>()
  const dispatch = null as unknown as typeof make extends C.Coroutine<any, never, infer A> ? A : never
  const request = C.asks(({ url }: Env) => url)

  test('may need what is there where the dispatcher is made, and no more', () => {
    expect(dispatch(request)).type.toBe<Fiber<never, string>>()
    expect(dispatch(C.left('no' as const))).type.toBe<Fiber<'no', never>>()
    // @ts-expect-error is not assignable to
    dispatch(C.asks(({ port }: { readonly port: number }) => port))
    // @ts-expect-error is not assignable to
    C.map(Scope.dispatcher(), (start) => start(request))
  })

  test('ends with a scope', () => {
    expect(make).type.toBeAssignableTo<C.Coroutine<Env & Scope.HasScope, never, unknown>>()
    expect(Scope.scoped(make)).type.toBeAssignableTo<C.Coroutine<Env, never, unknown>>()
    // @ts-expect-error is not assignable to
    const withoutScope: C.Coroutine<Env, never, unknown> = make
    expect(withoutScope).type.not.toBe<never>()
  })
})
