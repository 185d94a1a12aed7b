/**
 * Fibers that belong to a thing rather than to a fiber: to a scope, to a computation that several fibers share.
 *
 * Their loop knows the family while it has members, so that dumps show them and a shutdown ends them.
 */
import { RuntimeError } from '../Errors.js'
import { disown, type Fiber, interrupt, spawn, type Supervisor } from './fiber.js'
import type { Loop } from './loop.js'
import type { Op } from './op.js'

export abstract class Family implements Supervisor {
  kids: Fiber | null = null
  private loop: Loop | null = null

  /** A member has ended, and is none any more. */
  protected abstract left(member: Fiber): void

  get keepsValue(): boolean {
    return true
  }

  get owner(): null {
    return null
  }

  /** A new member, ready to take its first step. */
  join(loop: Loop, op: Op, env: unknown, vars: unknown): Fiber {
    if (this.kids === null) {
      this.loop = loop
      loop.families.add(this)
    } else if (this.loop !== loop) throw new RuntimeError('fibers of two event loops cannot belong to one scope')
    const member = spawn(loop, this, op, env, vars)
    if (loop.stopping !== null) interrupt(member, loop.stopping)
    loop.enqueue(member)
    return member
  }

  childEnded(member: Fiber): void {
    disown(this, member)
    if (this.kids === null) member.loop.families.delete(this)
    this.left(member)
    if (this.kids === null) member.loop.checkEmpty()
  }
}
