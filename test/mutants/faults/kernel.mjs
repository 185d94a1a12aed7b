// Faults of the interpreter, the fiber, causes, the loop and its timers, callbacks and promises, fiber-local values.
/** @type {ReadonlyArray<import('../run.mjs').Fault>} */
export const kernel = [
  {
    name: 'a finalizer of a failing step is dropped',
    file: 'internal/interpreter.ts',
    find: 'case Tag.Ensuring: stack = mask(fiber, Tag.ThenFail, op, stack) op = frame.first continue loop',
    replace: 'case Tag.Ensuring: continue',
    test: 'kernel/resources.test.ts',
    title: 'ensuring: the body throws in a step, the finalizer dies'
  },
  {
    name: 'a finalizer of a succeeding step is dropped',
    file: 'internal/interpreter.ts',
    find: 'case Tag.Ensuring: stack = mask(fiber, Tag.ThenSucceed, value, stack) op = frame.first continue loop',
    replace: 'case Tag.Ensuring: continue',
    test: 'kernel/resources.test.ts',
    title: 'ensuring: the body succeeds, the finalizer dies'
  },
  {
    name: 'onInterrupt runs its finalizer for any failure',
    file: 'internal/interpreter.ts',
    find: 'if (!isOwnInterruption(op)) continue',
    replace: ';',
    test: 'kernel/resources.test.ts',
    title: 'onInterrupt runs for an interruption of the fiber, and for nothing else'
  },
  {
    name: 'a release is not told of the failure',
    file: 'internal/interpreter.ts',
    find: 'op = resource.handlers.release(resource.value, op, undefined)',
    replace: 'op = resource.handlers.release(resource.value, null, undefined)',
    test: 'kernel/resources.test.ts',
    title: 'a release gets the exit of use'
  },
  {
    name: 'the body of a bracket stays masked',
    file: 'internal/interpreter.ts',
    find: 'if (frame.tag === Tag.AcquireInterruptible) fiber.bits |= Bits.Interruptible',
    replace: ';',
    test: 'kernel/resources.test.ts',
    title: 'bracket: the body is interrupted in a masked region, the finalizer dies'
  },
  {
    name: 'an acquisition is not masked',
    file: 'internal/interpreter.ts',
    find: 'fiber.bits &= ~Bits.Interruptible op = op.first continue loop case Tag.Hold:',
    replace: 'op = op.first; continue loop; case Tag.Hold:',
    test: 'kernel/resources.test.ts',
    title: 'an acquisition cannot be interrupted, and what was acquired is released'
  },
  {
    name: 'an uninterruptible region is not masked',
    file: 'internal/interpreter.ts',
    find: 'case Tag.Uninterruptible: if ((fiber.bits & Bits.Interruptible) !== 0) {',
    replace: 'case Tag.Uninterruptible: if (false) {',
    test: 'kernel/interruption.test.ts',
    title: 'an uninterruptible region completes first, and the interruption takes effect at its end'
  },
  {
    name: 'restore opens a mask under another one',
    file: 'internal/interpreter.ts',
    find: 'else op = op.first(identity)',
    replace: 'else op = op.first(interruptible)',
    test: 'kernel/interruption.test.ts',
    title: 'a mask restores what was outside: interruptible outside, and masked under another mask'
  },
  {
    name: 'an interruptible region is never closed',
    file: 'internal/interpreter.ts',
    find: 'stack = new Op(Tag.RestoreUninterruptible, null, stack)',
    replace: ';',
    test: 'kernel/interruption.test.ts',
    title: 'what follows in an uninterruptible region is masked again, when what is inside ends with a value'
  },
  {
    name: 'a finalizer that fails comes before what it finalizes',
    file: 'internal/interpreter.ts',
    find: 'case Tag.ThenFailInterruptible: fiber.bits |= Bits.Interruptible op = append(frame.first, op)',
    replace: 'case Tag.ThenFailInterruptible: fiber.bits |= Bits.Interruptible; op = append(op, frame.first)',
    test: 'kernel/resources.test.ts',
    title: 'onExit: the body fails, the finalizer dies'
  },
  {
    name: 'a finalizer that fails under a mask comes before what it finalizes',
    file: 'internal/interpreter.ts',
    find: 'case Tag.ThenFail: op = append(frame.first, op)',
    replace: 'case Tag.ThenFail: op = append(op, frame.first)',
    test: 'kernel/resources.test.ts',
    title: 'uninterruptibleMask: the body fails, the finalizer dies'
  },
  {
    name: 'a finalizer that fails hides the first failure',
    file: 'internal/interpreter.ts',
    find: 'case Tag.ThenFailInterruptible: fiber.bits |= Bits.Interruptible op = append(frame.first, op)',
    replace: 'case Tag.ThenFailInterruptible: fiber.bits |= Bits.Interruptible',
    test: 'kernel/resources.test.ts',
    title: 'finalizers run from inside out, and the failures of all are kept in that order'
  },
  {
    name: 'an own interruption can be recovered from',
    file: 'internal/interpreter.ts',
    find: 'if (isOwnInterruption(op)) continue const cause: Op = op',
    replace: 'const cause: Op = op',
    test: 'kernel/interruption.test.ts',
    title: "a fiber's own interruption passes by toExit"
  },
  {
    name: 'an interruption waits past the end of the masked region',
    file: 'internal/interpreter.ts',
    find: 'case Tag.RestoreInterruptible: fiber.bits |= Bits.Interruptible if (fiber.bits !== Bits.Due || stack === null) continue',
    replace: 'case Tag.RestoreInterruptible: fiber.bits |= Bits.Interruptible; continue',
    test: 'kernel/resources.test.ts',
    title: 'onExit: the body is interrupted in a masked region, the finalizer dies'
  },
  {
    name: 'an interruption waits past the end of a finalizer',
    file: 'internal/interpreter.ts',
    find: 'case Tag.ThenSucceedInterruptible: fiber.bits |= Bits.Interruptible value = frame.first if (fiber.bits !== Bits.Due || stack === null) continue',
    replace: 'case Tag.ThenSucceedInterruptible: fiber.bits |= Bits.Interruptible; value = frame.first; continue',
    test: 'kernel/interruption.test.ts',
    title: 'an interruption that comes while a finalizer runs takes effect at its end'
  },
  {
    name: 'what a fiber was given is lost to an interruption',
    file: 'internal/interpreter.ts',
    find: 'if (fiber.bits === Bits.Due && op !== resume && !',
    replace: 'if (fiber.bits === Bits.Due && !',
    test: 'kernel/interruption.test.ts',
    title: 'what a fiber was given before it is interrupted reaches it'
  },
  {
    name: 'a failure that is under way is lost to an interruption',
    file: 'internal/interpreter.ts',
    find: '&& !(op === underWay && isFailing(op))',
    replace: '&& true',
    test: 'kernel/interruption.test.ts',
    title:
      'a failure that is under way reaches who recovers from it, and the next step is interrupted, be it a failure: orElse'
  },
  {
    name: 'a failure that is written as the next step goes before an interruption',
    file: 'internal/interpreter.ts',
    find: '!(op === underWay && isFailing(op))',
    replace: '!isFailing(op)',
    test: 'kernel/interruption.test.ts',
    title:
      'a failure that is under way reaches who recovers from it, and the next step is interrupted, be it a failure: orElse'
  },
  {
    name: 'a failure that an attempt passes on counts as a step',
    file: 'internal/interpreter.ts',
    find: 'if (op === cause) underWay = cause',
    replace: ';',
    test: 'coroutine/retrying.test.ts',
    title: 'giving up keeps a failure that was under way before an interruption'
  },
  {
    name: 'an interruption is delivered twice',
    file: 'internal/fiber.ts',
    find: 'fiber.bits |= Bits.Delivered',
    replace: ';',
    test: 'kernel/async.test.ts',
    title: 'an interruption aborts the signal with who and why, and runs the canceller once'
  },
  {
    name: 'a fiber that interrupts itself as it parks is not woken',
    file: 'internal/interpreter.ts',
    find: 'if (fiber.bits === Bits.Due) unpark(fiber)',
    replace: '',
    test: 'kernel/interruption.test.ts',
    title: 'a fiber that interrupts itself as it begins to wait does not wait'
  },
  {
    name: 'what follows a primitive that waits in a flatMap is lost',
    file: 'internal/interpreter.ts',
    find: 'stack = new Op(Tag.FlatMap, op.second, stack) break wait',
    replace: 'break wait',
    test: 'kernel/async.test.ts',
    title: 'a canceller may be a Coroutine, which is waited for'
  },
  {
    name: 'a generator goes on although a primitive waits',
    file: 'internal/interpreter.ts',
    find: 'if (fiber.state !== State.Running) break wait',
    replace: '',
    test: 'kernel/generators.test.ts',
    title: 'an interruption runs the finally blocks, from inside out, and they may wait; catch blocks do not see it'
  },
  {
    name: 'a release runs before the children of the body have ended, when it fails',
    file: 'internal/interpreter.ts',
    find: 'if (fiber.kids !== null && fiber.kids.id >= resource.mark) { stack = mask(fiber, Tag.ThenFail, op, frame)',
    replace: 'if (false) { stack = mask(fiber, Tag.ThenFail, op, frame)',
    test: 'kernel/structure.test.ts',
    title: "the children of a bracket's use end before the release runs, whether use succeeds or fails"
  },
  {
    name: 'a release runs before the children of the body have ended',
    file: 'internal/interpreter.ts',
    find: 'if (fiber.kids !== null && fiber.kids.id >= resource.mark) { stack = mask(fiber, Tag.ThenSucceed, value, frame)',
    replace: 'if (false) { stack = mask(fiber, Tag.ThenSucceed, value, frame)',
    test: 'kernel/structure.test.ts',
    title: "the children of a bracket's use end before the release runs, whether use succeeds or fails"
  },
  {
    name: 'a release can be interrupted',
    file: 'internal/interpreter.ts',
    find: 'stack = mask(fiber, Tag.ThenSucceed, value, stack) op = resource.handlers.release(resource.value, null, value)',
    replace:
      'stack = new Op(Tag.ThenSucceed, value, stack); op = resource.handlers.release(resource.value, null, value)',
    test: 'structure/taskgroup.test.ts',
    title: 'wherever and whoever is interrupted, everything that was acquired is released'
  },
  {
    name: 'a failing fiber leaves its children',
    file: 'internal/interpreter.ts',
    find: 'if (fiber.kids !== null && endChildren(fiber, 0)) { fiber.stack = new Op(Tag.ThenFail, op, null)',
    replace: 'if (false) { fiber.stack = new Op(Tag.ThenFail, op, null)',
    test: 'kernel/structure.test.ts',
    title: 'an interrupted parent interrupts its children, and waits for them'
  },
  {
    name: 'a succeeding fiber leaves its children',
    file: 'internal/interpreter.ts',
    find: 'if (fiber.kids !== null && endChildren(fiber, 0)) { fiber.stack = mask(fiber, Tag.ThenSucceed, value, null)',
    replace: 'if (false) { fiber.stack = mask(fiber, Tag.ThenSucceed, value, null)',
    test: 'kernel/structure.test.ts',
    title: 'a fiber ends when its children have ended'
  },
  {
    name: 'an interruption during the last step of a root is lost',
    file: 'internal/interpreter.ts',
    find: 'if (fiber.bits === Bits.Due && !keepsValue(fiber)) end(fiber, State.Failed, deliver(fiber)) else end(fiber, State.Succeeded, value)',
    replace: 'end(fiber, State.Succeeded, value)',
    test: 'kernel/interruption.test.ts',
    title: 'an interruption that comes while the last step runs is honoured in place of the value'
  },
  {
    name: 'a child loses its value to an interruption during its last step',
    file: 'internal/interpreter.ts',
    find: 'if (fiber.bits === Bits.Due && !keepsValue(fiber))',
    replace: 'if (fiber.bits === Bits.Due)',
    test: 'kernel/interruption.test.ts',
    title: 'a child that has its value when it is interrupted ends with it, what it took is not lost: as it is'
  },
  {
    name: 'an interruption takes away what flatMap has answered',
    file: 'internal/interpreter.ts',
    find: 'if (op.tag === Tag.Succeed) { credit--',
    replace: 'if (op.tag === Tag.Succeed && fiber.bits !== Bits.Due) { credit--',
    test: 'kernel/interruption.test.ts',
    title:
      'a child that has its value when it is interrupted ends with it, what it took is not lost: flatMap that answers a value'
  },
  {
    name: 'a fiber that interrupts itself in its last step succeeds',
    file: 'internal/interpreter.ts',
    find: 'fiber.parent.keepsValue && fiber.interruption?.by !== fiber.id',
    replace: 'fiber.parent.keepsValue',
    test: 'kernel/interruption.test.ts',
    title: 'a child that interrupts itself in its last step has no value'
  },
  {
    name: 'a failure leaves the environment of its place behind',
    file: 'internal/interpreter.ts',
    find: 'case Tag.Environment: fiber.env = frame.first continue case Tag.RestoreInterruptible: case Tag.AcquireInterruptible:',
    replace: 'case Tag.Environment: continue; case Tag.RestoreInterruptible: case Tag.AcquireInterruptible:',
    test: 'coroutine/sequencing.test.ts',
    title: 'the environment is put back after a failure, a defect and an interruption inside'
  },
  {
    name: 'a failure leaves the mask closed',
    file: 'internal/interpreter.ts',
    find: 'case Tag.RestoreInterruptible: case Tag.AcquireInterruptible: fiber.bits |= Bits.Interruptible continue',
    replace: 'case Tag.RestoreInterruptible: case Tag.AcquireInterruptible: continue',
    test: 'kernel/interruption.test.ts',
    title: 'a failure leaves the mask of an uninterruptible region'
  },
  {
    name: 'a failure leaves the mask open',
    file: 'internal/interpreter.ts',
    find: 'case Tag.RestoreUninterruptible: case Tag.AcquireUninterruptible: fiber.bits &= ~Bits.Interruptible continue',
    replace: 'case Tag.RestoreUninterruptible: case Tag.AcquireUninterruptible: continue',
    test: 'kernel/interruption.test.ts',
    title: 'what follows in an uninterruptible region is masked again, when what is inside ends by failing'
  },
  {
    name: 'a typed failure that passes a generator becomes a defect',
    file: 'internal/generator.ts',
    find: 'const cause = run.causes.get(thrown) ?? die(thrown)',
    replace: 'const cause = die(thrown)',
    test: 'kernel/generators.test.ts',
    title: 'a failure that nobody catches stays the same typed failure, also through nested generators'
  },
  {
    name: 'a return inside of finally cancels an interruption',
    file: 'internal/generator.ts',
    find: 'if (step.done) return run.closing === null ? succeed(step.value) : run.closing',
    replace: 'if (step.done) return succeed(step.value)',
    test: 'kernel/generators.test.ts',
    title: 'a return inside finally does not cancel an interruption'
  },
  {
    name: 'a finally block that fails comes before the interruption',
    file: 'internal/generator.ts',
    find: 'append(run.closing, cause)',
    replace: 'append(cause, run.closing)',
    test: 'kernel/resources.test.ts',
    title: 'try/finally in a generator: the body interrupts itself, the finalizer dies'
  },
  {
    name: 'a defect enters a generator after the typed failure that came before it',
    file: 'internal/generator.ts',
    find: 'if (reason.tag === Tag.Die) return reason.first',
    replace: ';',
    test: 'kernel/generators.test.ts',
    title: 'a defect can be caught by try as well'
  },
  {
    name: 'a defect can be recovered from',
    file: 'internal/cause.ts',
    find: 'if (reason.tag === Tag.Die || reason.tag === Tag.Interrupt) return null',
    replace: 'if (reason.tag === Tag.Interrupt) return null',
    test: 'coroutine/errors.test.ts',
    title: 'orElse'
  },
  {
    name: 'a failure beside an own interruption can be recovered from',
    file: 'internal/cause.ts',
    find: 'if (reason.tag === Tag.Die || reason.tag === Tag.Interrupt) return null',
    replace: 'if (reason.tag === Tag.Die) return null',
    test: 'coroutine/errors.test.ts',
    title: 'a failure that comes with an own interruption is not recovered from'
  },
  {
    name: 'the last of several typed failures is the one that is recovered from',
    file: 'internal/cause.ts',
    find: 'if (reason.tag === Tag.Fail && first === null) first = reason',
    replace: 'if (reason.tag === Tag.Fail) first = reason',
    test: 'coroutine/errors.test.ts',
    title: 'orElse'
  },
  {
    name: 'a cause from outside comes in reverse',
    file: 'internal/cause.ts',
    find: 'for (let i = cause.length - 1; i >= 0; i--) {',
    replace: 'for (let i = 0; i < cause.length; i++) {',
    test: 'coroutine/errors.test.ts',
    title: 'catchTag: recovers from one tag, and passes other causes on with all their reasons'
  },
  {
    name: 'the interruption of another fiber passes for an own one',
    file: 'internal/fiber.ts',
    find: 'fiber.state === State.Succeeded ? new Op(Tag.Succeed, fiber.slot, null) : asForeign(fiber.slot)',
    replace: 'fiber.state === State.Succeeded ? new Op(Tag.Succeed, fiber.slot, null) : fiber.slot',
    test: 'kernel/interruption.test.ts',
    title: 'whoever joins an interrupted fiber sees its interruption as part of that exit, and can go on'
  },
  {
    name: 'the second interruption replaces the first',
    file: 'internal/fiber.ts',
    find: 'if (fiber.state >= State.Succeeded || (fiber.bits & Bits.Asked) !== 0) return',
    replace: 'if (fiber.state >= State.Succeeded) return',
    test: 'kernel/interruption.test.ts',
    title: 'interrupting twice is interrupting once: who came first is who interrupted'
  },
  {
    name: 'a masked wait is interrupted',
    file: 'internal/fiber.ts',
    find: 'if (fiber.bits !== Bits.Due) return',
    replace: '',
    test: 'kernel/async.test.ts',
    title: 'in an uninterruptible region the step is waited for'
  },
  {
    name: 'an interruption goes down groups on the stack of the host',
    file: 'internal/fiber.ts',
    find: 'if (depth === deepest) return void tooDeep.push(fiber)',
    replace: '',
    test: 'kernel/stack.test.ts',
    title: 'an interruption that goes down 20,000 groups releases what is held there: all'
  },
  {
    name: 'what is too deep in groups is not interrupted',
    file: 'internal/fiber.ts',
    find: 'if (depth === 1) for (let next = tooDeep.pop(); next !== undefined; next = tooDeep.pop()) unpark(next)',
    replace: '',
    test: 'kernel/stack.test.ts',
    title: 'an interruption that goes down 20,000 groups releases what is held there: race'
  },
  {
    name: 'an interrupted fiber stays on the list it waits in',
    file: 'internal/fiber.ts',
    find: 'const finalizer = (fiber.slot as Parked).cancel(fiber)',
    replace: 'const finalizer: Op | null = null',
    test: 'kernel/interruption.test.ts',
    title: 'a waiting fiber stops where it waits, and its cause says by whom, why and when'
  },
  {
    name: 'what a wait has to clean up is forgotten',
    file: 'internal/fiber.ts',
    find: 'if (finalizer !== null) readyNext(fiber, ensuring(deliver(fiber), finalizer))',
    replace: 'if (finalizer !== null) readyNext(fiber, unit)',
    test: 'kernel/async.test.ts',
    title: 'a canceller may be a Coroutine, which is waited for'
  },
  {
    name: 'only the youngest child is interrupted',
    file: 'internal/fiber.ts',
    find: 'interrupt(kid, interruption) kid = next',
    replace: 'interrupt(kid, interruption); kid = null',
    test: 'kernel/structure.test.ts',
    title: 'children are interrupted all at once, with a reason that says why'
  },
  {
    name: 'the youngest child is not interrupted',
    file: 'internal/fiber.ts',
    find: 'interruptKids(fiber.kids, reason, mark)',
    replace: 'interruptKids(fiber.kids.nextSibling, reason, mark)',
    test: 'kernel/structure.test.ts',
    title: 'children are interrupted all at once, with a reason that says why'
  },
  {
    name: 'children from before the scope are ended with it',
    file: 'internal/fiber.ts',
    find: 'interruptKids(fiber.kids, reason, mark)',
    replace: 'interruptKids(fiber.kids, reason)',
    test: 'kernel/structure.test.ts',
    title: 'children that were forked before a bracket outlive it'
  },
  {
    name: 'a child that fails is forgotten',
    file: 'internal/fiber.ts',
    find: 'else if (!isUnobservedFailure(child)) disownChild(this, child)',
    replace: 'else disownChild(this, child)',
    test: 'kernel/structure.test.ts',
    title: 'a failed child does not fail its parent; it is reported once, when its scope closes'
  },
  {
    name: 'a failure is reported although somebody joins the fiber',
    file: 'internal/fiber.ts',
    find: 'child.state === State.Failed && child.joiners === null && hasFailed(child.slot)',
    replace: 'child.state === State.Failed && hasFailed(child.slot)',
    test: 'kernel/structure.test.ts',
    title: 'a failure that is joined before it happens is not reported'
  },
  {
    name: 'the second waiter goes before the first',
    file: 'internal/fiber.ts',
    find: 'list.push(waiters) list.push(fiber)',
    replace: 'list.push(fiber); list.push(waiters)',
    test: 'kernel/scheduling.test.ts',
    title: 'whoever completes a Deferred goes on before its waiters run, which run in the order in which they came'
  },
  {
    name: 'only the first of several waiters is woken',
    file: 'internal/fiber.ts',
    find: 'for (let fiber = waiters.shift(); fiber !== null; fiber = waiters.shift()) readyOutcome(fiber, outcome)',
    replace: 'readyOutcome(waiters.shift() as Fiber, outcome)',
    test: 'kernel/scheduling.test.ts',
    title: 'whoever completes a Deferred goes on before its waiters run, which run in the order in which they came'
  },
  {
    name: 'an interrupted joiner is resumed by the end of the fiber',
    file: 'internal/fiber.ts',
    find: 'if (this.joiners === waiter) this.joiners = null',
    replace: 'if (this.joiners === waiter) return null',
    test: 'primitives/leaving.test.ts',
    title: 'the end of a fiber: who is interrupted alone'
  },
  {
    name: 'the last waiter is woken in place of the first',
    file: 'internal/waiters.ts',
    find: 'const fiber = this.head',
    replace: 'const fiber = this.tail',
    test: 'kernel/scheduling.test.ts',
    title: 'whoever completes a Deferred goes on before its waiters run, which run in the order in which they came'
  },
  {
    name: 'who leaves from the end of a list stays its tail',
    file: 'internal/waiters.ts',
    find: 'if (next === null) this.tail = previous else',
    replace: 'if (next !== null)',
    test: 'primitives/leaving.test.ts',
    title: 'Event: who is interrupted behind two others'
  },
  {
    name: 'who leaves from the middle of a list takes those behind along',
    file: 'internal/waiters.ts',
    find: 'else previous.nextWaiter = next',
    replace: 'else previous.nextWaiter = null',
    test: 'primitives/leaving.test.ts',
    title: 'Event: who is interrupted between two others'
  },
  {
    name: 'waiters that have left are counted',
    file: 'internal/waiters.ts',
    find: 'this.size--',
    replace: ';',
    test: 'primitives/locks.test.ts',
    title: 'Lock: a waiter that is interrupted leaves the lock alone'
  },
  {
    name: 'a second or late callback resumes again',
    file: 'internal/async.ts',
    find: "if (this.state === 'over') return",
    replace: ';',
    test: 'coroutine/constructors.test.ts',
    title: 'async: the first call counts, at once or later'
  },
  {
    name: 'a callback during registration is lost',
    file: 'internal/async.ts',
    find: 'else this.early = outcome',
    replace: 'else this.early = null',
    test: 'kernel/async.test.ts',
    title: 'a callback that is called during registration resumes at once, and its canceller never runs'
  },
  {
    name: 'a callback after the interruption resumes',
    file: 'internal/async.ts',
    find: "cancel(fiber: Fiber): Op | null { this.state = 'over'",
    replace: 'cancel(fiber: Fiber): Op | null {',
    test: 'kernel/async.test.ts',
    title: 'an interruption aborts the signal with who and why, and runs the canceller once'
  },
  {
    name: 'a callback resumes its fiber on the stack of its caller',
    file: 'internal/async.ts',
    find: 'if (parked) readyOutcome(this.fiber, outcome)',
    replace:
      'if (parked && outcome.tag === Tag.Succeed) this.fiber.loop.resume(this.fiber, outcome.first); else if (parked) readyOutcome(this.fiber, outcome)',
    test: 'kernel/async.test.ts',
    title: 'a callback resumes with a value or fails'
  },
  {
    name: 'the signal of a callback is not aborted',
    file: 'internal/async.ts',
    find: 'controller?.abort(interruptedError(fiber))',
    replace: '',
    test: 'kernel/async.test.ts',
    title: 'an interruption aborts the signal with who and why, and runs the canceller once'
  },
  {
    name: 'a canceller runs twice',
    file: 'internal/async.ts',
    find: '? sync(canceller)',
    replace: '? sync(() => (canceller(), canceller()))',
    test: 'kernel/async.test.ts',
    title: 'an interruption aborts the signal with who and why, and runs the canceller once'
  },
  {
    name: 'a canceller does not run',
    file: 'internal/async.ts',
    find: '? sync(canceller)',
    replace: '? unit',
    test: 'kernel/async.test.ts',
    title: 'an interruption aborts the signal with who and why, and runs the canceller once'
  },
  {
    name: 'a canceller that is a Coroutine is not awaited',
    file: 'internal/async.ts',
    find: '? canceller : notACanceller(canceller)',
    replace: '? unit : notACanceller(canceller)',
    test: 'kernel/async.test.ts',
    title: 'a canceller may be a Coroutine, which is waited for'
  },
  {
    name: 'a promise wakes a fiber that was interrupted',
    file: 'internal/async.ts',
    find: 'this.fiber = this.next = this.controller = null',
    replace: '',
    test: 'kernel/async.test.ts',
    title: 'fromTask: a promise that settles while its fiber cleans up does not wake it'
  },
  {
    name: 'the signal of a promise is not aborted',
    file: 'internal/async.ts',
    find: 'sync(() => controller.abort(interruptedError(fiber)))',
    replace: 'unit',
    test: 'kernel/async.test.ts',
    title: 'tryCatch aborts its signal when it is interrupted, and not when it completes'
  },
  {
    name: 'a signal is made for whoever does not ask for it',
    file: 'internal/async.ts',
    find: '!blind.test(Function.prototype.toString.call(f))',
    replace: "blind.test('') || f.length >= 0",
    test: 'kernel/async.test.ts',
    title: 'an arrow function that cannot see a signal is handed none'
  },
  {
    name: 'a signal is made only for whoever declares a parameter',
    file: 'internal/async.ts',
    find: '!blind.test(Function.prototype.toString.call(f))',
    replace: 'f.length > (blind === takesOne ? 1 : 0)',
    test: 'kernel/async.test.ts',
    title: 'whoever can see a signal is handed one, be it declared or not'
  },
  {
    name: 'to sleep for no time takes time',
    file: 'internal/async.ts',
    find: 'if (millis <= 0) return yieldOp',
    replace: 'if (millis < 0) return yieldOp',
    test: 'coroutine/constructors.test.ts',
    title: 'sleep: no time lets the others run, and takes none, as in asyncio'
  },
  {
    name: 'a value among the members of all shifts the others',
    file: 'internal/parallel.ts',
    find: 'fiber.loop.nextFiberId++',
    replace: '',
    test: 'coroutine/concurrency.test.ts',
    title: 'all: values among the members stand in their places'
  },
  {
    name: 'a ready fiber runs on the stack of who readies it',
    file: 'internal/loop.ts',
    find: 'if (!this.draining) this.wake()',
    replace: 'if (!this.draining) this.drain()',
    test: 'kernel/async.test.ts',
    title: 'a callback resumes with a value or fails'
  },
  {
    name: 'a fiber that is started inside of another runs on its stack',
    file: 'internal/loop.ts',
    find: 'if (this.draining || this.over) this.enqueue(fiber)',
    replace: 'if (this.over) this.enqueue(fiber)',
    test: 'Runner.test.ts',
    title: 'fork inside of a step of the same Runner takes its turn after that step'
  },
  {
    name: 'a fiber that spins starves the others',
    file: 'internal/loop.ts',
    find: 'const share = looks >= fairShare || (over && this.favoured === fiber)',
    replace: 'const share = false',
    test: 'kernel/scheduling.test.ts',
    title: 'a fiber that spins leaves the others their turns'
  },
  {
    name: 'fibers leave the platform no turn',
    file: 'internal/loop.ts',
    find: 'if (now - this.turnStarted <= this.slice && !this.isSignalDue()) return false',
    replace: 'return false',
    test: 'kernel/scheduling.test.ts',
    title: 'a spinning program on virtual time gives way too'
  },
  {
    name: 'a signal that came during a long step waits for the end of the slice',
    file: 'internal/loop.ts',
    find: 'return seen !== handled && ((Date.now() - at) | 0) > signalPatience',
    replace: 'return seen !== handled && at < 0 * signalPatience - 2 ** 31',
    test: 'process/signals.test.ts',
    title: 'a signal during a synchronous block is honoured before the next step: step-after-block'
  },
  {
    name: 'failures of leftovers are not kept',
    file: 'internal/loop.ts',
    find: 'if (isEnding && hasFailed(fiber.slot))',
    replace: 'if (false)',
    test: 'Runner.test.ts',
    title: 'a failure during shutdown is reported once, and lost to nobody'
  },
  {
    name: 'an exception handler that throws ends the loop',
    file: 'internal/loop.ts',
    find: "} catch (thrown) { printException({ message: 'the exception handler failed', exception: thrown }) printException(context) }",
    replace: '} finally { }',
    test: 'kernel/defects.test.ts',
    title: 'thrown in the exception handler: both are reported, and the loop goes on'
  },
  {
    name: 'a loop with fibers of a scope passes for empty',
    file: 'internal/loop.ts',
    find: 'if (this.kids === null && this.families.size === 0 && this.onEmpty !== null) this.onEmpty()',
    replace: 'if (this.kids === null && this.onEmpty !== null) this.onEmpty()',
    test: 'structure/scope.test.ts',
    title: 'a run ends the fibers of a scope that nobody has closed'
  },
  {
    name: 'a daemon that is started during the shutdown is not interrupted',
    file: 'internal/loop.ts',
    find: 'if (this.stopping !== null) interrupt(daemon, this.stopping)',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'leftovers are interrupted until none is left: what a finalizer starts is too'
  },
  {
    name: 'members of groups are missing among the fibers of a loop',
    file: 'internal/loop.ts',
    find: 'if (fiber.state === State.Parked && isFamily(fiber.slot) && !this.families.has(fiber.slot)) visit(fiber.slot.kids)',
    replace: ';',
    test: 'structure/taskgroup.test.ts',
    title: 'wherever and whoever is interrupted, everything that was acquired is released'
  },
  {
    name: 'an abandoned fiber takes another step',
    file: 'internal/loop.ts',
    find: 'while (fiber !== null && fiber.state > State.Value) fiber = this.ready.shift()',
    replace: ';',
    test: 'Runner.test.ts',
    title: 'what is not done by shutdownTimeout is named, abandoned, and never takes another step'
  },
  {
    name: 'a daemon that fails is not reported',
    file: 'internal/loop.ts',
    find: 'if (child.state === State.Failed && child.joiners === null) this.reportUnobserved(child)',
    replace: ';',
    test: 'kernel/structure.test.ts',
    title: 'a daemon that fails is reported when it ends, and a later join still gets its exit'
  },
  {
    name: 'the ready queue is out of order when it has grown',
    file: 'internal/ready.ts',
    find: 'this.slots[(this.head + i) & this.mask]',
    replace: 'this.slots[i]',
    test: 'kernel/scheduling.test.ts',
    title: 'fibers run in the order in which they became ready, be they hundreds, some of which were there before'
  },
  {
    name: 'sleepers wake in the wrong order',
    file: 'internal/timers.ts',
    find: 'if (above <= at) break',
    replace: 'if (above >= at) break',
    test: 'kernel/scheduling.test.ts',
    title: 'sleepers wake in the order of their times, and at equal times in the order in which they went to sleep'
  },
  {
    name: 'the heap of wake-up times takes the later child',
    file: 'internal/timers.ts',
    find: '(heap[child + 1] as number) < (heap[child] as number)',
    replace: '(heap[child + 1] as number) > (heap[child] as number)',
    test: 'kernel/scheduling.test.ts',
    title: '100,000 sleeps of mixed lengths each last what they say'
  },
  {
    name: 'a shorter sleep waits for a longer one that came first',
    file: 'internal/timers.ts',
    find: 'if (at < this.armedFor) this.arm(at, now)',
    replace: 'if (this.armedFor === Infinity) this.arm(at, now)',
    test: 'coroutine/concurrency.test.ts',
    title: 'timeout, timeoutOption, timeoutTo: in time and too late'
  },
  {
    name: 'an interrupted sleeper is woken all the same',
    file: 'internal/timers.ts',
    find: 'this.remove(fiber) this.timers.left()',
    replace: 'this.timers.left()',
    test: 'primitives/leaving.test.ts',
    title: 'sleep: who is interrupted alone'
  },
  {
    name: 'an interrupted sleeper is counted',
    file: 'internal/timers.ts',
    find: 'this.remove(fiber) this.timers.left()',
    replace: 'this.remove(fiber)',
    test: 'kernel/interruption.test.ts',
    title: 'a waiting fiber stops where it waits, and its cause says by whom, why and when'
  },
  {
    name: 'a sleep is cut short by a fraction of a millisecond',
    file: 'internal/timers.ts',
    find: 'const at = Math.ceil(now + millis)',
    replace: 'const at = Math.floor(now + millis)',
    test: 'kernel/scheduling.test.ts',
    title: 'a sleep never ends early, whatever the fraction of a millisecond at which it began'
  },
  {
    name: 'a sleep that is too long for a host timer ends at once',
    file: 'internal/timers.ts',
    find: 'Math.min(longestTimer, Math.max(0, Math.ceil(at - now)))',
    replace: 'Math.max(0, Math.ceil(at - now))',
    test: 'process/sleep.test.ts',
    title: 'a sleep of years takes no timer that the platform cannot keep'
  },
  {
    name: 'the later ones of several sleepers are never woken',
    file: 'internal/timers.ts',
    find: 'if (at < Infinity) this.arm(at, now)',
    replace: ';',
    test: 'kernel/scheduling.test.ts',
    title: '100,000 sleeps of mixed lengths each last what they say'
  },
  {
    name: 'a timer that nobody sleeps for keeps the process',
    file: 'internal/timers.ts',
    find: 'this.host.holdTimer(this.handle, held)',
    replace: ';',
    test: 'process/waiting.test.ts',
    title: 'a timeout that was not needed does not keep the process'
  },
  {
    name: 'a fiber-local value is seen by the parent',
    file: 'internal/vars.ts',
    find: 'fiber.vars = new Map(fiber.vars as Vars).set(key, value)',
    replace: 'fiber.vars = ((fiber.vars as Map<object, unknown> | undefined) ?? new Map()).set(key, value)',
    test: 'structure/contextvar.test.ts',
    title: 'fibers inherit values, and keep changes to themselves'
  },
  {
    name: 'a fiber-local value stays after its region',
    file: 'internal/vars.ts',
    find: 'new Op(Tag.Ensuring, body, new Op(Tag.Primitive, () => assignment.undo(), null))',
    replace: 'body',
    test: 'structure/contextvar.test.ts',
    title: 'locally puts back what was there before, however it ends, and leaves other variables alone'
  },
  {
    name: 'what was there before a fiber-local value is lost',
    file: 'internal/vars.ts',
    find: 'else if (before !== undefined && before.has(this.key)) setVar(fiber, this.key, before.get(this.key))',
    replace: '',
    test: 'structure/contextvar.test.ts',
    title: 'locally puts back what was there before, however it ends, and leaves other variables alone'
  },
  {
    name: 'what other fiber-local values were set to meanwhile is lost',
    file: 'internal/vars.ts',
    find: 'if (fiber.vars === after)',
    replace: 'if (fiber !== null)',
    test: 'structure/contextvar.test.ts',
    title: 'locally puts back what was there before, however it ends, and leaves other variables alone'
  }
]
