/** The platform under a loop on virtual time: nothing happens unless it is told to. */
import type { Host } from '../internal/host.js'

/** Time that stands still until it is moved, and callbacks that wait until they are called. */
export class VirtualHost implements Host {
  time = 0
  private readonly callbacks: Array<() => void> = []
  private timer: { readonly at: number; readonly callback: () => void } | null = null

  now(): number {
    return this.time
  }
  soon(callback: () => void): void {
    this.callbacks.push(callback)
  }
  later(callback: () => void): void {
    this.callbacks.push(callback)
  }
  setTimer(millis: number, callback: () => void): unknown {
    this.timer = { at: this.time + millis, callback }
    return this.timer
  }
  clearTimer(handle: unknown): void {
    if (this.timer === handle) this.timer = null
  }
  holdTimer(): void {}

  runCallback(): boolean {
    const callback = this.callbacks.shift()
    callback?.()
    return callback !== undefined
  }

  /** Moves to the time of the timer, if that is not after `limit`, and fires it. */
  fireTimer(limit: number): boolean {
    const timer = this.timer
    if (timer === null || timer.at > limit) return false
    this.timer = null
    this.time = Math.max(this.time, timer.at)
    timer.callback()
    return true
  }
}
