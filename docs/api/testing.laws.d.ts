// Written by `npm run api` from the built declarations.

export interface Alt extends Functor {
  readonly alt: (fa: any, that: () => any) => any
}

export interface Applicative extends Apply {
  readonly of: (a: any) => any
}

export interface Apply extends Functor {
  readonly ap: (fab: any, fa: any) => any
}

export interface Arbitrary<A> {
  map<B>(f: (a: A) => B): Arbitrary<B>
  readonly generate: any
  readonly canShrinkWithoutContext: any
  readonly shrink: any
  readonly filter: any
  readonly chain: any
}

export type Async = Pick<typeof C, 'async' | 'never'>

export interface Bifunctor {
  readonly bimap: (fa: any, f: (e: any) => any, g: (a: any) => any) => any
  readonly mapLeft: (fa: any, f: (e: any) => any) => any
}

export type Binary =
  | 'flatMap'
  | 'orElse'
  | 'ensuring'
  | 'onInterrupt'
  | 'bracket'
  | 'maskThen'
  | 'fork'
  | 'race'
  | 'raceFirst'
  | 'all'
  | 'finally'

export interface Chain extends Apply {
  readonly chain: (fa: any, f: (a: any) => any) => any
}

export interface ChainRec extends Chain {
  readonly chainRec: (a: any, f: (a: any) => any) => any
}

export interface Circumstances extends TestLoopOptions {
  readonly interruptAt?: number
  readonly interruptAtStep?: number
}

export type Deferred = Pick<typeof D, 'make' | 'await' | 'succeed' | 'fail' | 'isDone'>

export interface FastCheck {
  assert(property: any, parameters?: any): unknown
  property(...args: Array<any>): unknown
  integer(constraints: { min: number; max: number }): Arbitrary<number>
  boolean(): Arbitrary<boolean>
  constantFrom(...values: Array<any>): Arbitrary<any>
  oneof(...arbitraries: Array<any>): Arbitrary<any>
  tuple(...arbitraries: Array<any>): Arbitrary<any>
  array(
    arbitrary: Arbitrary<any>,
    constraints?: {
      minLength?: number
      maxLength?: number
    }
  ): Arbitrary<any>
  func(result: Arbitrary<any>): Arbitrary<any>
}

export interface Filterable extends Functor {
  readonly filter: (fa: any, predicate: (a: any) => boolean) => any
  readonly filterMap: (fa: any, f: (a: any) => any) => any
  readonly partition: (
    fa: any,
    predicate: (a: any) => boolean
  ) => {
    readonly left: any
    readonly right: any
  }
}

export interface Functor {
  readonly map: (fa: any, f: (a: any) => any) => any
}

export interface GenSpawn extends Pick<typeof C, 'fork' | 'never' | 'raceFirst'> {
  readonly join: typeof F.join
  readonly await: typeof F.await
  readonly interruptFiber: typeof F.interrupt
}

export interface GenTemporal extends Pick<
  typeof C,
  'sleep' | 'delay' | 'timeout' | 'timeoutOption' | 'timeoutTo' | 'raceFirst' | 'fork'
> {
  readonly join: typeof F.join
}

export interface Law {
  readonly family: string
  readonly name: string
  readonly says: string
  readonly source: Source
}

export type Lift = (values: Arbitrary<number>) => Arbitrary<any>

export type LiftEq = <A>(E: Eq<A>) => Eq<any>

export interface Monad extends Chain, Applicative {}

export type MonadCancel = Pick<
  typeof C,
  | 'ensuring'
  | 'flatMap'
  | 'interrupt'
  | 'onExit'
  | 'onInterrupt'
  | 'orElse'
  | 'toExit'
  | 'uninterruptible'
  | 'uninterruptibleMask'
>

export type MonadError = Pick<
  typeof C,
  | 'left'
  | 'die'
  | 'flatMap'
  | 'orElse'
  | 'toEither'
  | 'fromEither'
  | 'toExit'
  | 'fromExit'
  | 'matchE'
  | 'mapError'
  | 'swap'
>

export interface MonadIO extends Monad {
  readonly fromIO: (fa: () => any) => any
}

export interface MonadThrow extends Monad {
  readonly throwError: (e: any) => any
}

export interface Observation<E, A> {
  readonly exit: Exit<E, A> | undefined
  readonly stopped: Exit<E, A> | undefined
  readonly log: ReadonlyArray<string>
  readonly stoppedLog: ReadonlyArray<string>
  readonly elapsed: number
  readonly reported: ReadonlyArray<unknown>
  readonly left: {
    readonly fibers: number
    readonly timers: number
  }
}

export interface Options {
  readonly except?: ReadonlyArray<string>
  readonly parameters?: object
  readonly each?: (law: Law, check: () => void) => void
}

export type Program =
  | readonly ['of', value: number]
  | readonly ['fail', error: number]
  | readonly ['die', defect: number]
  | readonly ['note', line: number]
  | readonly ['sleep', millis: number]
  | readonly ['ask' | 'yieldNow' | 'interrupt' | 'never']
  | readonly [Unary, Program]
  | readonly [Binary, Program, Program]
  | readonly ['timeout', millis: number, Program]

export type Programs = Arbitrary<C.Coroutine<World, string, number>>

export type Queue = Pick<typeof Q, 'bounded' | 'unbounded' | 'offer' | 'take' | 'poll' | 'statistics'>

export type Race = Pick<typeof C, 'race' | 'raceAll' | 'raceFirst'>

export type Reader = Pick<
  typeof C,
  'ask' | 'asks' | 'provide' | 'local' | 'flatMap' | 'fork' | 'raceFirst' | 'ensuring' | 'toExit'
>

export type Ref = Pick<typeof R, 'make' | 'read' | 'write' | 'modify'>

export type Resources = Pick<typeof C, 'bracket' | 'ensuring' | 'onExit' | 'fork'> & Pick<typeof Scope, 'scoped'>

export type Retrying = Pick<typeof C, 'retry' | 'repeat' | 'retryWhile'>

export type Semaphore = Pick<typeof S, 'make' | 'withPermits' | 'acquire' | 'release' | 'statistics'>

export type Source = 'fp-ts-laws' | 'Fantasy Land' | 'cats-effect' | 'fiber-ts'

export type Sync = Pick<typeof C, 'flatMap' | 'fromIO' | 'map' | 'suspend'>

export type Traversal = Pick<typeof C, 'all' | 'traverseArray' | 'traverseArrayN' | 'traverseSeqArray'>

export type Unary = 'local' | 'uninterruptible' | 'mask' | 'scoped' | 'forkJoin' | 'forkInterrupt' | 'swap'

export interface World {
  readonly value: number
  readonly note: (line: string) => void
  readonly now: () => number
}

export declare const alt: (fc: FastCheck) => (F: Alt) => (lift: Lift, liftEq: LiftEq, options?: Options) => void

export declare const applicative: (
  fc: FastCheck
) => (F: Applicative) => (lift: Lift, liftEq: LiftEq, options?: Options) => void

export declare const apply: (fc: FastCheck) => (F: Apply) => (lift: Lift, liftEq: LiftEq, options?: Options) => void

declare const asyncLaws: (fc: FastCheck) => (S: Async) => (options?: Options) => void
export { asyncLaws as async }

export declare const bifunctor: (
  fc: FastCheck
) => (F: Bifunctor) => (lift: Lift, liftEq: LiftEq, options?: Options) => void

export declare const chainRec: (
  fc: FastCheck
) => (M: ChainRec & Pick<Applicative, 'of'>) => (lift: Lift, liftEq: LiftEq, options?: Options) => void

export declare const clock: (fc: FastCheck) => (now: C.Coroutine<World, never, number>, options?: Options) => void

export declare const deferred: (fc: FastCheck) => (P: Deferred) => (options?: Options) => void

export declare const descriptions: (fc: FastCheck, depth?: number, values?: Arbitrary<number>) => Arbitrary<Program>

export declare const eq: (fc: FastCheck) => <A>(E: Eq<A>, arb: Arbitrary<A>, options?: Options) => void

export declare const field: (fc: FastCheck) => <A>(F: Field<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options) => void

export declare const filterable: (
  fc: FastCheck
) => (F: Filterable) => (lift: Lift, liftEq: LiftEq, options?: Options) => void

export declare const functor: (fc: FastCheck) => (F: Functor) => (lift: Lift, liftEq: LiftEq, options?: Options) => void

export declare const genSpawn: (fc: FastCheck) => (S: GenSpawn) => (programs: Programs, options?: Options) => void

export declare const genTemporal: (fc: FastCheck) => (T: GenTemporal) => (programs: Programs, options?: Options) => void

export declare const liftEq: <A>(E: Eq<A>) => Eq<C.Coroutine<World, any, A>>

export declare const liftEqOverSchedules: <A>(E: Eq<A>) => Eq<C.Coroutine<World, any, A>>

export declare const liftProgram: (
  fc: FastCheck,
  depth?: number
) => (values: Arbitrary<number>) => Arbitrary<C.Coroutine<World, string, number>>

export declare const monad: (fc: FastCheck) => (M: Monad) => (lift: Lift, liftEq: LiftEq, options?: Options) => void

export declare const monadCancel: (fc: FastCheck) => (M: MonadCancel) => (programs: Programs, options?: Options) => void

export declare const monadError: (fc: FastCheck) => (M: MonadError) => (programs: Programs, options?: Options) => void

export declare const monadIO: (fc: FastCheck) => (M: MonadIO) => (liftEq: LiftEq, options?: Options) => void

export declare const monadThrow: (
  fc: FastCheck
) => (M: MonadThrow) => (lift: Lift, liftEq: LiftEq, options?: Options) => void

export declare const monoid: (
  fc: FastCheck
) => <A>(M: Monoid<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options) => void

export declare const note: (line: string) => C.Coroutine<World, never, void>

export declare const observe: <E, A>(
  program: C.Coroutine<World, E, A>,
  { interruptAt, interruptAtStep, onStep, ...options }?: Circumstances
) => Observation<E, A>

export declare const ord: (fc: FastCheck) => <A>(O: Ord<A>, arb: Arbitrary<A>, options?: Options) => void

export declare const outcomes: <E, A>(
  program: C.Coroutine<World, E, A>,
  most?: number
) => {
  readonly observations: ReadonlyArray<Observation<E, A>>
  readonly complete: boolean
}

export declare const programs: (fc: FastCheck, depth?: number) => Arbitrary<C.Coroutine<World, string, number>>

export declare const queue: (fc: FastCheck) => (P: Queue) => (options?: Options) => void

export declare const race: (fc: FastCheck) => (R: Race) => (programs: Programs, options?: Options) => void

export declare const reader: (fc: FastCheck) => (R: Reader) => (programs: Programs, options?: Options) => void

export declare const ref: (fc: FastCheck) => (P: Ref) => (options?: Options) => void

export declare const resources: (fc: FastCheck) => (M: Resources) => (programs: Programs, options?: Options) => void

export declare const retrying: (fc: FastCheck) => (R: Retrying) => (programs: Programs, options?: Options) => void

export declare const ring: (fc: FastCheck) => <A>(R: Ring<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options) => void

export declare const semaphore: (fc: FastCheck) => (P: Semaphore) => (programs: Programs, options?: Options) => void

export declare const semigroup: (
  fc: FastCheck
) => <A>(S: Semigroup<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options) => void

export declare const semiring: (
  fc: FastCheck
) => <A>(S: Semiring<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options) => void

export declare const sync: (fc: FastCheck) => (S: Sync) => (programs: Programs, options?: Options) => void

export declare const toCoroutine: (program: Program) => C.Coroutine<World, string, number>

export declare const traversal: (fc: FastCheck) => (T: Traversal) => (programs: Programs, options?: Options) => void

export declare const unique: (fc: FastCheck) => (make: C.Coroutine<World, never, unknown>, options?: Options) => void
