/**
 * Tools for testing concurrent programs: an event loop on virtual time, a search through schedules, and laws.
 *
 * @module
 * @since 0.1.0
 */
export {
  assertAll,
  ExplorationError,
  explore,
  type Explored,
  type ExploreOptions,
  type Given,
  replay,
  type Report,
  type Scenario
} from './explore/explore.js'
export { bounded, chaos, fifo, pct, portfolio, random, sweep, weighted } from './explore/strategies.js'
export {
  type Candidate,
  type ChoiceKind,
  isFree,
  type Options,
  type Run,
  type RunInfo,
  type Schedule,
  type Search,
  type Strategy
} from './explore/strategy.js'
export type { Verdict, Waiting } from './explore/verdict.js'
export * as laws from './laws.js'
export { TestLoop, type TestLoopOptions, type TestRun } from './TestLoop.js'
