/**
 * Tools for testing concurrent programs: an event loop on virtual time, and laws.
 *
 * @module
 * @since 0.1.0
 */
export * as laws from './laws.js'
export { TestLoop, type TestLoopOptions, type TestRun } from './TestLoop.js'
