/**
 * The worker that notices that the main thread is inside one step for too long, as source text (see watchdog-worker.ts for
 * why). It looks at a time stamp every now and then; when it is too old it stops the main thread by the inspector, reads
 * where it is, and lets it go on.
 */
export const workerSource: string = `
const { parentPort, workerData } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const { Session } = require('node:inspector')
const cells = new Int32Array(workerData.cells)
const { Since, Longest, Debugged, Seen, Handled } = workerData
let signals = null // those that the watchdog counts
let reported = 0
let isAsking = false
const saidAt = new Map()

parentPort.on('message', (buffer) => (signals = new Int32Array(buffer)))
parentPort.unref()

// a Ctrl-C that is not answered yet is the watchdog's business, and it needs the inspector for that
const isSignalled = () => signals !== null && Atomics.load(signals, Handled) < Atomics.load(signals, Seen)

const stamp = () => Math.floor(performance.timeOrigin + performance.now()) & 0x3fffffff || 1

const look = () => {
  const since = Atomics.load(cells, Since)
  if (since === 0 || since === reported || isAsking || Atomics.load(cells, Debugged) === 1) return
  if (((stamp() - since) & 0x3fffffff) <= Atomics.load(cells, Longest) || isSignalled()) return
  reported = since
  isAsking = true
  ask(since)
}

const ask = (since) => {
  const session = new Session()
  session.connectToMainThread()
  const done = () => {
    session.disconnect()
    isAsking = false
  }
  pause(session, (frames) => {
    const took = (stamp() - since) & 0x3fffffff
    const args = JSON.stringify([frames.slice(0, 50), since, took]).slice(1, -1)
    evaluate(session, 'globalThis[Symbol.for("fiber-ts/blocked")].report(' + args + ')', (said) => {
      session.post('Debugger.resume', done)
      if (said) say(said)
    })
  })
}

const say = ({ place, text }) => {
  const now = performance.now()
  if (now - (saidAt.get(place) ?? -Infinity) < 1000) return
  if (saidAt.size > 1000) saidAt.clear()
  saidAt.set(place, now)
  try {
    writeSync(2, text + '\\n')
  } catch {} // nobody reads stderr
}

setInterval(look, workerData.interval)
`
