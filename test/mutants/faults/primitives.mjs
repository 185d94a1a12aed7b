// Faults of the primitives by which fibers wait for one another.
/** @type {ReadonlyArray<import('../run.mjs').Fault>} */
export const primitives = [
  {
    name: 'a newcomer gets a permit before those who wait',
    file: 'internal/permits.ts',
    find: 'return count <= this.free && this.waiters.head === null',
    replace: 'return count <= this.free',
    test: 'primitives/locks.test.ts',
    title: 'Semaphore: fibers get permits in the order in which they asked, be it for many or for few'
  },
  {
    name: 'a permit that is given back wakes nobody',
    file: 'internal/permits.ts',
    find: 'this.free += count this.grant()',
    replace: 'this.free += count',
    test: 'primitives/locks.test.ts',
    title: 'Condition: notify wakes as many as asked for, in order, each with the lock'
  },
  {
    name: 'a permit is lost when it is given back',
    file: 'internal/permits.ts',
    find: 'this.free += count this.grant()',
    replace: 'this.free += Math.min(count, 1); this.grant()',
    test: 'primitives/locks.test.ts',
    title: 'Semaphore: fibers get permits in the order in which they asked, be it for many or for few'
  },
  {
    name: 'a permit that is handed over is free as well',
    file: 'internal/permits.ts',
    find: 'if (request.count > this.free) return this.free -= request.count',
    replace: 'if (request.count > this.free) return',
    test: 'primitives/locks.test.ts',
    title: 'Semaphore: fibers get permits in the order in which they asked, be it for many or for few'
  },
  {
    name: 'who leaves holds up those who asked for less',
    file: 'internal/permits.ts',
    find: 'this.permits.waiters.remove(fiber) this.permits.grant()',
    replace: 'this.permits.waiters.remove(fiber)',
    test: 'primitives/locks.test.ts',
    title: 'Semaphore: interrupting one who asks for many lets those in who ask for few'
  },
  {
    name: 'who leaves gives back permits that it never had',
    file: 'internal/permits.ts',
    find: 'this.permits.waiters.remove(fiber) this.permits.grant()',
    replace: 'this.permits.waiters.remove(fiber); this.permits.give(this.count)',
    test: 'primitives/locks.test.ts',
    title: 'Lock: a waiter that is interrupted leaves the lock alone'
  },
  {
    name: 'permits are given to one waiter only',
    file: 'internal/permits.ts',
    find: 'this.waiters.remove(first) request.granted(first)',
    replace: 'this.waiters.remove(first); request.granted(first); return',
    test: 'primitives/leaving.test.ts',
    title: 'Semaphore, several permits at once: who is interrupted before two others'
  },
  {
    name: 'a permit that was free is not taken',
    file: 'Semaphore.ts',
    find: 'request.permits.free -= request.count return request',
    replace: 'return request',
    test: 'primitives/locks.test.ts',
    title: 'Semaphore: withPermitsIfFree does not wait'
  },
  {
    name: 'withPermitsIfFree passes by who waits',
    file: 'Semaphore.ts',
    find: 'if (!request.permits.has(request.count)) return null',
    replace: 'if (request.count > request.permits.free) return null',
    test: 'primitives/locks.test.ts',
    title: 'Semaphore: withPermitsIfFree passes by nobody who waits for more'
  },
  {
    name: 'more permits can be released than there are',
    file: 'Semaphore.ts',
    find: 'if (permits.free + count > permits.total)',
    replace: 'if (false)',
    test: 'primitives/locks.test.ts',
    title: 'Semaphore: releasing more than was acquired is a defect, and gives nothing'
  },
  {
    name: 'a lock that is not locked can be released',
    file: 'Lock.ts',
    find: 'if (lock.free === 1)',
    replace: 'if (false)',
    test: 'primitives/locks.test.ts',
    title: 'Lock: releasing a lock that is not locked is a defect'
  },
  {
    name: 'waiting for a condition keeps the lock',
    file: 'Condition.ts',
    find: 'park(fiber, condition) condition.lock.give(1)',
    replace: 'park(fiber, condition)',
    test: 'primitives/locks.test.ts',
    title: 'Condition: on a lock that was there before'
  },
  {
    name: 'who was notified goes on without the lock',
    file: 'Condition.ts',
    find: 'this.hasLetGo ? flatMap(this.retake(this.condition.lock, 1), this.passOn) : unit',
    replace: 'unit',
    test: 'primitives/locks.test.ts',
    title: 'Condition: notify wakes as many as asked for, in order, each with the lock'
  },
  {
    name: 'the notification of an interrupted fiber is lost',
    file: 'Condition.ts',
    find: 'if ((fiber.bits & (Bits.Asked | Bits.Delivered)) === Bits.Asked) this.condition.notify(1)',
    replace: ';',
    test: 'primitives/locks.test.ts',
    title: 'Condition: a notification of an interrupted fiber is passed on'
  },
  {
    name: 'every interrupted waiter of a condition notifies another one',
    file: 'Condition.ts',
    find: 'if ((fiber.bits & (Bits.Asked | Bits.Delivered)) === Bits.Asked) this.condition.notify(1)',
    replace: 'if ((fiber.bits & Bits.Asked) !== 0) this.condition.notify(1)',
    test: 'primitives/locks.test.ts',
    title: 'Condition: who is interrupted and was not notified notifies nobody'
  },
  {
    name: 'notify wakes everybody',
    file: 'Condition.ts',
    find: 'i < count && this.waiters.head !== null',
    replace: 'this.waiters.head !== null',
    test: 'primitives/locks.test.ts',
    title: 'Condition: notify wakes as many as asked for, in order, each with the lock'
  },
  {
    name: 'waitFor does not look again',
    file: 'Condition.ts',
    find: 'flatMap(wait(condition) as Op, ask)',
    replace: '(wait(condition) as Op)',
    test: 'primitives/locks.test.ts',
    title: 'Condition: waitFor looks again after every notification'
  },
  {
    name: 'a condition can be waited for without the lock',
    file: 'Condition.ts',
    find: "if (!condition.isLocked) throw notLocked('wait')",
    replace: ';',
    test: 'primitives/locks.test.ts',
    title: 'Condition: a wait without the lock leaves the lock as it is'
  },
  {
    name: 'a condition wakes a fiber that was interrupted',
    file: 'Condition.ts',
    find: 'cancel(fiber: Fiber): null { this.waiters.remove(fiber)',
    replace: 'cancel(fiber: Fiber): null {',
    test: 'primitives/leaving.test.ts',
    title: 'Condition, all: who is interrupted between two others'
  },
  {
    name: 'a barrier opens one party too late',
    file: 'Barrier.ts',
    find: 'if (waiters.size + 1 < parties) {',
    replace: 'if (waiters.size < parties) {',
    test: 'primitives/locks.test.ts',
    title: 'Barrier: parties meet again and again, and each gets a number of its own'
  },
  {
    name: 'all parties of a barrier get the same number',
    file: 'Barrier.ts',
    find: 'readyValue(waiter, index++)',
    replace: 'readyValue(waiter, index)',
    test: 'primitives/locks.test.ts',
    title: 'Barrier: parties meet again and again, and each gets a number of its own'
  },
  {
    name: 'a party that was interrupted has arrived',
    file: 'Barrier.ts',
    find: 'cancel(fiber: Fiber): null { this.waiters.remove(fiber)',
    replace: 'cancel(fiber: Fiber): null {',
    test: 'primitives/locks.test.ts',
    title: 'Barrier: a fiber that is interrupted has not arrived'
  },
  {
    name: 'an aborted barrier takes parties',
    file: 'Barrier.ts',
    find: ';(barrier as State).isBroken = true',
    replace: ';(barrier as State).isBroken = false',
    test: 'primitives/locks.test.ts',
    title: 'Barrier: abort and reset turn away whoever waits; an aborted one turns away whoever comes'
  },
  {
    name: 'a barrier that is reset leaves its parties waiting',
    file: 'Barrier.ts',
    find: ';(barrier as State).isBroken = false ;(barrier as State).turnAway()',
    replace: ';(barrier as State).isBroken = false',
    test: 'primitives/locks.test.ts',
    title: 'Barrier: abort and reset turn away whoever waits; an aborted one turns away whoever comes'
  },
  {
    name: 'an event wakes one fiber only',
    file: 'Event.ts',
    find: 'wakeAll(state.waiters, unit)',
    replace: 'wakeAll(state.waiters.shift(), unit)',
    test: 'primitives/locks.test.ts',
    title: 'Event: readies everybody who waits, in order, and nobody waits once it is set'
  },
  {
    name: 'an event wakes a fiber that was interrupted',
    file: 'Event.ts',
    find: 'cancel(fiber: Fiber): null { this.waiters.remove(fiber)',
    replace: 'cancel(fiber: Fiber): null {',
    test: 'primitives/leaving.test.ts',
    title: 'Event: who is interrupted between two others'
  },
  {
    name: 'an event forgets that it was set',
    file: 'Event.ts',
    find: 'state.isSet = true',
    replace: ';',
    test: 'primitives/locks.test.ts',
    title: 'Event: readies everybody who waits, in order, and nobody waits once it is set'
  },
  {
    name: 'an event cannot be cleared',
    file: 'Event.ts',
    find: ';(event as State).isSet = false',
    replace: ';(event as State).isSet ||= false',
    test: 'primitives/locks.test.ts',
    title: 'Event: who waited goes on, even if it is cleared at once'
  },
  {
    name: 'a deferred can be completed twice',
    file: 'Deferred.ts',
    find: 'if (deferred.progress !== Progress.Empty) return false',
    replace: ';',
    test: 'primitives/locks.test.ts',
    title: 'Deferred: the first completion counts, and the others hear that they came too late'
  },
  {
    name: 'a deferred wakes a fiber that was interrupted',
    file: 'Deferred.ts',
    find: 'else this.content = null',
    replace: ';',
    test: 'primitives/leaving.test.ts',
    title: 'Deferred: who is interrupted alone'
  },
  {
    name: 'a deferred wakes a fiber that was interrupted beside others',
    file: 'Deferred.ts',
    find: 'if (this.content instanceof WaitList) this.content.remove(fiber)',
    replace: 'if (this.content instanceof WaitList) return null',
    test: 'primitives/leaving.test.ts',
    title: 'Deferred: who is interrupted between two others'
  },
  {
    name: 'a queue takes one item too many',
    file: 'internal/queue.ts',
    find: 'else if (this.items.size < this.capacity) this.items.push(item)',
    replace: 'else if (this.items.size <= this.capacity) this.items.push(item)',
    test: 'primitives/queue.test.ts',
    title: 'who offers to a full queue waits for room; offerers are let in in the order in which they came'
  },
  {
    name: 'an offerer is let in too late',
    file: 'internal/queue.ts',
    find: 'if (this.offerers.head !== null) this.items.push(this.letIn())',
    replace: ';',
    test: 'primitives/queue.test.ts',
    title: 'offerAll waits with what is left, and lets nothing of others in between'
  },
  {
    name: 'an offerer whose item was taken waits on',
    file: 'internal/queue.ts',
    find: 'this.offerers.remove(offerer) readyValue(offerer, offer.whenDone)',
    replace: 'this.offerers.remove(offerer)',
    test: 'primitives/queue.test.ts',
    title: 'offerAll waits with what is left, and lets nothing of others in between'
  },
  {
    name: 'a sliding queue grows',
    file: 'internal/queue.ts',
    find: 'this.items.push(item) this.items.shift()',
    replace: 'this.items.push(item)',
    test: 'primitives/queue.test.ts',
    title: 'dropping, sliding and rendezvous'
  },
  {
    name: 'a sliding queue drops the new item',
    file: 'internal/queue.ts',
    find: 'this.items.push(item) this.items.shift() return true',
    replace: 'return true',
    test: 'primitives/queue.test.ts',
    title: 'dropping, sliding and rendezvous'
  },
  {
    name: 'a dropping queue says that it took what it dropped',
    file: 'internal/queue.ts',
    find: 'if (queue.whenFull === WhenFull.DropNew) return false',
    replace: 'if (queue.whenFull === WhenFull.DropNew) return true',
    test: 'primitives/queue.test.ts',
    title: 'dropping, sliding and rendezvous'
  },
  {
    name: 'an item of an interrupted offerer is in the queue',
    file: 'internal/queue.ts',
    find: 'this.queue.offerers.remove(fiber)',
    replace: ';',
    test: 'primitives/queue.test.ts',
    title: 'an offerer that is interrupted leaves nothing behind'
  },
  {
    name: 'an item is given to a taker that was interrupted',
    file: 'internal/queue.ts',
    find: 'cancel(taker: Fiber): null { this.takers.remove(taker)',
    replace: 'cancel(taker: Fiber): null {',
    test: 'primitives/queue.test.ts',
    title: 'a taker that is interrupted is given nothing, and keeps no item from others'
  },
  {
    name: 'offerers are left waiting when a queue is shut down',
    file: 'internal/queue.ts',
    find: 'wakeAll(this.offerers, failure)',
    replace: ';',
    test: 'primitives/queue.test.ts',
    title: 'fibers that wait fail when the queue is shut down'
  },
  {
    name: 'takers are left waiting when a queue is shut down',
    file: 'internal/queue.ts',
    find: 'wakeAll(this.takers, failure)',
    replace: ';',
    test: 'primitives/queue.test.ts',
    title: 'fibers that wait fail when the queue is shut down'
  },
  {
    name: 'join goes on when the first item is done',
    file: 'internal/queue.ts',
    find: 'if (this.unfinished === 0) this.joiners.wake()',
    replace: 'this.joiners.wake()',
    test: 'primitives/queue.test.ts',
    title: 'join waits until every item is done; taskDone too often is a defect'
  },
  {
    name: 'join does not count items that are handed over',
    file: 'internal/queue.ts',
    find: 'readyValue(taker, taker.slot instanceof Batch ? [item] : item)',
    replace: 'readyValue(taker, taker.slot instanceof Batch ? [item] : item); return true',
    test: 'primitives/sweeps.test.ts',
    title: 'Queue: workers, join, and a graceful end'
  },
  {
    name: 'join does not count items of offerers that waited',
    file: 'internal/queue.ts',
    find: 'const item = offer.item this.unfinished++',
    replace: 'const item = offer.item',
    test: 'primitives/queue.test.ts',
    title: 'an offerer that is interrupted leaves nothing behind'
  },
  {
    name: 'join wakes a fiber that was interrupted',
    file: 'internal/queue.ts',
    find: 'this.fibers.remove(fiber)',
    replace: ';',
    test: 'primitives/leaving.test.ts',
    title: 'the unfinished items of a Queue: who is interrupted between two others'
  },
  {
    name: 'a batch that waited gets a bare item',
    file: 'internal/queue.ts',
    find: 'taker.slot instanceof Batch ? [item] : item',
    replace: 'item',
    test: 'primitives/queue.test.ts',
    title: 'takeUpTo and takeAll wait for one item only, poll for none, unsafeOffer for no room'
  },
  {
    name: 'a batch is larger than was asked for',
    file: 'internal/queue.ts',
    find: 'while (items.length < max && !queue.isEmpty)',
    replace: 'while (!queue.isEmpty)',
    test: 'primitives/queue.test.ts',
    title: 'offerAll waits with what is left, and lets nothing of others in between'
  },
  {
    name: 'what is left in a queue is lost at its shutdown',
    file: 'internal/queue.ts',
    find: 'if (!queue.isEmpty) return queue.next() if (queue.shutdown !== null) return redirect(fiber, fail(queue.shutdown))',
    replace:
      'if (queue.shutdown !== null) return redirect(fiber, fail(queue.shutdown)); if (!queue.isEmpty) return queue.next()',
    test: 'primitives/queue.test.ts',
    title: 'a queue that is shut down gives what it has, and then fails'
  },
  {
    name: 'a queue that is shut down takes items',
    file: 'internal/queue.ts',
    find: 'if (queue.shutdown !== null) return redirect(fiber, fail(queue.shutdown)) if (queue.accept(request.item)) return true',
    replace: 'if (queue.accept(request.item)) return true',
    test: 'primitives/queue.test.ts',
    title: 'a queue that is shut down gives what it has, and then fails'
  },
  {
    name: 'several items are offered out of order',
    file: 'internal/queue.ts',
    find: 'super(queue, items[index])',
    replace: 'super(queue, items[items.length - 1])',
    test: 'primitives/queue.test.ts',
    title: 'offerAll waits with what is left, and lets nothing of others in between'
  },
  {
    name: 'an offerer of several items goes on too early',
    file: 'internal/queue.ts',
    find: 'return this.index < this.items.length',
    replace: 'return false',
    test: 'primitives/queue.test.ts',
    title: 'offerAll waits with what is left, and lets nothing of others in between'
  },
  {
    name: 'drained items are still waited for',
    file: 'internal/queue.ts',
    find: 'this.finish(items.length)',
    replace: ';',
    test: 'primitives/queue.test.ts',
    title: 'shutdownNow takes out what is left, which counts as done, and may follow a shutdown'
  },
  {
    name: 'a queue is out of order when it has grown',
    file: 'internal/buffers.ts',
    find: 'slots[(head + i) & (slots.length - 1)]',
    replace: 'slots[i]',
    test: 'primitives/queue.test.ts',
    title: 'items come out in the order in which they went in'
  },
  {
    name: 'equal items of a priority queue come out in reverse',
    file: 'internal/buffers.ts',
    find: 'x.arrival < y.arrival',
    replace: 'x.arrival > y.arrival',
    test: 'primitives/queue.test.ts',
    title: 'a priority queue gives the least item first, and equal ones in the order in which they came'
  },
  {
    name: 'a priority queue takes the greater child',
    file: 'internal/buffers.ts',
    find: 'this.isBefore(entries[child + 1] as Entry<A>, entries[child] as Entry<A>)',
    replace: 'this.isBefore(entries[child] as Entry<A>, entries[child + 1] as Entry<A>)',
    test: 'primitives/queue.test.ts',
    title: 'a priority queue gives the least item first, and equal ones in the order in which they came'
  },
  {
    name: 'a publisher does not wait for a slow subscriber',
    file: 'internal/pubsub.ts',
    find: 'if (hub.full === 0) return hub.deliver(message)',
    replace: 'if (hub.full >= 0) return hub.deliver(message)',
    test: 'primitives/pubsub.test.ts',
    title: 'bounded: a slow subscriber that leaves, or a publisher that is interrupted, holds nobody up'
  },
  {
    name: 'a slow subscriber that leaves holds up publishers',
    file: 'internal/pubsub.ts',
    find: 'if (this.subscribers.delete(subscription) && wasFull) this.roomMade()',
    replace: 'this.subscribers.delete(subscription)',
    test: 'primitives/pubsub.test.ts',
    title: 'bounded: a slow subscriber that leaves, or a publisher that is interrupted, holds nobody up'
  },
  {
    name: 'publishers go on although the next message fills a queue',
    file: 'internal/pubsub.ts',
    find: 'while (this.full === 0) {',
    replace: 'for (;;) {',
    test: 'primitives/pubsub.test.ts',
    title: 'bounded: the publisher waits for the slowest, and then all get the message at once'
  },
  {
    name: 'a publisher that was interrupted publishes',
    file: 'internal/pubsub.ts',
    find: 'this.hub.publishers.remove(fiber)',
    replace: ';',
    test: 'primitives/pubsub.test.ts',
    title: 'bounded: a slow subscriber that leaves, or a publisher that is interrupted, holds nobody up'
  },
  {
    name: 'publishers are left waiting when a hub is shut down',
    file: 'internal/pubsub.ts',
    find: 'wakeAll(this.publishers, fail(this.shutdown))',
    replace: ';',
    test: 'primitives/pubsub.test.ts',
    title: 'shutdown: publishers fail at once, subscribers when they have taken everything'
  },
  {
    name: 'subscribers are left waiting when a hub is shut down',
    file: 'internal/pubsub.ts',
    find: 'for (const subscription of this.subscribers) subscription.close()',
    replace: ';',
    test: 'primitives/pubsub.test.ts',
    title: 'shutdown: publishers fail at once, subscribers when they have taken everything'
  },
  {
    name: 'the queue of a subscriber is filled again and not counted as full',
    file: 'internal/pubsub.ts',
    find: 'if (accepted && this.isFull) this.hub.full++',
    replace: ';',
    test: 'primitives/pubsub.test.ts',
    title: 'bounded: a slow subscriber that leaves, or a publisher that is interrupted, holds nobody up'
  },
  {
    name: 'what is computed for several is stopped by the first who leaves',
    file: 'internal/shared.ts',
    find: 'if (running === null || this.isStopping || this.waiters.head !== null) return null',
    replace: 'if (running === null || this.isStopping) return null',
    test: 'primitives/ref.test.ts',
    title: 'memoize: goes on when the one who asked first is interrupted'
  },
  {
    name: 'what is computed for nobody any more goes on',
    file: 'internal/shared.ts',
    find: 'this.isStopping = true interrupt(running, interruption)',
    replace: 'return null',
    test: 'primitives/ref.test.ts',
    title: 'memoize: is interrupted when nobody waits any more, who waits for its end; the next one starts it again'
  },
  {
    name: 'a failure is kept as a value is',
    file: 'internal/shared.ts',
    find: '(this.options.keepsFailures && !isOwnInterruption(member.slot))',
    replace: '!isOwnInterruption(member.slot)',
    test: 'primitives/ref.test.ts',
    title: 'cached: keeps a value for its lifetime, and a failure not at all'
  },
  {
    name: 'an interruption is kept as a result',
    file: 'internal/shared.ts',
    find: '(this.options.keepsFailures && !isOwnInterruption(member.slot))',
    replace: 'this.options.keepsFailures',
    test: 'primitives/ref.test.ts',
    title: 'memoize: an interruption is not kept'
  },
  {
    name: 'a cached value never expires',
    file: 'internal/shared.ts',
    find: 'if (kept !== null && fiber.loop.now() < this.expires)',
    replace: 'if (kept !== null)',
    test: 'primitives/ref.test.ts',
    title: 'cached: keeps a value for its lifetime, and a failure not at all'
  },
  {
    name: 'everybody who asks starts a computation',
    file: 'internal/shared.ts',
    find: 'if (this.running === null) this.start(fiber)',
    replace: 'this.start(fiber)',
    test: 'primitives/ref.test.ts',
    title: 'memoize: is interrupted when nobody waits any more, who waits for its end; the next one starts it again'
  },
  {
    name: 'who asks while a computation is stopped waits for ever',
    file: 'internal/shared.ts',
    find: 'if (this.waiters.head !== null) this.start(this.waiters.head)',
    replace: ';',
    test: 'primitives/ref.test.ts',
    title: 'memoize: is interrupted when nobody waits any more, who waits for its end; the next one starts it again'
  },
  {
    name: 'who asks while a computation is stopped is interrupted with it',
    file: 'internal/shared.ts',
    find: 'if (this.isStopping && member.state === State.Failed) {',
    replace: 'if (false) {',
    test: 'primitives/ref.test.ts',
    title: 'memoize: is interrupted when nobody waits any more, who waits for its end; the next one starts it again'
  },
  {
    name: 'a key is known by the next one only when it has been computed',
    file: 'internal/shared.ts',
    find: 'this.known.set(key, shared)',
    replace: 'void Promise.resolve().then(() => this.known.set(key, shared!))',
    test: 'primitives/ref.test.ts',
    title: 'memoizeK: runs once for each key, for all who ask, during it and later'
  },
  {
    name: 'a cache of many keys forgets those that have not expired',
    file: 'internal/shared.ts',
    find: 'for (const [key, shared] of this.known) if (shared.isSpent(now)) this.known.delete(key)',
    replace: 'for (const key of this.known.keys()) this.known.delete(key)',
    test: 'primitives/ref.test.ts',
    title: 'cachedK: keeps what has not expired however many keys are asked for'
  },
  {
    name: 'a cache keeps every key that it was ever asked for',
    file: 'internal/shared.ts',
    find: 'if (this.known.size >= this.limit) this.forget(now)',
    replace: ';',
    test: 'clock/growth.test.ts',
    title: 'keys of a cache take no memory when they have expired'
  },
  {
    name: 'a computation that is under way is spent',
    file: 'internal/shared.ts',
    find: 'return this.running === null && (this.kept === null || now >= this.expires)',
    replace: 'return this.kept === null || now >= this.expires',
    test: 'primitives/ref.test.ts',
    title: 'memoizeK: runs once for each key, for all who ask, during it and later'
  },
  {
    name: 'a change of a ref does not wait for an update',
    file: 'Ref.ts',
    find: 'if (ref.lock === null || ref.lock.has(1)) return apply(ref)',
    replace: 'if (ref.lock !== undefined) return apply(ref)',
    test: 'primitives/ref.test.ts',
    title: 'Ref: changes wait for an update of many steps, in order; reading does not'
  },
  {
    name: 'two updates of a ref run at once',
    file: 'Ref.ts',
    find: "ref.lock ??= new Permits(1, 'an update of a Ref')",
    replace: "ref.lock = new Permits(1, 'an update of a Ref')",
    test: 'primitives/ref.test.ts',
    title: 'Ref: changes wait for an update of many steps, in order; reading does not'
  },
  {
    name: 'waitFor keeps a notification that it has no answer for',
    file: 'Condition.ts',
    find: 'cause !== null && isNotified ? sync',
    replace: 'false ? sync',
    test: 'primitives/locks.test.ts',
    title: 'Condition: a fiber in waitFor that is interrupted before it has its answer passes the notification on'
  }
]
