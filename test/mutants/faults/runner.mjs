// Faults of a run as a whole: its signals, its shutdown, what it leaves behind, how a process ends.
/** @type {ReadonlyArray<import('../run.mjs').Fault>} */
export const runner = [
  {
    name: 'the listener is removed before signals on their way are heard',
    file: 'node/program.ts',
    find: 'await this.listening.settle(this.outcome)',
    replace: ';',
    test: 'process/signals.test.ts',
    title: 'a signal during the last synchronous block takes the place of the value: without a watchdog'
  },
  {
    name: 'what had gone wrong in a fiber that is abandoned is lost',
    file: 'internal/shutdown.ts',
    find: 'if (frame.tag >= Tag.ThenFail)',
    replace: 'if (frame.tag < 0)',
    test: 'Runner.test.ts',
    title: 'what had gone wrong in fibers that are abandoned is reported, once'
  },
  {
    name: 'a signal starts no deadline',
    file: 'node/program.ts',
    find: 'this.startClock() this.giveUpAfter(this.options.signalTimeout)',
    replace: 'this.giveUpAfter(this.options.signalTimeout)',
    test: 'Runner.test.ts',
    title: 'shutdownTimeout counts from the first signal, and from an interruption from outside'
  },
  {
    name: 'leftovers are not ended',
    file: 'node/program.ts',
    find: 'await Promise.race([endFibers(this.loop), this.gaveUp])',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'what a program leaves behind is interrupted before run settles'
  },
  {
    name: 'under test, time goes on for leftovers',
    file: 'testing/explore/control.ts',
    find: 'this.rootEnded ? this.host.time : Infinity',
    replace: 'Infinity',
    test: 'explore/explore.test.ts',
    title: 'leak: time does not go on for what the program has left behind, which a run interrupts as it ends'
  },
  {
    name: 'the deadline does not end the wait for leftovers',
    file: 'node/program.ts',
    find: 'await Promise.race([endFibers(this.loop), this.gaveUp])',
    replace: 'await endFibers(this.loop)',
    test: 'Runner.test.ts',
    title: 'what is not done by shutdownTimeout is named, abandoned, and never takes another step'
  },
  {
    name: 'timers of a run are left behind',
    file: 'node/program.ts',
    find: 'for (const timer of this.timers) clearTimeout(timer)',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'the deadline of one run is over with that run'
  },
  {
    name: 'a signal that comes too late to interrupt anything is forgotten',
    file: 'node/program.ts',
    find: '(this.abandoned || outcome.tag === Tag.Succeed ||',
    replace: '(this.abandoned ||',
    test: 'process/signals.test.ts',
    title: 'a signal during the last synchronous block takes the place of the value: without a watchdog'
  },
  {
    name: 'the second signal waits, too',
    file: 'node/program.ts',
    find: 'if ((since ?? now - this.signalled) > samePress)',
    replace: 'if (false)',
    test: 'process/signals.test.ts',
    title:
      'the second Ctrl-C waits for nothing: KeyboardInterrupt within 250 ms, and what is abandoned is named: finalizer-waits'
  },
  {
    name: 'two presses in one step count as one',
    file: 'node/signals.ts',
    find: 'isNewPress ? Infinity : 0',
    replace: '0',
    test: 'process/signals.test.ts',
    title: 'two signals during one synchronous block are two, when they are as far apart as two keypresses'
  },
  {
    name: 'the watchdog hurries programs that have no run',
    file: 'node/watchdog.ts',
    find: 'Atomics.store(cells, Cell.Active, 0)',
    replace: '',
    test: 'process/signals.test.ts',
    title: 'when no run is left, the signals of a listener of the program are its own, however long it is stuck'
  },
  {
    name: 'signals of one keypress count as two',
    file: 'node/program.ts',
    find: 'if ((since ?? now - this.signalled) > samePress)',
    replace: 'if ((since ?? now - this.signalled) >= 0)',
    test: 'process/signals.test.ts',
    title: 'signals within 20 ms are one keypress: npm and some shells pass on what the terminal has sent already'
  },
  {
    name: 'the first signal does not interrupt',
    file: 'node/program.ts',
    find: 'if (this.own === null && this.root !== null) interrupt(this.root, this.signal)',
    replace: 'if (false) ;',
    test: 'process/signals.test.ts',
    title: 'the first Ctrl-C ends a program that waits: finalizers run, then run rejects with KeyboardInterrupt'
  },
  {
    name: 'the clock of the shutdown starts when the children have ended',
    file: 'node/program.ts',
    find: 'this.startClock() } private rootEnded',
    replace: '} private rootEnded',
    test: 'Runner.test.ts',
    title: 'shutdownTimeout counts for the children of the program too'
  },
  {
    name: 'nobody is abandoned when the time is over',
    file: 'node/program.ts',
    find: 'abandon(this.loop)',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'what is not done by shutdownTimeout is named, abandoned, and never takes another step'
  },
  {
    name: 'the fiber-local values of a run are lost',
    file: 'node/program.ts',
    find: 'this.options.onVars?.(root.vars)',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'fiber-local values of one run are there in the next'
  },
  {
    name: 'the loop is still watched after the run',
    file: 'node/program.ts',
    find: 'this.unwatch()',
    replace: ';',
    test: 'process/signals.test.ts',
    title: 'a run leaves no listener, no timer and no other handle behind'
  },
  {
    name: 'the listener stays after the run',
    file: 'node/signals.ts',
    find: 'for (const { signal, listener } of listeners) process.removeListener(signal, listener)',
    replace: ';',
    test: 'process/signals.test.ts',
    title: 'a run leaves no listener, no timer and no other handle behind'
  },
  {
    name: 'a signal is taken from who listens to it already',
    file: 'Runner.ts',
    find: "(handle && !hasListener('SIGINT'))",
    replace: 'handle',
    test: 'process/signals.test.ts',
    title: 'where somebody listens already, run leaves the signal alone'
  },
  {
    name: 'handleSignals: true leaves the signal to others',
    file: 'Runner.ts',
    find: "handle === true || (handle && !hasListener('SIGINT'))",
    replace: "handle && !hasListener('SIGINT')",
    test: 'process/signals.test.ts',
    title: 'handleSignals: true takes the signal anyway, and the other listener hears it once'
  },
  {
    name: 'leftovers come before the program in the exit',
    file: 'Runner.ts',
    find: 'append(outcome, leftovers)',
    replace: 'append(leftovers, outcome)',
    test: 'Runner.test.ts',
    title: 'the exit of runExit has the program first and its leftovers after it, in the order in which they ended'
  },
  {
    name: 'a Runner can be closed beside its run',
    file: 'Runner.ts',
    find: 'if (this.#running)',
    replace: 'if (false)',
    test: 'Runner.test.ts',
    title: 'to close beside a run of the Runner is refused, and the run goes on'
  },
  {
    name: 'a run inside of a run starts',
    file: 'Runner.ts',
    find: 'if (isRunning()) throw nested()',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'a run inside a run is refused, and the refused program never starts'
  },
  {
    name: 'a run that failed occupies the thread',
    file: 'Runner.ts',
    find: 'this.#running = false leave()',
    replace: 'this.#running = false',
    test: 'Runner.test.ts',
    title: 'a run that fails, is interrupted or is refused leaves the thread free'
  },
  {
    name: 'the loop of a run stays open',
    file: 'Runner.ts',
    find: 'if (options.andClose) loop.close() return',
    replace: 'return',
    test: 'Runner.test.ts',
    title: 'every run ends with a closed loop and no fiber left'
  },
  {
    name: 'a run has the values of the Runner in place of its own',
    file: 'Runner.ts',
    find: 'if (options.vars === undefined) this.#vars = vars',
    replace: 'this.#vars = vars',
    test: 'Runner.test.ts',
    title: 'the option vars isolates one run: it has these values, and leaves none behind'
  },
  {
    name: 'what is forked on a Runner lacks the context',
    file: 'Runner.ts',
    find: 'options[0]?.context ?? this.#context, this.#vars)',
    replace: 'options[0]?.context, this.#vars)',
    test: 'Runner.test.ts',
    title: 'the context of a Runner is there in every run, and a run can have its own'
  },
  {
    name: 'a Runner makes a loop for each run',
    file: 'Runner.ts',
    find: "if (phase._tag === 'Open') {",
    replace: "if (phase._tag === 'Open' && phase.loop.nextFiberId < 0) {",
    test: 'Runner.test.ts',
    title: 'a Runner runs programs until it is closed'
  },
  {
    name: 'a loop that is closed is accepted',
    file: 'Runner.ts',
    find: 'if (loop.isClosed()) throw',
    replace: 'if (false) throw',
    test: 'Runner.test.ts',
    title: 'what a loopFactory answers has to be an open event loop'
  },
  {
    name: 'what is no Coroutine is run',
    file: 'Runner.ts',
    find: 'if (isOp(main)) return main',
    replace: 'return main as Op',
    test: 'Runner.test.ts',
    title: 'what is no Coroutine is refused, and nothing is touched: null'
  },
  {
    name: 'leftovers that start during the shutdown are not interrupted',
    file: 'internal/shutdown.ts',
    find: 'loop.stopping = interruption',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'leftovers are interrupted until none is left: what a finalizer starts is too'
  },
  {
    name: 'only the first leftover is interrupted',
    file: 'internal/shutdown.ts',
    find: 'for (const fiber of loop.fibers()) if',
    replace: 'for (const fiber of loop.fibers().slice(0, 1)) if',
    test: 'Runner.test.ts',
    title: 'close interrupts what the runs have left behind, all at once, and waits for it'
  },
  {
    name: 'abandoned fibers stay where they wait',
    file: 'internal/shutdown.ts',
    find: 'if (fiber.state === State.Parked) (fiber.slot as Parked).cancel(fiber)',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'what is not done by shutdownTimeout is named, abandoned, and never takes another step'
  },
  {
    name: 'abandoned fibers go on',
    file: 'internal/shutdown.ts',
    find: 'for (const fiber of fibers) if (fiber.state < State.Succeeded) fiber.state = State.Abandoned',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'what is not done by shutdownTimeout is named, abandoned, and never takes another step'
  },
  {
    name: 'an own interruption rejects with its reason alone',
    file: 'internal/run.ts',
    find: 'if (isOwnInterruption(cause)) return new FiberFailure(toCause(cause)).cause',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'an interruption by the program itself says who, why and when'
  },
  {
    name: 'run rejects with a FiberFailure for a lone failure',
    file: 'internal/run.ts',
    find: 'if (cause.tag === Tag.Fail || cause.tag === Tag.Die) return cause.first',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'run rejects with the very object that was thrown'
  },
  {
    name: 'several typed failures reject with the first of them',
    file: 'internal/run.ts',
    find: 'failure !== null && countFailures(cause) === 1',
    replace: 'failure !== null',
    test: 'Runner.test.ts',
    title: 'several typed failures are a FiberFailure too, although the first of them could be recovered from'
  },
  {
    name: 'debug mode is silent about a program that ends with a coroutine',
    file: 'node/run-end.ts',
    find: 'return value instanceof Op',
    replace: 'return false',
    test: 'Runner.test.ts',
    title: 'debug mode: a program that ends with a coroutine, which nobody runs, is told of'
  },
  {
    name: 'runMain ends by an exit code after a signal',
    file: 'node/main.ts',
    find: "if (end._tag === 'Signal') endBySignal(process, end.signal)",
    replace: "if (end._tag === 'Signal') endByCode(process, 0)",
    test: 'process/main.test.ts',
    title: 'SIGTERM: finalizers and exit listeners run, then the process dies by that very signal'
  },
  {
    name: 'runMain does not wait for output',
    file: 'node/main.ts',
    find: 'await drain(process)',
    replace: ';',
    test: 'process/main.test.ts',
    title: '1 MiB through a pipe arrives whole, also when a signal ends the program'
  },
  {
    name: 'an uncaught exception does not change the exit code',
    file: 'node/main.ts',
    find: "if (guard?.crashed && end._tag === 'Code' && !end.code)",
    replace: 'if (false)',
    test: 'process/main.test.ts',
    title: 'an exception that is thrown while output drains is reported, and makes the code 1'
  },
  {
    name: 'an uncaught exception does not interrupt the program',
    file: 'node/main.ts',
    find: 'this.interrupt(error)',
    replace: ';',
    test: 'process/main.test.ts',
    title: 'reported, the program interrupted, code 1: uncaught-exception'
  },
  {
    name: 'runMain reports nothing',
    file: 'node/main.ts',
    find: 'for (const line of report(outcome, end, render)) printLine(line)',
    replace: 'report(outcome, end, render)',
    test: 'process/main.test.ts',
    title: 'a program that fails: code 1, the error on stderr, exit listeners run'
  },
  {
    name: 'an exit code that a failure carries is ignored',
    file: 'node/main.ts',
    find: 'code: isCode ? code : 1',
    replace: 'code: isCode ? 1 : 1',
    test: 'process/main.test.ts',
    title: 'exit code and report: exit-code'
  },
  {
    name: 'diagnostics that nobody reads end the process',
    file: 'node/process.ts',
    find: 'console.error(line)',
    replace: 'void nodeProcess?.stderr.write(`${line}\\n`)',
    test: 'process/waiting.test.ts',
    title: 'a deadlock is found and reported also where nobody reads stderr'
  },
  {
    name: 'the failures of the children of a program are not kept',
    file: 'node/program.ts',
    find: 'this.loop.keepsFailures = this.options.keepsFailures',
    replace: '',
    test: 'Runner.test.ts',
    title: 'the exit of runExit has what its children did wrong at its end, and nothing that was reported before'
  }
]
