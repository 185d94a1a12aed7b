// Written by `npm run api` from the built declarations.

export interface Options extends Pick<SpanOptions, 'kind' | 'links'> {
  readonly attributes?: Attributes
  readonly tracer?: Tracer
}

export declare const bind: <A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => B
) => C.Coroutine<unknown, never, (...a: A) => B>

export declare const context: C.Coroutine<unknown, never, Context>

export declare const span: C.Coroutine<unknown, never, Span>

export declare const traceFibers: (loop: EventLoop, tracer?: Tracer) => EventLoop

export declare const withParent: (parent: Context) => <R, E, A>(ma: C.Coroutine<R, E, A>) => C.Coroutine<R, E, A>

export declare const withSpan: (
  name: string,
  { tracer, ...options }?: Options
) => <R, E, A>(ma: C.Coroutine<R, E, A>) => C.Coroutine<R, E, A>
