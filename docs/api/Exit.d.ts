// Written by `npm run api` from the built declarations.

export declare const Bifunctor: Bifunctor2<URI>

export type Exit<E, A> = Either<C.Cause<E>, A>

export declare const Foldable: Foldable2<URI>

export declare const FromEither: FromEither2<URI>

export declare const Functor: Functor2<URI>

export declare const Monad: Monad2<URI>

export declare const MonadThrow: MonadThrow2<URI>

export declare const URI = 'fiber-ts/Exit'
export type URI = typeof URI

export declare const die: (defect: unknown) => Exit<never, never>

export declare const fail: <E, A = never>(error: E) => Exit<E, A>

export declare const failCause: <E, A = never>(cause: C.Cause<E>) => Exit<E, A>

export declare const fromEither: <E, A>(either: Either<E, A>) => Exit<E, A>

export declare const getEq: <E, A>(EqE: Eq<E>, EqA: Eq<A>) => Eq<Exit<E, A>>

export declare const getShow: <E, A>(ShowE: Show<E>, ShowA: Show<A>) => Show<Exit<E, A>>

export declare const map: <A, B>(f: (value: A) => B) => <E>(exit: Exit<E, A>) => Exit<E, B>

export declare const mapError: <E, G>(f: (error: E) => G) => <A>(exit: Exit<E, A>) => Exit<G, A>

export declare const match: <E, B, A, D = B>(
  onCause: (cause: C.Cause<E>) => B,
  onValue: (value: A) => D
) => (exit: Exit<E, A>) => B | D

export declare const succeed: <A, E = never>(value: A) => Exit<E, A>
