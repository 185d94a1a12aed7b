// Written by `npm run api` from the built declarations.

export type Exit<E, A> = Either<C.Cause<E>, A>

export declare const die: (defect: unknown) => Exit<never, never>

export declare const fail: <E, A = never>(error: E) => Exit<E, A>

export declare const failCause: <E, A = never>(cause: C.Cause<E>) => Exit<E, A>

export declare const succeed: <A, E = never>(value: A) => Exit<E, A>
