// Written by `npm run api` from the built declarations.

export type AbortSignal = typeof globalThis extends {
  AbortSignal: {
    prototype: infer S
  }
}
  ? S
  : {
      readonly aborted: boolean
      readonly reason: unknown
      readonly throwIfAborted: () => void
      readonly addEventListener: (type: 'abort', listener: () => void) => void
      readonly removeEventListener: (type: 'abort', listener: () => void) => void
    }

export declare const Alt: Alt3<URI>

export interface Any {
  readonly _tag: string
  [Symbol.iterator](): object
}

export declare const ApT: Coroutine<unknown, never, readonly []>

export declare const ApplicativePar: Applicative3<URI>

export declare const ApplicativeSeq: Applicative3<URI>

export declare const ApplyPar: Apply3<URI>

export declare const ApplySeq: Apply3<URI>

export declare const Bifunctor: Bifunctor3<URI>

export declare const Chain: Chain3<URI>

export declare const ChainRec: ChainRec3<URI>

export interface Coroutine<in R, out E, out A> {
  readonly _tag: string
  readonly _R?: ((_: R) => void) | undefined
  readonly _E?: (() => E) | undefined
  readonly _A?: (() => A) | undefined
  [Symbol.iterator](): Generator<Coroutine<R, E, A>, A, unknown>
}

export declare const Do: Coroutine<unknown, never, {}>

export type Emit<in A> = (item: A) => Coroutine<unknown, never, void>

export type EnvOf<C> = C extends Coroutine<infer R, unknown, unknown> ? R : never

export type Envs<C> = (C extends Coroutine<infer R, unknown, unknown> ? (_: R) => void : never) extends (
  _: infer I
) => void
  ? I
  : never

export type ErrorOf<C> = C extends Coroutine<never, infer E, unknown> ? E : never

export declare const FromEither: FromEither3<URI>

export declare const FromIO: FromIO3<URI>

export declare const FromReader: FromReader3<URI>

export declare const FromTask: FromTask3<URI>

export declare const Functor: Functor3<URI>

export declare const Monad: Monad3<URI>

export declare const MonadIO: MonadIO3<URI>

export declare const MonadTask: MonadTask3<URI>

export declare const MonadThrow: MonadThrow3<URI>

export declare const Pointed: Pointed3<URI>

export type Pull<R, E, A> = Coroutine<R & HasScope, never, Coroutine<unknown, E, Option<A>>>

export interface RetryOptions<in R, in E> {
  readonly onRetry?: (error: E, status: RetryStatus) => Coroutine<R, never, unknown>
}

export type RetryPolicy = (status: RetryStatus) => Option<number>

export interface RetryStatus {
  readonly iterNumber: number
  readonly cumulativeDelay: number
  readonly previousDelay: Option<number>
}

export declare const URI = 'fiber-ts/Coroutine'
export type URI = typeof URI

export type ValueOf<C> = C extends Coroutine<never, unknown, infer A> ? A : never

export type Without<R, R1> = [R1] extends [Pick<R, keyof R & keyof R1>]
  ? [keyof R] extends [keyof R1]
    ? unknown
    : Omit<R, keyof R1>
  : R

export declare const all: {
  <const T extends ReadonlyArray<Any>>(
    cs: T,
    options?: {
      readonly concurrency?: number | 'inherit' | undefined
    }
  ): Coroutine<
    Envs<T[number]>,
    ErrorOf<T[number]>,
    {
      -readonly [K in keyof T]: ValueOf<T[K]>
    }
  >
  <T extends Readonly<Record<string, Any>>>(
    cs: T,
    options?: {
      readonly concurrency?: number | 'inherit' | undefined
    }
  ): Coroutine<
    Envs<T[keyof T]>,
    ErrorOf<T[keyof T]>,
    {
      -readonly [K in keyof T]: ValueOf<T[K]>
    }
  >
}

export declare const alt: <R2, E2, B>(
  that: LazyArg<Coroutine<R2, E2, B>>
) => <R1, E1, A>(fa: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E2, A | B>

export declare const altW: typeof alt

export declare const ap: <R, E, A>(
  fa: Coroutine<R, E, A>
) => <B>(fab: Coroutine<R, E, (a: A) => B>) => Coroutine<R, E, B>

export declare const apFirst: <R, E, B>(
  second: Coroutine<R, E, B>
) => <A>(first: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const apFirstW: <R2, E2, B>(
  second: Coroutine<R2, E2, B>
) => <R1, E1, A>(first: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>

export declare const apS: <A, N extends string, R2, E2, B>(
  name: Exclude<N, keyof A>,
  fb: Coroutine<R2, E2, B>
) => <R1, E1>(
  fa: Coroutine<R1, E1, A>
) => Coroutine<
  R1 & R2,
  E1 | E2,
  {
    readonly [K in N | keyof A]: K extends keyof A ? A[K] : B
  }
>

export declare const apSW: typeof apS

export declare const apSecond: <R, E, B>(
  second: Coroutine<R, E, B>
) => <A>(first: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const apSecondW: <R2, E2, B>(
  second: Coroutine<R2, E2, B>
) => <R1, E1, A>(first: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B>

export declare const apW: <R2, E2, A>(
  fa: Coroutine<R2, E2, A>
) => <R1, E1, B>(fab: Coroutine<R1, E1, (a: A) => B>) => Coroutine<R1 & R2, E1 | E2, B>

export declare const as: {
  <A>(a: A): <R, E, _>(self: Coroutine<R, E, _>) => Coroutine<R, E, A>
  <R, E, _, A>(self: Coroutine<R, E, _>, a: A): Coroutine<R, E, A>
}

export declare const asUnit: <R, E, _>(self: Coroutine<R, E, _>) => Coroutine<R, E, void>

export declare const ask: <R, E = never>() => Coroutine<R, E, R>

export declare const asks: <R, A, E = never>(f: (r: R) => A) => Coroutine<R, E, A>

export declare const asksCoroutine: <R, E, A>(f: (r: R) => Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const asksCoroutineW: <R1, R2, E, A>(f: (r1: R1) => Coroutine<R2, E, A>) => Coroutine<R1 & R2, E, A>

export declare const async: <E, A, R = unknown>(
  register: (resume: (e: Either<E, A>) => void, signal: AbortSignal) => void | IO<void> | Coroutine<R, never, void>
) => Coroutine<R, E, A>

export declare const bimap: <E, G, A, B>(
  f: (e: E) => G,
  g: (a: A) => B
) => <R>(fa: Coroutine<R, E, A>) => Coroutine<R, G, B>

export declare const bind: <N extends string, A, R2, E2, B>(
  name: Exclude<N, keyof A>,
  f: (a: A) => Coroutine<R2, E2, B>
) => <R1, E1>(
  ma: Coroutine<R1, E1, A>
) => Coroutine<
  R1 & R2,
  E1 | E2,
  {
    readonly [K in N | keyof A]: K extends keyof A ? A[K] : B
  }
>

export declare const bindTo: <N extends string>(
  name: N
) => <R, E, A>(
  fa: Coroutine<R, E, A>
) => Coroutine<
  R,
  E,
  {
    readonly [K in N]: A
  }
>

export declare const bindW: typeof bind

export declare const bracket: <R, E, A, B>(
  acquire: Coroutine<R, E, A>,
  use: (a: A) => Coroutine<R, E, B>,
  release: (a: A, e: Exit<E, B>) => Coroutine<R, E, void>
) => Coroutine<R, E, B>

export declare const bracketW: <R1, E1, A, R2, E2, B, R3, E3>(
  acquire: Coroutine<R1, E1, A>,
  use: (a: A) => Coroutine<R2, E2, B>,
  release: (a: A, e: Exit<E2, B>) => Coroutine<R3, E3, void>
) => Coroutine<R1 & R2 & R3, E1 | E2 | E3, B>

export declare const catchTag: <
  E extends {
    readonly _tag: string
  },
  K extends E['_tag'],
  R2,
  E2,
  B
>(
  tag: K,
  f: (
    e: Extract<
      E,
      {
        readonly _tag: K
      }
    >
  ) => Coroutine<R2, E2, B>
) => <R1, A>(
  self: Coroutine<R1, E, A>
) => Coroutine<
  R1 & R2,
  | Exclude<
      E,
      {
        readonly _tag: K
      }
    >
  | E2,
  A | B
>

export declare const catchTags: <
  E extends {
    readonly _tag: string
  },
  M extends {
    readonly [K in keyof M]: K extends E['_tag'] ? Any : never
  }
>(handlers: {
  readonly [K in keyof M]-?: (
    e: Extract<
      E,
      {
        readonly _tag: K
      }
    >
  ) => M[K]
}) => <R1, A>(
  self: Coroutine<R1, E, A>
) => Coroutine<
  R1 & Envs<M[keyof M]>,
  | Exclude<
      E,
      {
        readonly _tag: keyof M
      }
    >
  | ErrorOf<M[keyof M]>,
  A | ValueOf<M[keyof M]>
>

export declare const chain: <R, E, A, B>(
  f: (a: A) => Coroutine<R, E, B>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainEitherK: <E, A, B>(
  f: (a: A) => Either<E, B>
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainEitherKW: <E2, A, B>(
  f: (a: A) => Either<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>

export declare const chainFirst: <R, E, A, B>(
  f: (a: A) => Coroutine<R, E, B>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const chainFirstEitherK: <A, E, B>(
  f: (a: A) => Either<E, B>
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const chainFirstEitherKW: <A, E2, B>(
  f: (a: A) => Either<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A>

export declare const chainFirstIOK: <A, B>(
  f: (a: A) => IO<B>
) => <R, E>(first: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const chainFirstReaderEitherK: <R, E, A, B>(
  f: (a: A) => ReaderEither<R, E, B>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const chainFirstReaderEitherKW: <R2, E2, A, B>(
  f: (a: A) => ReaderEither<R2, E2, B>
) => <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>

export declare const chainFirstReaderIOK: <A, R, B>(
  f: (a: A) => ReaderIO<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const chainFirstReaderIOKW: <A, R2, B>(
  f: (a: A) => ReaderIO<R2, B>
) => <R1, E>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>

export declare const chainFirstReaderK: <A, R, B>(
  f: (a: A) => Reader<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const chainFirstReaderKW: <A, R1, B>(
  f: (a: A) => Reader<R1, B>
) => <R2, E>(ma: Coroutine<R2, E, A>) => Coroutine<R1 & R2, E, A>

export declare const chainFirstReaderTaskK: <A, R, B>(
  f: (a: A) => ReaderTask<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const chainFirstReaderTaskKW: <A, R2, B>(
  f: (a: A) => ReaderTask<R2, B>
) => <R1, E>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>

export declare const chainFirstTaskEitherK: <E, A, B>(
  f: (a: A) => TaskEither<E, B>
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const chainFirstTaskEitherKW: <E2, A, B>(
  f: (a: A) => TaskEither<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A>

export declare const chainFirstTaskK: <A, B>(
  f: (a: A) => Task<B>
) => <R, E>(first: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const chainFirstW: <R2, E2, A, B>(
  f: (a: A) => Coroutine<R2, E2, B>
) => <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>

export declare const chainIOEitherK: <E, A, B>(
  f: (a: A) => IOEither<E, B>
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainIOEitherKW: <E2, A, B>(
  f: (a: A) => IOEither<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>

export declare const chainIOK: <A, B>(f: (a: A) => IO<B>) => <R, E>(first: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainNullableK: <E>(
  e: E
) => <A, B>(f: (a: A) => B | null | undefined) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, NonNullable<B>>

export declare const chainOptionK: <E>(
  onNone: LazyArg<E>
) => <A, B>(f: (a: A) => Option<B>) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainOptionKW: <E2>(
  onNone: LazyArg<E2>
) => <A, B>(f: (a: A) => Option<B>) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>

export declare const chainReaderEitherK: <R, E, A, B>(
  f: (a: A) => ReaderEither<R, E, B>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainReaderEitherKW: <R2, E2, A, B>(
  f: (a: A) => ReaderEither<R2, E2, B>
) => <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B>

export declare const chainReaderIOK: <A, R, B>(
  f: (a: A) => ReaderIO<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainReaderIOKW: <A, R2, B>(
  f: (a: A) => ReaderIO<R2, B>
) => <R1, E>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B>

export declare const chainReaderK: <A, R, B>(
  f: (a: A) => Reader<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainReaderKW: <A, R1, B>(
  f: (a: A) => Reader<R1, B>
) => <R2, E>(ma: Coroutine<R2, E, A>) => Coroutine<R1 & R2, E, B>

export declare const chainReaderTaskK: <A, R, B>(
  f: (a: A) => ReaderTask<R, B>
) => <E>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainReaderTaskKW: <A, R2, B>(
  f: (a: A) => ReaderTask<R2, B>
) => <R1, E>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B>

export declare const chainTaskEitherK: <E, A, B>(
  f: (a: A) => TaskEither<E, B>
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainTaskEitherKW: <E2, A, B>(
  f: (a: A) => TaskEither<E2, B>
) => <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>

export declare const chainTaskK: <A, B>(f: (a: A) => Task<B>) => <R, E>(first: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const chainW: <R2, E2, A, B>(
  f: (a: A) => Coroutine<R2, E2, B>
) => <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B>

export declare const delay: (millis: number) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const die: (defect: unknown) => Coroutine<unknown, never, never>

export declare const disconnect: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const ensuring: <R2>(
  finalizer: Coroutine<R2, never, unknown>
) => <R1, E, A>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>

export declare const filterOrElse: {
  <A, B extends A, E2>(
    refinement: Refinement<A, B>,
    onFalse: (a: A) => E2
  ): <R, E1>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <A, E2>(
    predicate: Predicate<A>,
    onFalse: (a: A) => E2
  ): <R, E1, B extends A>(mb: Coroutine<R, E1, B>) => Coroutine<R, E1 | E2, B>
}

export declare const filterOrElseW: typeof filterOrElse

export declare const flap: <A>(a: A) => <R, E, B>(fab: Coroutine<R, E, (a: A) => B>) => Coroutine<R, E, B>

export declare const flatMap: {
  <A, R2, E2, B>(
    f: (a: A) => Coroutine<R2, E2, B>
  ): <R1, E1>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B>
  <R1, E1, A, R2, E2, B>(ma: Coroutine<R1, E1, A>, f: (a: A) => Coroutine<R2, E2, B>): Coroutine<R1 & R2, E1 | E2, B>
}

export declare const flatMapEither: {
  <A, E2, B>(f: (a: A) => Either<E2, B>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <R, E1, A, E2, B>(self: Coroutine<R, E1, A>, f: (a: A) => Either<E2, B>): Coroutine<R, E1 | E2, B>
}

export declare const flatMapIO: {
  <A, B>(f: (a: A) => IO<B>): <R, E>(self: Coroutine<R, E, A>) => Coroutine<R, E, B>
  <R, E, A, B>(self: Coroutine<R, E, A>, f: (a: A) => IO<B>): Coroutine<R, E, B>
}

export declare const flatMapIOEither: {
  <A, E2, B>(f: (a: A) => IOEither<E2, B>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <R, E1, A, E2, B>(self: Coroutine<R, E1, A>, f: (a: A) => IOEither<E2, B>): Coroutine<R, E1 | E2, B>
}

export declare const flatMapNullable: {
  <A, B, E2>(
    f: (a: A) => B | null | undefined,
    onNullable: (a: A) => E2
  ): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, NonNullable<B>>
  <R, E1, A, B, E2>(
    self: Coroutine<R, E1, A>,
    f: (a: A) => B | null | undefined,
    onNullable: (a: A) => E2
  ): Coroutine<R, E1 | E2, NonNullable<B>>
}

export declare const flatMapOption: {
  <A, B, E2>(
    f: (a: A) => Option<B>,
    onNone: (a: A) => E2
  ): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <R, E1, A, B, E2>(self: Coroutine<R, E1, A>, f: (a: A) => Option<B>, onNone: (a: A) => E2): Coroutine<R, E1 | E2, B>
}

export declare const flatMapReader: {
  <A, R2, B>(f: (a: A) => Reader<R2, B>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B>
  <R1, E, A, R2, B>(self: Coroutine<R1, E, A>, f: (a: A) => Reader<R2, B>): Coroutine<R1 & R2, E, B>
}

export declare const flatMapReaderEither: {
  <A, R2, E2, B>(
    f: (a: A) => ReaderEither<R2, E2, B>
  ): <R1, E1>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B>
  <R1, E1, A, R2, E2, B>(
    self: Coroutine<R1, E1, A>,
    f: (a: A) => ReaderEither<R2, E2, B>
  ): Coroutine<R1 & R2, E1 | E2, B>
}

export declare const flatMapReaderIO: {
  <A, R2, B>(f: (a: A) => ReaderIO<R2, B>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B>
  <R1, E, A, R2, B>(self: Coroutine<R1, E, A>, f: (a: A) => ReaderIO<R2, B>): Coroutine<R1 & R2, E, B>
}

export declare const flatMapReaderTask: {
  <A, R2, B>(f: (a: A) => ReaderTask<R2, B>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, B>
  <R1, E, A, R2, B>(self: Coroutine<R1, E, A>, f: (a: A) => ReaderTask<R2, B>): Coroutine<R1 & R2, E, B>
}

export declare const flatMapReaderTaskEither: {
  <A, R2, E2, B>(
    f: (a: A) => ReaderTaskEither<R2, E2, B>
  ): <R1, E1>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, B>
  <R1, E1, A, R2, E2, B>(
    self: Coroutine<R1, E1, A>,
    f: (a: A) => ReaderTaskEither<R2, E2, B>
  ): Coroutine<R1 & R2, E1 | E2, B>
}

export declare const flatMapTask: {
  <A, B>(f: (a: A) => Task<B>): <R, E>(self: Coroutine<R, E, A>) => Coroutine<R, E, B>
  <R, E, A, B>(self: Coroutine<R, E, A>, f: (a: A) => Task<B>): Coroutine<R, E, B>
}

export declare const flatMapTaskEither: {
  <A, E2, B>(f: (a: A) => TaskEither<E2, B>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, B>
  <R, E1, A, E2, B>(self: Coroutine<R, E1, A>, f: (a: A) => TaskEither<E2, B>): Coroutine<R, E1 | E2, B>
}

export declare const flatten: <R, E, A>(mma: Coroutine<R, E, Coroutine<R, E, A>>) => Coroutine<R, E, A>

export declare const flattenW: <R1, E1, R2, E2, A>(
  mma: Coroutine<R1, E1, Coroutine<R2, E2, A>>
) => Coroutine<R1 & R2, E1 | E2, A>

export declare const fold: typeof matchE

export declare const foldW: typeof matchEW

export declare const forEach: <A, R, E, _>(
  f: (a: A, index: number) => Coroutine<R, E, _>,
  options?: {
    readonly concurrency?: number | 'inherit' | undefined
  }
) => (as: ReadonlyArray<A>) => Coroutine<R, E, void>

export declare const forEachAsync: <A, R2, E2, _>(
  f: (a: A, index: number) => Coroutine<R2, E2, _>,
  options?: {
    readonly concurrency?: number | undefined
  }
) => <R1, E1>(pull: Pull<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, void>

export declare const forever: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, never>

export declare const fork: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Fiber<E, A>>

export declare const forkDaemon: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Fiber<E, A>>

export declare const fromAbortSignal: (signal: AbortSignal) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const fromAsyncIterable: <A, E = never>(
  source: AsyncIterable<A> | ((signal: AbortSignal) => AsyncIterable<A>),
  onRejected?: (reason: unknown) => E
) => Pull<unknown, E, A>

export declare const fromEither: <E, A, R = unknown>(fa: Either<E, A>) => Coroutine<R, E, A>

export declare const fromEitherK: <E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => Either<E, B>
) => <R = unknown>(...a: A) => Coroutine<R, E, B>

export declare const fromExit: <E, A, R = unknown>(exit: Exit<E, A>) => Coroutine<R, E, A>

export declare const fromFiber: <E, A>(fiber: Fiber<E, A>) => Coroutine<unknown, E, A>

export declare const fromIO: <A, R = unknown, E = never>(fa: IO<A>) => Coroutine<R, E, A>

export declare const fromIOEither: <E, A, R = unknown>(fa: IOEither<E, A>) => Coroutine<R, E, A>

export declare const fromIOEitherK: <E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => IOEither<E, B>
) => <R = unknown>(...a: A) => Coroutine<R, E, B>

export declare const fromIOK: <A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => IO<B>
) => <R = unknown, E = never>(...a: A) => Coroutine<R, E, B>

export declare const fromNullable: <E>(e: E) => <A, R = unknown>(a: A) => Coroutine<R, E, NonNullable<A>>

export declare const fromNullableK: <E>(
  e: E
) => <A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => B | null | undefined
) => <R = unknown>(...a: A) => Coroutine<R, E, NonNullable<B>>

export declare const fromOption: <E>(onNone: LazyArg<E>) => <A, R = unknown>(fa: Option<A>) => Coroutine<R, E, A>

export declare const fromOptionK: <E>(
  onNone: LazyArg<E>
) => <A extends ReadonlyArray<unknown>, B>(f: (...a: A) => Option<B>) => <R = unknown>(...a: A) => Coroutine<R, E, B>

export declare const fromPredicate: {
  <A, B extends A, E>(refinement: Refinement<A, B>, onFalse: (a: A) => E): <R = unknown>(a: A) => Coroutine<R, E, B>
  <A, E>(predicate: Predicate<A>, onFalse: (a: A) => E): <R = unknown, B extends A = A>(b: B) => Coroutine<R, E, B>
}

export declare const fromReadableStream: <A, E = never>(
  stream:
    | ReadableStream<A>
    | (AsyncIterable<A> & {
        readonly destroy: () => unknown
      }),
  onRejected?: (reason: unknown) => E
) => Pull<unknown, E, A>

export declare const fromReader: <R, A, E = never>(fa: Reader<R, A>) => Coroutine<R, E, A>

export declare const fromReaderEither: <R, E, A>(fa: ReaderEither<R, E, A>) => Coroutine<R, E, A>

export declare const fromReaderEitherK: <R, E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => ReaderEither<R, E, B>
) => (...a: A) => Coroutine<R, E, B>

export declare const fromReaderIO: <R, A, E = never>(fa: ReaderIO<R, A>) => Coroutine<R, E, A>

export declare const fromReaderIOK: <A extends ReadonlyArray<unknown>, R, B>(
  f: (...a: A) => ReaderIO<R, B>
) => <E = never>(...a: A) => Coroutine<R, E, B>

export declare const fromReaderK: <A extends ReadonlyArray<unknown>, R, B>(
  f: (...a: A) => Reader<R, B>
) => <E = never>(...a: A) => Coroutine<R, E, B>

export declare const fromReaderTask: <R, A, E = never>(fa: ReaderTask<R, A>) => Coroutine<R, E, A>

export declare const fromReaderTaskEither: <R, E, A>(fa: ReaderTaskEither<R, E, A>) => Coroutine<R, E, A>

export declare const fromReaderTaskEitherK: <R, E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => ReaderTaskEither<R, E, B>
) => (...a: A) => Coroutine<R, E, B>

export declare const fromReaderTaskK: <A extends ReadonlyArray<unknown>, R, B>(
  f: (...a: A) => ReaderTask<R, B>
) => <E = never>(...a: A) => Coroutine<R, E, B>

export declare const fromTask: <A, R = unknown, E = never>(fa: Task<A>) => Coroutine<R, E, A>

export declare const fromTaskEither: <E, A, R = unknown>(fa: TaskEither<E, A>) => Coroutine<R, E, A>

export declare const fromTaskEitherK: <E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => TaskEither<E, B>
) => <R = unknown>(...a: A) => Coroutine<R, E, B>

export declare const fromTaskK: <A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => Task<B>
) => <R = unknown, E = never>(...a: A) => Coroutine<R, E, B>

export declare const fromTaskOption: <E>(
  onNone: LazyArg<E>
) => <A, R = unknown>(fa: TaskOption<A>) => Coroutine<R, E, A>

export declare const gen: <Y extends Any, A>(f: () => Generator<Y, A, unknown>) => Coroutine<Envs<Y>, ErrorOf<Y>, A>

export declare const genK: <P extends ReadonlyArray<unknown>, Y extends Any, A>(
  f: (...p: P) => Generator<Y, A, unknown>
) => (...p: P) => Coroutine<Envs<Y>, ErrorOf<Y>, A>

export declare const getAltCoroutineValidation: <E>(S: Semigroup<E>) => Alt3C<URI, E>

export declare const getApplicativeCoroutineValidation: <E>(A: Apply3<URI>, S: Semigroup<E>) => Applicative3C<URI, E>

export declare const getCompactable: <E>(M: Monoid<E>) => Compactable3C<URI, E>

export declare const getFilterable: <E>(M: Monoid<E>) => Filterable3C<URI, E>

export declare const getOrElse: <R, E, A>(
  onLeft: (e: E) => Coroutine<R, never, A>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, never, A>

export declare const getOrElseW: <R2, E, B>(
  onLeft: (e: E) => Coroutine<R2, never, B>
) => <R1, A>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, never, A | B>

export declare const getRaceMonoid: <R, E, A>() => Monoid<Coroutine<R, E, A>>

export declare const interrupt: Coroutine<unknown, never, never>

export declare const interruptible: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const left: <R = unknown, E = never, A = never>(e: E) => Coroutine<R, E, A>

export declare const leftIO: <R = unknown, E = never, A = never>(me: IO<E>) => Coroutine<R, E, A>

export declare const leftReader: <R, E = never, A = never>(me: Reader<R, E>) => Coroutine<R, E, A>

export declare const leftReaderIO: <R, E = never, A = never>(me: ReaderIO<R, E>) => Coroutine<R, E, A>

export declare const leftReaderTask: <R, E = never, A = never>(me: ReaderTask<R, E>) => Coroutine<R, E, A>

export declare const leftTask: <R = unknown, E = never, A = never>(me: Task<E>) => Coroutine<R, E, A>

declare const let_: <N extends string, A, B>(
  name: Exclude<N, keyof A>,
  f: (a: A) => B
) => <R, E>(
  fa: Coroutine<R, E, A>
) => Coroutine<
  R,
  E,
  {
    readonly [K in N | keyof A]: K extends keyof A ? A[K] : B
  }
>
export { let_ as let }

export declare const liftNullable: <A extends ReadonlyArray<unknown>, B, E>(
  f: (...a: A) => B | null | undefined,
  onNullable: (...a: A) => E
) => <R = unknown>(...a: A) => Coroutine<R, E, NonNullable<B>>

export declare const liftOption: <A extends ReadonlyArray<unknown>, B, E>(
  f: (...a: A) => Option<B>,
  onNone: (...a: A) => E
) => <R = unknown>(...a: A) => Coroutine<R, E, B>

export declare const local: <R2, R1>(f: (r2: R2) => R1) => <E, A>(ma: Coroutine<R1, E, A>) => Coroutine<R2, E, A>

export declare const map: <A, B>(f: (a: A) => B) => <R, E>(fa: Coroutine<R, E, A>) => Coroutine<R, E, B>

export declare const mapBoth: {
  <E, G, A, B>(f: (e: E) => G, g: (a: A) => B): <R>(self: Coroutine<R, E, A>) => Coroutine<R, G, B>
  <R, E, A, G, B>(self: Coroutine<R, E, A>, f: (e: E) => G, g: (a: A) => B): Coroutine<R, G, B>
}

export declare const mapError: {
  <E, G>(f: (e: E) => G): <R, A>(self: Coroutine<R, E, A>) => Coroutine<R, G, A>
  <R, E, A, G>(self: Coroutine<R, E, A>, f: (e: E) => G): Coroutine<R, G, A>
}

export declare const mapLeft: <E, G>(f: (e: E) => G) => <R, A>(fa: Coroutine<R, E, A>) => Coroutine<R, G, A>

export declare const match: <E, B, A>(
  onLeft: (e: E) => B,
  onRight: (a: A) => B
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, never, B>

export declare const matchCause: <E, R2, E2, B, A, R3, E3, C>(
  onCause: (cause: Cause<E>) => Coroutine<R2, E2, B>,
  onRight: (a: A) => Coroutine<R3, E3, C>
) => <R1>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2 & R3, E2 | E3, B | C>

export declare const matchE: <R, E, A, E2, B>(
  onLeft: (e: E) => Coroutine<R, E2, B>,
  onRight: (a: A) => Coroutine<R, E2, B>
) => (ma: Coroutine<R, E, A>) => Coroutine<R, E2, B>

export declare const matchEW: <E, R2, E2, B, A, R3, E3, C>(
  onLeft: (e: E) => Coroutine<R2, E2, B>,
  onRight: (a: A) => Coroutine<R3, E3, C>
) => <R1>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2 & R3, E2 | E3, B | C>

export declare const matchExit: <E, A, R2, E2, B>(
  f: (exit: Exit<E, A>) => Coroutine<R2, E2, B>
) => <R1>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E2, B>

export declare const matchW: <E, B, A, C>(
  onLeft: (e: E) => B,
  onRight: (a: A) => C
) => <R>(ma: Coroutine<R, E, A>) => Coroutine<R, never, B | C>

export declare const named: (name: string) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const never: Coroutine<unknown, never, never>

export declare const of: <R = unknown, E = never, A = never>(a: A) => Coroutine<R, E, A>

export declare const onExit: <E, A, R2>(
  f: (exit: Exit<E, A>) => Coroutine<R2, never, unknown>
) => <R1>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>

export declare const onInterrupt: <R2>(
  finalizer: Coroutine<R2, never, unknown>
) => <R1, E, A>(ma: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>

export declare const orDie: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, A>

export declare const orElse: {
  <E1, R2, E2, B>(
    onLeft: (e: E1) => Coroutine<R2, E2, B>
  ): <R1, A>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E2, A | B>
  <R1, E1, A, R2, E2, B>(
    self: Coroutine<R1, E1, A>,
    onLeft: (e: E1) => Coroutine<R2, E2, B>
  ): Coroutine<R1 & R2, E2, A | B>
}

export declare const orElseFirst: <E, R, B>(
  onLeft: (e: E) => Coroutine<R, E, B>
) => <A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const orElseFirstW: <E1, R2, E2, B>(
  onLeft: (e: E1) => Coroutine<R2, E2, B>
) => <R1, A>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>

export declare const orElseW: typeof orElse

export declare const orLeft: <E1, R, E2>(
  onLeft: (e: E1) => Coroutine<R, never, E2>
) => <A>(fa: Coroutine<R, E1, A>) => Coroutine<R, E2, A>

export declare const orLeftW: <E1, R2, E2>(
  onLeft: (e: E1) => Coroutine<R2, never, E2>
) => <R1, A>(fa: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E2, A>

export declare const promise: <A, R = unknown, E = never>(
  f: (signal: AbortSignal) => PromiseLike<A>
) => Coroutine<R, E, A>

export declare const provide: <R>(r: R) => <E, A>(ma: Coroutine<R, E, A>) => Coroutine<unknown, E, A>

export declare const provideSome: <R1>(
  r1: R1
) => <R2, E, A>(ma: Coroutine<R1 & R2, E, A>) => Coroutine<Without<R2, R1>, E, A>

export declare const race: <R2, E2, B>(
  that: Coroutine<R2, E2, B>
) => <R1, E1, A>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A | B>

export declare const raceAll: <R, E, A>(cs: ReadonlyNonEmptyArray<Coroutine<R, E, A>>) => Coroutine<R, E, A>

export declare const raceFirst: <R2, E2, B>(
  that: Coroutine<R2, E2, B>
) => <R1, E1, A>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A | B>

export declare const repeat: (policy: RetryPolicy) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const retry: {
  (policy: RetryPolicy): <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>
  <R2, E>(policy: RetryPolicy, options: RetryOptions<R2, E>): <R, A>(ma: Coroutine<R, E, A>) => Coroutine<R & R2, E, A>
}

export declare const retryWhile: <E, R2 = unknown>(
  predicate: Predicate<E>,
  policy: RetryPolicy,
  options?: RetryOptions<R2, E>
) => <R, A>(ma: Coroutine<R, E, A>) => Coroutine<R & R2, E, A>

export declare const right: <R = unknown, E = never, A = never>(a: A) => Coroutine<R, E, A>

export declare const rightIO: <R = unknown, E = never, A = never>(ma: IO<A>) => Coroutine<R, E, A>

export declare const rightReader: <R, E = never, A = never>(ma: Reader<R, A>) => Coroutine<R, E, A>

export declare const rightReaderIO: <R, E = never, A = never>(ma: ReaderIO<R, A>) => Coroutine<R, E, A>

export declare const rightReaderTask: <R, E = never, A = never>(ma: ReaderTask<R, A>) => Coroutine<R, E, A>

export declare const rightTask: <R = unknown, E = never, A = never>(ma: Task<A>) => Coroutine<R, E, A>

export declare const sequenceArray: <R, E, A>(
  as: ReadonlyArray<Coroutine<R, E, A>>
) => Coroutine<R, E, ReadonlyArray<A>>

export declare const sequenceSeqArray: typeof sequenceArray

export declare const shield: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const sleep: (millis: number) => Coroutine<unknown, never, void>

export declare const suspend: <R, E, A>(f: LazyArg<Coroutine<R, E, A>>) => Coroutine<R, E, A>

export declare const swap: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, A, E>

export declare const tap: {
  <R1, E1, A, R2, E2, _>(self: Coroutine<R1, E1, A>, f: (a: A) => Coroutine<R2, E2, _>): Coroutine<R1 & R2, E1 | E2, A>
  <A, R2, E2, _>(
    f: (a: A) => Coroutine<R2, E2, _>
  ): <R1, E1>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>
}

export declare const tapEither: {
  <A, E2, _>(f: (a: A) => Either<E2, _>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A>
  <R, E1, A, E2, _>(self: Coroutine<R, E1, A>, f: (a: A) => Either<E2, _>): Coroutine<R, E1 | E2, A>
}

export declare const tapError: {
  <E1, R2, E2, _>(
    onLeft: (e: E1) => Coroutine<R2, E2, _>
  ): <R1, A>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>
  <R1, E1, A, R2, E2, _>(
    self: Coroutine<R1, E1, A>,
    onLeft: (e: E1) => Coroutine<R2, E2, _>
  ): Coroutine<R1 & R2, E1 | E2, A>
}

export declare const tapIO: {
  <A, _>(f: (a: A) => IO<_>): <R, E>(self: Coroutine<R, E, A>) => Coroutine<R, E, A>
  <R, E, A, _>(self: Coroutine<R, E, A>, f: (a: A) => IO<_>): Coroutine<R, E, A>
}

export declare const tapReader: {
  <A, R2, _>(f: (a: A) => Reader<R2, _>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>
  <R1, E, A, R2, _>(self: Coroutine<R1, E, A>, f: (a: A) => Reader<R2, _>): Coroutine<R1 & R2, E, A>
}

export declare const tapReaderEither: {
  <A, R2, E2, _>(
    f: (a: A) => ReaderEither<R2, E2, _>
  ): <R1, E1>(self: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A>
  <R1, E1, A, R2, E2, _>(
    self: Coroutine<R1, E1, A>,
    f: (a: A) => ReaderEither<R2, E2, _>
  ): Coroutine<R1 & R2, E1 | E2, A>
}

export declare const tapReaderIO: {
  <A, R2, _>(f: (a: A) => ReaderIO<R2, _>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>
  <R1, E, A, R2, _>(self: Coroutine<R1, E, A>, f: (a: A) => ReaderIO<R2, _>): Coroutine<R1 & R2, E, A>
}

export declare const tapReaderTask: {
  <A, R2, _>(f: (a: A) => ReaderTask<R2, _>): <R1, E>(self: Coroutine<R1, E, A>) => Coroutine<R1 & R2, E, A>
  <R1, E, A, R2, _>(self: Coroutine<R1, E, A>, f: (a: A) => ReaderTask<R2, _>): Coroutine<R1 & R2, E, A>
}

export declare const tapTask: {
  <A, _>(f: (a: A) => Task<_>): <R, E>(self: Coroutine<R, E, A>) => Coroutine<R, E, A>
  <R, E, A, _>(self: Coroutine<R, E, A>, f: (a: A) => Task<_>): Coroutine<R, E, A>
}

export declare const tapTaskEither: {
  <A, E2, _>(f: (a: A) => TaskEither<E2, _>): <R, E1>(self: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A>
  <R, E1, A, E2, _>(self: Coroutine<R, E1, A>, f: (a: A) => TaskEither<E2, _>): Coroutine<R, E1 | E2, A>
}

export declare const taskify: {
  <L, R>(f: (cb: (e: L | null | undefined, r?: R) => void) => void): () => Coroutine<unknown, L, R>
  <A, L, R>(f: (a: A, cb: (e: L | null | undefined, r?: R) => void) => void): (a: A) => Coroutine<unknown, L, R>
  <A, B, L, R>(
    f: (a: A, b: B, cb: (e: L | null | undefined, r?: R) => void) => void
  ): (a: A, b: B) => Coroutine<unknown, L, R>
  <A, B, C, L, R>(
    f: (a: A, b: B, c: C, cb: (e: L | null | undefined, r?: R) => void) => void
  ): (a: A, b: B, c: C) => Coroutine<unknown, L, R>
  <A, B, C, D, L, R>(
    f: (a: A, b: B, c: C, d: D, cb: (e: L | null | undefined, r?: R) => void) => void
  ): (a: A, b: B, c: C, d: D) => Coroutine<unknown, L, R>
  <A, B, C, D, E, L, R>(
    f: (a: A, b: B, c: C, d: D, e: E, cb: (e: L | null | undefined, r?: R) => void) => void
  ): (a: A, b: B, c: C, d: D, e: E) => Coroutine<unknown, L, R>
}

export declare const throwError: <E, R = unknown, A = never>(e: E) => Coroutine<R, E, A>

export declare const timeout: <E2>(
  millis: number,
  onTimeout: LazyArg<E2>
) => <R, E1, A>(ma: Coroutine<R, E1, A>) => Coroutine<R, E1 | E2, A>

export declare const timeoutOption: (millis: number) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, Option<A>>

export declare const timeoutTo: <R2, E2, B>(
  millis: number,
  onTimeout: LazyArg<Coroutine<R2, E2, B>>
) => <R1, E1, A>(ma: Coroutine<R1, E1, A>) => Coroutine<R1 & R2, E1 | E2, A | B>

export declare const toAbortSignal: Coroutine<HasScope, never, AbortSignal>

export declare const toAsyncIterable: <A, R = unknown, E = unknown>(
  f: (emit: Emit<A>) => Coroutine<R, E, unknown>
) => Coroutine<R & HasScope, never, AsyncIterable<A>>

export declare const toEither: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Either<E, A>>

export declare const toExit: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Exit<E, A>>

export declare const toOption: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Option<A>>

export declare const toPromise: <E, A>(ma: Coroutine<unknown, E, A>) => Promise<A>

export declare const toReadableStream: <A, R = unknown, E = unknown>(
  f: (emit: Emit<A>) => Coroutine<R, E, unknown>
) => Coroutine<R & HasScope, never, ReadableStream<A>>

export declare const toReaderTask: <R, A>(ma: Coroutine<R, never, A>) => ReaderTask<R, A>

export declare const toReaderTaskEither: <R, E, A>(ma: Coroutine<R, E, A>) => ReaderTaskEither<R, E, A>

export declare const toTask: <A>(ma: Coroutine<unknown, never, A>) => Task<A>

export declare const toTaskEither: <E, A>(ma: Coroutine<unknown, E, A>) => TaskEither<E, A>

export declare const toUnion: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, E | A>

export declare const traverseArray: <R, E, A, B>(
  f: (a: A) => Coroutine<R, E, B>
) => (as: ReadonlyArray<A>) => Coroutine<R, E, ReadonlyArray<B>>

export declare const traverseArrayN: (concurrency: number) => typeof traverseArray

export declare const traverseArrayWithIndex: typeof traverseReadonlyArrayWithIndex

export declare const traverseReadonlyArrayWithIndex: <A, R, E, B>(
  f: (index: number, a: A) => Coroutine<R, E, B>
) => (as: ReadonlyArray<A>) => Coroutine<R, E, ReadonlyArray<B>>

export declare const traverseReadonlyArrayWithIndexSeq: typeof traverseReadonlyArrayWithIndex

export declare const traverseReadonlyNonEmptyArrayWithIndex: <A, R, E, B>(
  f: (index: number, a: A) => Coroutine<R, E, B>
) => (as: ReadonlyNonEmptyArray<A>) => Coroutine<R, E, ReadonlyNonEmptyArray<B>>

export declare const traverseReadonlyNonEmptyArrayWithIndexSeq: typeof traverseReadonlyNonEmptyArrayWithIndex

export declare const traverseSeqArray: typeof traverseArray

export declare const traverseSeqArrayWithIndex: typeof traverseReadonlyArrayWithIndex

export declare const tryCatch: <E, A, R = unknown>(
  f: (signal: AbortSignal) => PromiseLike<A>,
  onRejected: (reason: unknown) => E
) => Coroutine<R, E, A>

export declare const tryCatchK: <E, A extends ReadonlyArray<unknown>, B>(
  f: (...a: A) => PromiseLike<B>,
  onRejected: (reason: unknown) => E
) => (...a: A) => Coroutine<unknown, E, B>

export declare const uninterruptible: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const uninterruptibleMask: <R, E, A>(
  f: (restore: <R1, E1, A1>(ma: Coroutine<R1, E1, A1>) => Coroutine<R1, E1, A1>) => Coroutine<R, E, A>
) => Coroutine<R, E, A>

export declare const withConcurrency: (limit: number) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const yieldNow: Coroutine<unknown, never, void>

// not exported, but part of what is

interface ReadableStream<R = any> {
  readonly locked: boolean
}
