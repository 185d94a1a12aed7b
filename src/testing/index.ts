/**
 * Tools for testing concurrent programs: an event loop on virtual time, a search through schedules, and laws.
 *
 * @module
 * @since 0.1.0
 */
export { assertAll, ExplorationError, explore, type ExploreOptions, replay, type Report } from './explore/explore.js'
export { type Explored, type Given, type RunOptions, type Scenario } from './explore/run.js'
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
export { type Arbitrary, fcSchedule, type FastCheckArrays } from './fcSchedule.js'
export { runTest, type RunTestOptions } from './runTest.js'
export { TestLoop, type TestLoopOptions, type TestRun } from './TestLoop.js'
