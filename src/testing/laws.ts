/**
 * Laws as properties for fast-check: what has to hold of an instance, checked on generated programs.
 *
 * Every family is a function of fast-check and of an instance. It checks its laws one after the other and fails with the
 * first that does not hold; with `each`, every law can be a test of its own. The laws about plain values and about
 * fp-ts' classes have the names and arguments of fp-ts-laws; those about interruption, fibers, time, callbacks and shared
 * state take programs instead of an arbitrary of values. Two programs are equal when nothing that can be seen of them on
 * virtual time tells them apart: how they end, what they do and when, and what is left of them.
 *
 * Rejected: comparing results only (a finalizer that is skipped would go unseen), generating pure programs only (no law
 * about failure or interruption can break), and an import of fast-check.
 *
 * @module
 * @since 0.1.0
 */
export type { Arbitrary, FastCheck, Law, Options, Source } from './laws/law.js'
export { eq, field, monoid, ord, ring, semigroup, semiring } from './laws/values.js'
export {
  type Alt,
  alt,
  type Applicative,
  applicative,
  type Apply,
  apply,
  type Bifunctor,
  bifunctor,
  type Chain,
  type ChainRec,
  chainRec,
  type Filterable,
  filterable,
  type Functor,
  functor,
  type Lift,
  type LiftEq,
  type Monad,
  monad,
  type MonadIO,
  monadIO,
  type MonadThrow,
  monadThrow
} from './laws/instances.js'
export {
  type MonadCancel,
  monadCancel,
  type MonadError,
  monadError,
  type Programs,
  type Resources,
  resources
} from './laws/interruption.js'
export {
  type GenSpawn,
  genSpawn,
  type Race,
  race,
  type Reader,
  reader,
  type Traversal,
  traversal
} from './laws/fibers.js'
export {
  type Async,
  async,
  clock,
  type GenTemporal,
  genTemporal,
  type Retrying,
  retrying,
  type Sync,
  sync,
  unique
} from './laws/effects.js'
export {
  type Deferred,
  deferred,
  type Queue,
  queue,
  type Ref,
  ref,
  type Semaphore,
  semaphore
} from './laws/primitives.js'
export {
  type Binary,
  descriptions,
  liftProgram,
  type Program,
  programs,
  toCoroutine,
  type Unary
} from './laws/programs.js'
export {
  type Circumstances,
  liftEq,
  liftEqOverSchedules,
  note,
  type Observation,
  observe,
  outcomes,
  type World
} from './laws/observe.js'
