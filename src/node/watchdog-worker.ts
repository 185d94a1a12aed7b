/**
 * The watchdog's worker, as source text: a worker that is started from text needs no file, and so works from ESM, CommonJS
 * and bundles alike.
 *
 * It parks in `Atomics.wait` inside a `vm` script that SIGINT breaks, which is the one place where Node tells JavaScript of
 * a signal while the main thread is stuck. Two scripts are nested: a SIGINT ends the inner one only, and the outer one keeps
 * Node's native handler registered meanwhile, so that no signal meets the default action. The cells it shares with the main
 * thread are those of `Cell` in watchdog.ts.
 */
export const workerSource: string = `'use strict'
const { parentPort, workerData } = require('node:worker_threads')
const { Script } = require('node:vm')
const { writeSync } = require('node:fs')
// the global of this name is loaded when it is used first, and a signal that breaks in there leaves it undefined for good
const { performance } = require('node:perf_hooks')
const cells = new Int32Array(workerData.cells)
const { Armed, Seen, Handled, Idle, Debugged, samePress, patience, pausePatience } = workerData

let epoch = 0 // which arming this is, to start counting anew
let presses = 0
let lastSignal = -Infinity
let deadline = Infinity

const wait = () => {
  for (;;) {
    if (Atomics.load(cells, Armed) !== epoch) return 'disarmed'
    const left = deadline - performance.now()
    if (left <= 0) return 'late'
    Atomics.wait(cells, Armed, epoch, left)
  }
}

// Takes note of which arming it is; each run counts its presses anew.
const follow = () => {
  epoch = Atomics.load(cells, Armed)
  presses = 0
  lastSignal = -Infinity
  deadline = Infinity
  return epoch !== 0
}

const watch = () => {
  for (;;) {
    let why = 'signal'
    try {
      why = inner.runInThisContext({ breakOnSigint: true })
    } catch (error) {
      if (error.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error
    }
    if (why === 'signal') onSignal()
    else if (why === 'disarmed') {
      if (!follow()) return false
    }
    else if (Atomics.load(cells, Handled) < Atomics.load(cells, Seen)) return true
    else deadline = Infinity
  }
}

const onSignal = () => {
  const now = performance.now()
  if (now - lastSignal > samePress) presses++
  lastSignal = now
  Atomics.add(cells, Seen, 1)
  parentPort.postMessage(null)
  if (presses > 1 && deadline === Infinity) deadline = now + patience
}

globalThis.__wait = wait
globalThis.__watch = watch
const inner = new Script('__wait()', { filename: 'fiber-ts:watchdog' })
const outer = new Script('__watch()', { filename: 'fiber-ts:watchdog' })

const say = (text) => {
  try {
    writeSync(2, text + '\\n')
  } catch {} // nobody reads stderr
}

const die = () => process.kill(process.pid, 'SIGINT')

// The main thread is stuck, and was asked to end twice: stop it, say where it is, run its exit handlers, end the process.
const escalate = () => {
  const timer = setTimeout(() => {
    say('KeyboardInterrupt: main thread blocked in native code; exit handlers skipped')
    die()
  }, pausePatience)
  if (Atomics.load(cells, Debugged) === 1) return
  const { Session } = require('node:inspector')
  const session = new Session()
  session.connectToMainThread()
  const urls = new Map()
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
  session.on('Debugger.paused', ({ params }) => {
    clearTimeout(timer)
    setTimeout(die, pausePatience) // an exit handler may be stuck as well
    const { callFrameId } = params.callFrames[0]
    const frames = params.callFrames.map(({ functionName, location, url }) => ({
      name: functionName,
      url: urls.get(location.scriptId) || url,
      line: location.lineNumber,
      column: location.columnNumber
    }))
    const report = 'globalThis[Symbol.for("fiber-ts/watchdog")].report(' + JSON.stringify(frames) + ')'
    session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression: report, returnByValue: true }, (error, answer) => {
      say('KeyboardInterrupt' + ((answer && answer.result && answer.result.value) || ''))
      session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression: 'process.emit("exit", 130)' }, die)
    })
  })
  session.post('Debugger.enable', () => session.post('Debugger.pause'))
}

for (;;) {
  Atomics.wait(cells, Armed, 0)
  Atomics.store(cells, Idle, 0)
  let stuck = false
  if (follow()) {
    try {
      stuck = outer.runInThisContext({ breakOnSigint: true })
    } catch (error) {
      if (error.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error
      onSignal() // between two inner scripts
    }
  }
  Atomics.store(cells, Idle, 1)
  Atomics.notify(cells, Idle)
  if (stuck) {
    escalate()
    break
  }
}
`
