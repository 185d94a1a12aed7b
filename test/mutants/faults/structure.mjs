// Faults of what holds several fibers: all, race, timeout, shield, task groups, scopes.
/** @type {ReadonlyArray<import('../run.mjs').Fault>} */
export const structure = [
  {
    name: 'a race leaves its losers running',
    file: 'internal/parallel.ts',
    find: "this.stop(this.because('race lost'))",
    replace: '',
    test: 'structure/tasks.test.ts',
    title: 'race: the first success; the losers have cleaned up when it is over, and know why'
  },
  {
    name: 'the first failure of all leaves the others running',
    file: 'internal/parallel.ts',
    find: "this.fails(failure) this.stop(this.because('sibling failed'))",
    replace: 'this.fails(failure)',
    test: 'structure/tasks.test.ts',
    title: 'all: the first failure interrupts the others, whose finalizers run before it is over'
  },
  {
    name: 'a group does not wait for who it has interrupted',
    file: 'internal/parallel.ts',
    find: 'if (this.kids === null && this.waiting) {',
    replace: 'if ((this.kids === null || this.stopped !== null) && this.waiting) {',
    test: 'structure/tasks.test.ts',
    title: 'all: what members do wrong when they are interrupted is kept'
  },
  {
    name: 'the interruption that a group has sent is part of its result',
    file: 'internal/parallel.ts',
    find: 'this.stopped === null ? member.slot : without(member.slot, this.stopped)',
    replace: 'member.slot',
    test: 'structure/timeouts.test.ts',
    title: 'nested timeouts only report their own'
  },
  {
    name: 'the failures of a group come in reverse',
    file: 'internal/cause.ts',
    find: 'causes.reduceRight<Op | null>',
    replace: 'causes.reduce<Op | null>',
    test: 'structure/tasks.test.ts',
    title: 'race: if all fail, so does the race, with every failure, in order'
  },
  {
    name: 'a member that was interrupted interrupts who waits for it',
    file: 'internal/parallel.ts',
    find: 'this.settled(member, failure === null ? null : asForeign(failure))',
    replace: 'this.settled(member, failure)',
    test: 'structure/tasks.test.ts',
    title: 'all: the interruption of a member is no interruption of who waits, who goes on'
  },
  {
    name: 'a limit of concurrency is ignored',
    file: 'internal/parallel.ts',
    find: 'for (let i = 0; i < limit; i++) fork(fiber, group, group.worker())',
    replace: 'for (let i = 0; i < size; i++) fork(fiber, group, group.worker())',
    test: 'structure/tasks.test.ts',
    title: 'all with a limit: so many at once, and none after a failure'
  },
  {
    name: 'a worker takes the next item although a sibling has failed',
    file: 'internal/parallel.ts',
    find: 'if (this.taken === this.items.length || this.stopped !== null) return unit',
    replace: 'if (this.taken === this.items.length) return unit',
    test: 'structure/tasks.test.ts',
    title: 'all with a limit: after a failure no function is called, not even by a worker that has its value already'
  },
  {
    name: 'a limited traversal skips an item',
    file: 'internal/parallel.ts',
    find: 'index = this.taken++',
    replace: 'index = ++this.taken',
    test: 'structure/tasks.test.ts',
    title: 'all with a limit: so many at once, and none after a failure'
  },
  {
    name: 'values of all come in the order of their ends',
    file: 'internal/parallel.ts',
    find: 'if (member.state === State.Succeeded) this.values[member.id - this.firstId] = member.slot',
    replace: 'if (member.state === State.Succeeded) this.values.push(member.slot)',
    test: 'structure/tasks.test.ts',
    title: 'all: the values in the order of the items, at the time of the slowest'
  },
  {
    name: 'a limit that is inherited is forgotten',
    file: 'internal/parallel.ts',
    find: "const limit = concurrency === 'inherit' ? getVar(fiber, concurrencyKey, Infinity) : concurrency",
    replace: "const limit = concurrency === 'inherit' ? Infinity : concurrency",
    test: 'coroutine/concurrency.test.ts',
    title: 'withConcurrency: the innermost region counts, and forked fibers are in it'
  },
  {
    name: 'a race that was interrupted is won',
    file: 'internal/parallel.ts',
    find: 'if (this.stopped !== null) return this.winner = member',
    replace: 'this.winner = member',
    test: 'structure/tasks.test.ts',
    title: 'race: nobody wins once it was interrupted, and nobody is a loser'
  },
  {
    name: 'what a loser did wrong is dropped',
    file: 'internal/parallel.ts',
    find: 'if (failure === null || !hasDied(failure)) return',
    replace: 'return',
    test: 'structure/tasks.test.ts',
    title: 'race: what a loser does wrong is reported, and the winner wins all the same'
  },
  {
    name: 'a failure that has decided raceFirst is lost to an interruption that comes later',
    file: 'internal/parallel.ts',
    find: 'if (this.winner?.state === State.Failed) this.fails(outcomeOf(this.winner))',
    replace: '',
    test: 'coroutine/concurrency.test.ts',
    title: 'a failure that has decided raceFirst stands, also when the race is interrupted while losers end'
  },
  {
    name: 'a group that is being interrupted is missing in dumps',
    file: 'internal/parallel.ts',
    find: 'if (this.kids !== null) this.owner.loop.families.add(this)',
    replace: '',
    test: 'observability/dump.test.ts',
    title: 'a dump taken in a finalizer lists every fiber, whatever groups are being interrupted around it'
  },
  {
    name: 'what failed before a race was interrupted is part of its cause',
    file: 'internal/parallel.ts',
    find: 'this.failures = null',
    replace: ';',
    test: 'structure/tasks.test.ts',
    title: 'race: what failed before it was interrupted has decided nothing'
  },
  {
    name: 'a race that can be decided by a failure waits for a success',
    file: 'internal/parallel.ts',
    find: 'if (this.winner === null && failure !== null && this.stopped === null) this.win(member) else',
    replace: ';',
    test: 'structure/tasks.test.ts',
    title: 'raceFirst: whoever ends first decides, be it by failing'
  },
  {
    name: 'a result that is there when the time is over is lost',
    file: 'internal/parallel.ts',
    find: 'else if (member.state === State.Succeeded) this.result = outcomeOf(member)',
    replace: 'else if (member.state === State.Succeeded && this.stopped === null) this.result = outcomeOf(member)',
    test: 'structure/timeouts.test.ts',
    title: 'a result that is there when it is over is not lost'
  },
  {
    name: 'a step in time waits for the end of its timeout',
    file: 'internal/parallel.ts',
    find: "this.stop(this.because('timeout not needed'))",
    replace: ';',
    test: 'structure/timeouts.test.ts',
    title: 'a result in time is the result, a failure of the step is the failure, and no timer is left'
  },
  {
    name: 'a timeout hides what a finalizer did wrong',
    file: 'internal/parallel.ts',
    find: 'return this.failed() ?? this.result ?? suspend(this.timed.onTimeout)',
    replace: 'return this.result ?? suspend(this.timed.onTimeout)',
    test: 'structure/timeouts.test.ts',
    title: 'what a finalizer does wrong is not hidden by the timeout'
  },
  {
    name: 'a timeout does not interrupt its step',
    file: 'internal/parallel.ts',
    find: 'this.stop(this.because(`timeout ${this.timed.millis} ms`))',
    replace: ';',
    test: 'structure/timeouts.test.ts',
    title: 'a step that takes too long is interrupted, with the reason, and its finalizers have run before it is over'
  },
  {
    name: 'interrupting who waits for a group leaves its members running',
    file: 'internal/parallel.ts',
    find: 'this.stop(this.owner.interruption as Interrupt)',
    replace: ';',
    test: 'structure/tasks.test.ts',
    title: 'all: interrupting who waits interrupts all of them, and waits for their end'
  },
  {
    name: 'who waits for a group and is interrupted does not wait for its members',
    file: 'internal/parallel.ts',
    find: 'return new Op(Tag.Primitive, waitForRest, this)',
    replace: 'return unit',
    test: 'structure/taskgroup.test.ts',
    title: 'interrupting who waits for it ends all of it; an interruption and failures are both kept'
  },
  {
    name: 'what members do wrong at once, when all of it is interrupted, is lost',
    file: 'internal/parallel.ts',
    find: 'redirect(this.owner, this.failed() ?? unit)',
    replace: 'undefined',
    test: 'structure/tasks.test.ts',
    title: 'all: what members do wrong when it is interrupted is kept, at once or later'
  },
  {
    name: 'what members do wrong later, when all of it is interrupted, is lost',
    file: 'internal/parallel.ts',
    find: 'this.cancelled ? (this.failed() ?? unit) : this.outcome()',
    replace: 'this.cancelled ? unit : this.outcome()',
    test: 'structure/tasks.test.ts',
    title: 'race: what members do wrong when it is interrupted is kept, at once or later'
  },
  {
    name: 'a shield lets interruptions in',
    file: 'internal/parallel.ts',
    find: 'if (this.stops) interrupt(this.detached, fiber.interruption as Interrupt)',
    replace: 'interrupt(this.detached, fiber.interruption as Interrupt)',
    test: 'structure/tasks.test.ts',
    title: 'shield: goes on when who waits is interrupted; a failure after that is reported'
  },
  {
    name: 'what is disconnected is not interrupted',
    file: 'internal/parallel.ts',
    find: 'if (this.stops) interrupt(this.detached, fiber.interruption as Interrupt)',
    replace: ';',
    test: 'coroutine/concurrency.test.ts',
    title: 'disconnect: the work is interrupted, and not awaited'
  },
  {
    name: 'the end of what was shielded wakes a fiber that was interrupted',
    file: 'internal/parallel.ts',
    find: 'this.detached.cancel(fiber) if',
    replace: 'if',
    test: 'structure/tasks.test.ts',
    title: 'shield: goes on when who waits is interrupted; a failure after that is reported'
  },
  {
    name: 'what is shielded has another environment',
    file: 'internal/fork.ts',
    find: 'fiber.loop.forkDaemon(op, fiber.env, fiber.vars)',
    replace: 'fiber.loop.forkDaemon(op, undefined, fiber.vars)',
    test: 'structure/tasks.test.ts',
    title: 'shield, disconnect: what is inside has the environment and the fiber-local values of its place'
  },
  {
    name: 'what is shielded has no fiber-local values',
    file: 'internal/fork.ts',
    find: 'fiber.loop.forkDaemon(op, fiber.env, fiber.vars)',
    replace: 'fiber.loop.forkDaemon(op, fiber.env, undefined)',
    test: 'structure/tasks.test.ts',
    title: 'shield, disconnect: what is inside has the environment and the fiber-local values of its place'
  },
  {
    name: 'a fiber of a task group that is interrupted ends the group',
    file: 'TaskGroup.ts',
    find: 'if (failure !== null && (member === this.body || hasFailed(failure))) {',
    replace: 'if (failure !== null) {',
    test: 'structure/taskgroup.test.ts',
    title: 'a fiber that is only interrupted is no failure'
  },
  {
    name: 'the last of several ends of a task group counts',
    file: 'TaskGroup.ts',
    find: 'if (this.stopped !== null) return this.result = succeed(value)',
    replace: 'this.result = succeed(value)',
    test: 'structure/taskgroup.test.ts',
    title: 'it can be ended early, without a failure, by the body or by a fiber; the first one counts'
  },
  {
    name: 'the body of a task group overrides its end',
    file: 'TaskGroup.ts',
    find: 'member.state === FiberStateTag.Succeeded && !this.endedEarly',
    replace: 'member.state === FiberStateTag.Succeeded',
    test: 'structure/taskgroup.test.ts',
    title: 'what it was ended with counts for more than what its body has all the same'
  },
  {
    name: 'a task group that is ending takes fibers',
    file: 'TaskGroup.ts',
    find: "if (group.phase === 'open') return",
    replace: "if (group.phase !== 'ended') return",
    test: 'structure/taskgroup.test.ts',
    title: 'nothing is started in a group that has ended, or is shutting down'
  },
  {
    name: 'a failure in a task group leaves the others running',
    file: 'TaskGroup.ts',
    find: "this.fails(failure) this.stop(this.because('sibling failed'))",
    replace: 'this.fails(failure)',
    test: 'structure/taskgroup.test.ts',
    title: 'the first failure interrupts the others and the body, which clean up before it ends'
  },
  {
    name: 'the end of a task group leaves its fibers running',
    file: 'TaskGroup.ts',
    find: "this.stop(this.because('task group ended'))",
    replace: ';',
    test: 'structure/taskgroup.test.ts',
    title: 'it can be ended early, without a failure, by the body or by a fiber; the first one counts'
  },
  {
    name: 'the first finalizer of a scope runs first',
    file: 'internal/scope.ts',
    find: 'const last = finalizers.pop()',
    replace: 'const last = finalizers.shift()',
    test: 'structure/scope.test.ts',
    title: 'releases run in reverse order, after the fibers of the scope, forked either way'
  },
  {
    name: 'a finalizer that fails keeps the others from running',
    file: 'internal/scope.ts',
    find: 'redirect(fiber, ensuring(finalizer, this.rest))',
    replace: 'redirect(fiber, new Op(Tag.FlatMap, finalizer, () => this.rest))',
    test: 'structure/scope.test.ts',
    title: 'releases are told how the scope ended, and none keeps the others from running'
  },
  {
    name: 'a scope leaves its fibers running',
    file: 'internal/scope.ts',
    find: 'redirect(fiber, scope.kids === null ? rest : new Op(Tag.FlatMap, new Op(Tag.Primitive, endFibers, scope), () => rest))',
    replace: 'redirect(fiber, rest)',
    test: 'structure/scope.test.ts',
    title: 'releases run in reverse order, after the fibers of the scope, forked either way'
  },
  {
    name: 'a scope does not wait for its fibers',
    file: 'internal/scope.ts',
    find: 'if (scope.kids === null) return scope.fibersEnd.fiber = fiber park(fiber, scope.fibersEnd)',
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'releases run in reverse order, after the fibers of the scope, forked either way'
  },
  {
    name: 'a scope waits for the first of its fibers only',
    file: 'internal/scope.ts',
    find: 'if (closer !== null && this.kids === null) {',
    replace: 'if (closer !== null) {',
    test: 'structure/scope.test.ts',
    title: 'closing waits for the slowest fiber, and cannot be interrupted'
  },
  {
    name: 'a finalizer that comes too late does not run',
    file: 'internal/scope.ts',
    find: "if (scope.phase === 'open') scope.finalizers.push(provided)",
    replace: "if (scope.phase !== 'closing') scope.finalizers.push(provided)",
    test: 'structure/scope.test.ts',
    title: 'in a scope that is closed nothing is started and nothing acquired, and a finalizer runs at once'
  },
  {
    name: 'a finalizer that comes while the scope closes is not run at once',
    file: 'internal/scope.ts',
    find: "if (scope.phase === 'open') scope.finalizers.push(provided)",
    replace: "if (scope.phase !== 'closed') scope.finalizers.push(provided)",
    test: 'structure/scope.test.ts',
    title: 'a finalizer that comes while the scope closes runs at once, and that it is too late is an error'
  },
  {
    name: 'a fiber of a scope may close it, and waits for itself',
    file: 'internal/scope.ts',
    find: 'if (isWithin(fiber, scope)) throw selfClosed()',
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'what belongs to a scope cannot close it: it would wait for itself'
  },
  {
    name: 'a finalizer may close its scope, and waits for itself',
    file: 'internal/scope.ts',
    find: 'if (fiber === closer || isWithin(fiber, closer)) throw selfClosed()',
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'what belongs to a scope cannot close it: it would wait for itself'
  },
  {
    name: 'only the first of several who wait for the end of a scope goes on',
    file: 'internal/scope.ts',
    find: 'wakeAll(this.scope.waiters, unit)',
    replace: 'wakeAll(this.scope.waiters.shift(), unit)',
    test: 'primitives/leaving.test.ts',
    title: 'the end of a Scope that another fiber closes: who is interrupted before two others'
  },
  {
    name: 'the closing of a scope can be interrupted',
    file: 'internal/scope.ts',
    find: 'redirect(fiber, uninterruptible(new Op(Tag.Primitive, begin, closing)))',
    replace: 'redirect(fiber, new Op(Tag.Primitive, begin, closing))',
    test: 'structure/scope.test.ts',
    title: 'closing waits for the slowest fiber, and cannot be interrupted'
  },
  {
    name: 'two fibers close one scope at once',
    file: 'internal/scope.ts',
    find: "if (scope.phase !== 'open') return close(fiber, closing)",
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'two fibers that close a scope at once close it once, and both wait for its end'
  },
  {
    name: 'a scope that is closed takes fibers',
    file: 'internal/scope.ts',
    find: "if (scope.phase !== 'open') throw closedError(scope) return scope.join(fiber.loop, op, fiber.env, fiber.vars)",
    replace: 'return scope.join(fiber.loop, op, fiber.env, fiber.vars)',
    test: 'structure/scope.test.ts',
    title: 'in a scope that is closed nothing is started and nothing acquired, and a finalizer runs at once'
  },
  {
    name: 'a dispatcher starts fibers in a scope that is being closed',
    file: 'internal/scope.ts',
    find: "if (scope.phase !== 'open') throw closedError(scope) // the scope of such a program",
    replace: "if (scope.phase === 'closed') throw closedError(scope) // the scope of such a program",
    test: 'structure/scope.test.ts',
    title: 'dispatcher: in a scope that is closed, or being closed, it throws and starts nothing'
  },
  {
    name: 'a dispatcher of a program that was abandoned still starts fibers',
    file: 'internal/scope.ts',
    find: "if (fiber.state === State.Abandoned) throw new RuntimeError('the program was abandoned')",
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'dispatcher: a program that was abandoned starts nothing any more'
  },
  {
    name: 'a dispatcher starts fibers on a loop that is closed',
    file: 'internal/scope.ts',
    find: "if (loop.isClosed()) throw new RuntimeError('the event loop is closed')",
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'dispatcher: of a scope that nobody closes, it starts fibers until the loop is closed'
  },
  {
    name: 'a dispatcher forgets the fiber-local values',
    file: 'internal/scope.ts',
    find: 'return scope.join(loop, noteSite(op), env, vars)',
    replace: 'return scope.join(loop, noteSite(op), env, undefined)',
    test: 'structure/scope.test.ts',
    title: 'dispatcher: with the environment and the fiber-local values of where it was made'
  },
  {
    name: 'a finalizer runs in the environment of who closes the scope',
    file: 'internal/scope.ts',
    find: 'const provided: Finalizer = (cause, value) => new Op(Tag.Provide, finalizer(cause, value), env)',
    replace: 'const provided: Finalizer = (cause, value) => (env, finalizer(cause, value))',
    test: 'structure/scope.test.ts',
    title: 'a release runs in the environment in which its resource was acquired'
  },
  {
    name: 'an interruption between an acquisition and its registration',
    file: 'Scope.ts',
    find: 'return new Op(Tag.Uninterruptible, new Op(Tag.FlatMap, current, inScope), null)',
    replace: 'return new Op(Tag.FlatMap, current, inScope)',
    test: 'structure/scope.test.ts',
    title: 'wherever and whoever is interrupted, what was acquired is released, in order, and no fiber outlives it'
  },
  {
    name: 'finalizers of a scope are not told how it ended',
    file: 'internal/scope.ts',
    find: 'last(this.cause, this.value)',
    replace: 'last(null, this.value)',
    test: 'structure/scope.test.ts',
    title: 'releases are told how the scope ended, and none keeps the others from running'
  },
  {
    name: 'a failure of a fiber of a scope is dropped',
    file: 'internal/scope.ts',
    find: 'member.loop.reportUnobserved(member)',
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'a fiber of a scope: joined with its value, reported when it fails and nobody waits, shown by the loop'
  },
  {
    name: 'a fiber that is forked in a scope during the shutdown is not interrupted',
    file: 'internal/family.ts',
    find: 'if (loop.stopping !== null) interrupt(member, loop.stopping)',
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'a run ends what its fibers start in a scope as they end'
  },
  {
    name: 'a scope without fibers keeps its loop',
    file: 'internal/family.ts',
    find: 'if (this.kids === null) member.loop.families.delete(this)',
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'a run ends the fibers of a scope that nobody has closed'
  },
  {
    name: 'the loop is not told that the last fiber of a scope has ended',
    file: 'internal/family.ts',
    find: 'if (this.kids === null) member.loop.checkEmpty()',
    replace: ';',
    test: 'structure/scope.test.ts',
    title: 'a run ends the fibers of a scope that nobody has closed'
  }
]
