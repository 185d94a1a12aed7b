// Written by `npm run api` from the built declarations.

export type Cause<E> = ReadonlyNonEmptyArray<Reason<E>>

export interface Die {
  readonly _tag: 'Die'
  readonly defect: unknown
}

export interface Fail<out E> {
  readonly _tag: 'Fail'
  readonly error: E
}

export type FiberId = number

export interface Interrupt {
  readonly _tag: 'Interrupt'
  readonly by: Interruptor
  readonly reason: unknown
  readonly at: number
}

export type Interruptor = FiberId | Signal | 'host'

export type Reason<E> = Fail<E> | Die | Interrupt

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

export declare const defects: <E>(cause: ReadonlyArray<Reason<E>>) => ReadonlyArray<unknown>

export declare const die: (defect: unknown) => Cause<never>

export declare const fail: <E>(error: E) => Cause<E>

export declare const failures: <E>(cause: ReadonlyArray<Reason<E>>) => ReadonlyArray<E>

export declare const firstFailure: <E>(cause: ReadonlyArray<Reason<E>>) => Option<E>

export declare const getEq: <E>(E: Eq<E>) => Eq<Cause<E>>

export declare const getSemigroup: <E>() => Semigroup<Cause<E>>

export declare const getShow: <E>(S: Show<E>) => Show<Cause<E>>

export declare const interrupt: (by: Interruptor, reason: unknown, at: number) => Cause<never>

export declare const interruptions: <E>(cause: ReadonlyArray<Reason<E>>) => ReadonlyArray<Interrupt>

export declare const isInterrupted: <E>(cause: ReadonlyArray<Reason<E>>) => boolean

export declare const isInterruptedOnly: <E>(cause: ReadonlyArray<Reason<E>>) => boolean

export declare const map: <E, G>(f: (error: E) => G) => (cause: Cause<E>) => Cause<G>
