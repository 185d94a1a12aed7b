// The instances of this library that the laws are checked on, each as a row of the table in docs/laws.md.
import * as Cause from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import * as Scope from 'fiber-ts/Scope'
import * as Queue from 'fiber-ts/Queue'
import * as Ref from 'fiber-ts/Ref'
import * as RetryPolicy from 'fiber-ts/RetryPolicy'
import * as Semaphore from 'fiber-ts/Semaphore'
import { laws } from 'fiber-ts/testing'
import * as fc from 'fast-check'
import * as D from 'fp-ts/lib/Date.js'
import type { Eq } from 'fp-ts/lib/Eq.js'
import type { Field } from 'fp-ts/lib/Field.js'
import * as N from 'fp-ts/lib/number.js'
import * as S from 'fp-ts/lib/string.js'

/** The same programs each time; others, and more of them: LAWS_SEED=1 LAWS_RUNS=1000. */
export const parameters = {
  seed: Number(process.env['LAWS_SEED'] ?? 20),
  numRuns: Number(process.env['LAWS_RUNS'] ?? 40)
}

export const lift = laws.liftProgram(fc)
export const programs = laws.programs(fc)
export const smallPrograms = laws.programs(fc, 2)
const { liftEq, liftEqOverSchedules } = laws

export const spawn = { ...C, ...Fiber, interruptFiber: Fiber.interrupt }

/** Policies are equal when they say the same of some statuses. */
const eqPolicy: Eq<RetryPolicy.RetryPolicy> = {
  equals: (p, q) =>
    [0, 1, 2, 5].every((iterNumber) => {
      const status = {
        iterNumber,
        cumulativeDelay: 30 * iterNumber,
        previousDelay: { _tag: 'Some', value: 30 }
      } as const
      return JSON.stringify(p(status)) === JSON.stringify(q(status))
    })
}

const policies: fc.Arbitrary<RetryPolicy.RetryPolicy> = fc.oneof(
  fc.nat(100).map(RetryPolicy.constantDelay),
  fc.nat(4).map(RetryPolicy.limitRetries),
  fc.nat(50).map(RetryPolicy.exponentialBackoff),
  fc.nat(100).map((n) => RetryPolicy.capDelay(n, RetryPolicy.exponentialBackoff(10)))
)

const causes: fc.Arbitrary<Cause.Cause<number>> = fc
  .array(
    fc.oneof(
      fc.nat(3).map(Cause.fail),
      fc.nat(3).map(Cause.die),
      fc.nat(3).map((n) => Cause.interrupt('host', n, 0))
    ),
    {
      minLength: 1,
      maxLength: 3
    }
  )
  .map(([first, ...rest]) => rest.reduce(Cause.getSemigroup<number>().concat, first!))

const eqJson: Eq<unknown> = { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) }

const liftExit: laws.Lift = (values) => fc.oneof(values.map(Exit.succeed), causes.map(Exit.failCause))

const liftExitEq: laws.LiftEq = (E) => Exit.getEq<unknown, never>(eqJson, E)

const mod5 = (n: number): number => ((n % 5) + 5) % 5

export const F5: Field<number> = {
  zero: 0,
  one: 1,
  add: (a, b) => mod5(a + b),
  sub: (a, b) => mod5(a - b),
  mul: (a, b) => mod5(a * b),
  div: (a, b) => mod5(a * b ** 3),
  mod: () => 0,
  degree: () => 1
}

const raced = laws.programs(fc, 1)

/** What is left when the failures of several fibers, and a self-interruption, are one of each at most. */
const failingOnce: laws.Lift = (values) =>
  laws
    .liftProgram(
      fc,
      2
    )(values)
    .map((program) => C.flatMap(C.toEither(program), (either) => C.fromEither(either)))

const succeeding: laws.Lift = (values) =>
  laws
    .liftProgram(
      fc,
      1
    )(values)
    .map((program) =>
      C.flatMap(C.fork(program), (fiber) =>
        C.map((exit: Exit.Exit<string, number>) => (exit._tag === 'Right' ? exit.right : 0))(Fiber.await(fiber))
      )
    )

/** Of programs with too many schedules to try, nothing is said. */
const overAllSchedules: laws.LiftEq = (E) => ({
  equals: (p, q) => !laws.outcomes(p).complete || !laws.outcomes(q).complete || laws.liftEqOverSchedules(E).equals(p, q)
})

/** What is checked, by the name that the table has for it. */
export const instances: Readonly<Record<string, (options: laws.Options) => void>> = {
  Functor: (o) => laws.functor(fc)(C.Functor)(lift, liftEq, o),
  'ApplySeq, ApplicativeSeq': (o) => laws.applicative(fc)(C.ApplicativeSeq)(lift, liftEq, o),
  'ApplyPar, ApplicativePar': (o) =>
    laws.applicative(fc)(C.ApplicativePar)(laws.liftProgram(fc, 1), overAllSchedules, o),
  'ApplyPar, ApplicativePar, of programs that succeed': (o) =>
    laws.applicative(fc)(C.ApplicativePar)(succeeding, overAllSchedules, o),
  'getApplicativeCoroutineValidation, of programs with one failure': (o) =>
    laws.applicative(fc)(C.getApplicativeCoroutineValidation(C.ApplySeq, S.Semigroup))(failingOnce, liftEq, o),
  Monad: (o) => laws.monad(fc)(C.Monad)(lift, liftEq, o),
  MonadThrow: (o) => laws.monadThrow(fc)(C.MonadThrow)(lift, liftEq, o),
  MonadIO: (o) => laws.monadIO(fc)(C.MonadIO)(liftEq, o),
  ChainRec: (o) => laws.chainRec(fc)({ ...C.ChainRec, of: C.of })(lift, liftEq, o),
  Alt: (o) => laws.alt(fc)(C.Alt)(lift, liftEq, o),
  getAltCoroutineValidation: (o) => laws.alt(fc)(C.getAltCoroutineValidation(S.Semigroup))(lift, liftEq, o),
  Bifunctor: (o) => laws.bifunctor(fc)(C.Bifunctor)(lift, liftEq, o),
  getFilterable: (o) => laws.filterable(fc)(C.getFilterable(S.Monoid))(lift, liftEq, o),
  getRaceMonoid: (o) =>
    laws.monoid(fc)(C.getRaceMonoid<laws.World, string, number>(), liftEqOverSchedules(N.Eq), raced, o),
  'Cause.getSemigroup': (o) => laws.semigroup(fc)(Cause.getSemigroup<number>(), eqJson, causes, o),
  'Cause.getEq': (o) => laws.eq(fc)(Cause.getEq(N.Eq), causes, o),
  'Exit.Functor': (o) => laws.functor(fc)(Exit.Functor)(liftExit, liftExitEq, o),
  'Exit.Bifunctor': (o) => laws.bifunctor(fc)(Exit.Bifunctor)(liftExit, liftExitEq, o),
  'Exit.Monad': (o) => laws.monad(fc)(Exit.Monad)(liftExit, liftExitEq, o),
  'Exit.MonadThrow': (o) => laws.monadThrow(fc)(Exit.MonadThrow)(liftExit, liftExitEq, o),
  'Exit.getEq': (o) => laws.eq(fc)(Exit.getEq(N.Eq, N.Eq), liftExit(fc.nat(3)), o),
  'RetryPolicy.Monoid': (o) => laws.monoid(fc)(RetryPolicy.Monoid, eqPolicy, policies, o),
  liftEq: (o) => laws.eq(fc)(liftEq(N.Eq), programs, o),
  liftEqOverSchedules: (o) => laws.eq(fc)(liftEqOverSchedules(N.Eq), smallPrograms, o),
  'Ord of Date (fp-ts)': (o) => laws.ord(fc)(D.Ord, fc.date({ noInvalidDate: true }), o),
  'Ring of numbers (fp-ts)': (o) => laws.ring(fc)(N.Field, N.Eq, fc.integer({ min: -1000, max: 1000 }), o),
  'the field of integers modulo 5': (o) => laws.field(fc)(F5, N.Eq, fc.integer({ min: 0, max: 4 }), o),
  errors: (o) => laws.monadError(fc)(C)(programs, o),
  interruption: (o) => laws.monadCancel(fc)(C)(programs, o),
  resources: (o) => laws.resources(fc)({ ...C, ...Scope })(smallPrograms, o),
  fibers: (o) => laws.genSpawn(fc)(spawn)(smallPrograms, o),
  races: (o) => laws.race(fc)(C)(raced, o),
  'all and traverse': (o) => laws.traversal(fc)(C)(raced, o),
  environment: (o) => laws.reader(fc)(C)(smallPrograms, o),
  'suspended effects': (o) => laws.sync(fc)(C)(programs, o),
  callbacks: (o) => laws.async(fc)(C)(o),
  time: (o) => laws.genTemporal(fc)({ ...C, join: Fiber.join })(smallPrograms, o),
  'the clock of a loop': (o) =>
    laws.clock(fc)(
      C.asks((world: laws.World) => world.now()),
      o
    ),
  'Deferred.make': (o) => laws.unique(fc)(Deferred.make(), o),
  'retry and repeat': (o) => laws.retrying(fc)(C)(smallPrograms, o),
  Deferred: (o) => laws.deferred(fc)(Deferred)(o),
  Ref: (o) => laws.ref(fc)(Ref)(o),
  Semaphore: (o) => laws.semaphore(fc)(Semaphore)(smallPrograms, o),
  Queue: (o) => laws.queue(fc)(Queue)(o)
}
