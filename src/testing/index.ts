/**
 * Tools for testing concurrent programs: an event loop on virtual time.
 *
 * @module
 * @since 0.1.0
 */
export { TestLoop, type TestLoopOptions, type TestRun } from './TestLoop.js'
