/**
 * The watchdog's worker, as source text: a worker that is started from text needs no file, and so works from ESM, CommonJS
 * and bundles alike.
 *
 * It parks in `Atomics.wait` inside a `vm` script that SIGINT breaks, which is the one place where Node tells JavaScript of
 * a signal while the main thread is stuck. Three scripts are nested: a SIGINT ends the innermost one only, and the others
 * keep Node's native handler registered meanwhile, so that no signal meets the default action. One that comes between two
 * innermost ones ends the middle one, which the outermost starts again. The cells it shares with the main thread are those
 * of `Cell` in watchdog.ts.
 */
export const workerSource: string = `
const { parentPort, workerData } = require('node:worker_threads')
const { Script } = require('node:vm')
const { readFileSync, writeSync } = require('node:fs')
const cells = new Int32Array(workerData.cells)
const { Armed, Seen, Handled, SeenAt, Idle, Watched, Presses, Active, samePress, hintAfter, patience, pausePatience, pauseLimit, pauseWork } = workerData

// the global performance is loaded when it is used first, and a signal that breaks in there leaves it undefined for good
const now = () => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

let epoch = 0 // which arming this is, to start counting anew
let presses = 0
let lastSignal = -Infinity
let deadline = Infinity
let isPressed = false // the deadline is that of a second press

const wait = () => {
  Atomics.store(cells, Watched, epoch)
  Atomics.notify(cells, Watched)
  for (;;) {
    if (Atomics.load(cells, Armed) !== epoch) return 'disarmed'
    const left = deadline - now()
    if (left <= 0) return 'late'
    Atomics.wait(cells, Armed, epoch, left)
  }
}

// Takes note of which arming it is; each run counts its presses anew.
const follow = () => {
  const armed = Atomics.load(cells, Armed)
  if (armed !== epoch) {
    epoch = armed
    presses = 0
    lastSignal = -Infinity
    deadline = Infinity
    isPressed = false
  }
  return epoch !== 0
}

const onSignal = () => {
  const at = now()
  if (at - lastSignal > samePress) {
    presses++
    Atomics.add(cells, Presses, 1)
  }
  lastSignal = at
  Atomics.store(cells, SeenAt, Date.now() | 0)
  Atomics.add(cells, Seen, 1)
  parentPort.postMessage(null)
  if (Atomics.load(cells, Active) === 0) return // it is for others, who may take their time
  if (presses === 1) deadline = at + hintAfter
  else if (!isPressed) {
    isPressed = true
    deadline = at + patience
  }
}

const say = (text) => {
  try {
    writeSync(2, text + '\\n')
  } catch {} // nobody reads stderr
}

const breakable = (script) => {
  try {
    return script.runInThisContext({ breakOnSigint: true })
  } catch (error) {
    if (error.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error
    return 'signal'
  }
}

// Runs a script again and again, until the watch is over: true when it is because the main thread is stuck.
const keep = (script) => {
  for (;;) {
    const why = breakable(script)
    if (why === 'signal') onSignal()
    else if (why === 'disarmed') {
      if (!follow()) return false
    } else if (why !== 'late') return why
    else {
      const isStuck = Atomics.load(cells, Active) === 1 && Atomics.load(cells, Handled) < Atomics.load(cells, Seen)
      if (isStuck && isPressed) return true
      if (isStuck) say('fiber-ts: interrupted, but the main thread does not answer (press Ctrl-C again to end the process)')
      deadline = Infinity
      isPressed = false
    }
  }
}

const outermost = new Script('__keepMiddle()', { filename: 'fiber-ts:watchdog' })
const middle = new Script('__keepInnermost()', { filename: 'fiber-ts:watchdog' })
const innermost = new Script('__wait()', { filename: 'fiber-ts:watchdog' })
globalThis.__keepMiddle = () => keep(middle)
globalThis.__keepInnermost = () => keep(innermost)
globalThis.__wait = wait

const die = () => process.kill(process.pid, 'SIGINT')

// Whether the main thread wants the processor, and for how many milliseconds it had it.
const mainThread = () => {
  try {
    const stat = readFileSync('/proc/self/task/' + process.pid + '/stat', 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { isRunning: fields[0] === 'R', worked: (Number(fields[11]) + Number(fields[12])) * 10 }
  } catch {
    const { user, system } = process.cpuUsage() // of all threads, but the others wait
    return { isRunning: true, worked: (user + system) / 1e3 }
  }
}

// Calls back when the main thread has had its time; answers how to prevent that. On a machine that is overloaded time goes by
// and the main thread has done nothing yet: it gets more then, up to a limit. Looks twice, for what the main thread has said
// meanwhile is heard in between, should this thread itself have been late.
const whenOver = (f) => {
  const since = now()
  const { worked } = mainThread()
  let isOver = false
  const look = () => {
    const main = mainThread()
    const wasOver = isOver
    isOver = now() - since > pauseLimit || !main.isRunning || main.worked - worked >= pauseWork
    if (isOver && wasOver) f()
    else timer = setTimeout(look, 20)
  }
  let timer = setTimeout(look, pausePatience)
  return () => clearTimeout(timer)
}

// The main thread is stuck, and was asked to end twice: stop it, say where it is, run its exit handlers, end the process.
const escalate = () => {
  const giveUp = (why) => {
    stopped()
    say('KeyboardInterrupt: main thread ' + why + '; exit handlers skipped')
    die()
  }
  const stopped = whenOver(() => giveUp('blocked in native code'))
  const { Session } = require('node:inspector')
  const session = new Session()
  session.connectToMainThread()
  const onPaused = (frames) => {
    stopped()
    whenOver(die) // an exit handler may be stuck as well
    evaluate(session, 'globalThis[Symbol.for("fiber-ts/watchdog")].report(' + JSON.stringify(frames) + ')', (where) => {
      say('KeyboardInterrupt' + (where ?? ''))
      // takes longer where there are many, and comes second, should the time be over
      evaluate(session, 'globalThis[Symbol.for("fiber-ts/watchdog")].fibers()', (fibers) => {
        if (fibers) say(fibers)
        evaluate(session, 'process.emit("exit", 130)', () => {
          die()
          // The first process of a container has no default action for signals. Without stderr, or Node would say there that
          // it waits for this session.
          const exit = 'try { process.getBuiltinModule("node:fs").closeSync(2) } catch {} process.reallyExit(130)'
          setTimeout(() => evaluate(session, exit, () => {}), 100)
        })
      })
    })
  }
  // whoever debugs the main thread would be left with it: it is not stopped then
  evaluate(session, 'process.getBuiltinModule("node:inspector").url() !== undefined', (isDebugged) => {
    if (isDebugged) giveUp('does not answer, and its inspector is open')
    else pause(session, onPaused)
  })
}

for (;;) {
  Atomics.wait(cells, Armed, 0)
  Atomics.store(cells, Idle, 0)
  const stuck = follow() && keep(outermost)
  Atomics.store(cells, Idle, 1)
  Atomics.notify(cells, Idle)
  if (stuck) {
    escalate()
    break
  }
}
`
