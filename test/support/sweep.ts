// Interrupt sweeps and random schedules: a program is run again and again, interrupted at every single one of its steps or
// scheduled by seed, and has to leave the world as it should be each time.
import * as C from 'fiber-ts/Coroutine'
import type { Exit } from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'

/** A program with the world that it changes, made afresh for every run. */
export interface Scenario<E, A> {
  readonly program: C.Coroutine<unknown, E, A>
  /** Says what is wrong with the world after the run, or nothing. Gets how the program ended. */
  readonly check?: (exit: Exit<E, A>) => void
}

/** A seeded generator of numbers from 0 on and below `count` (mulberry32). */
export const seeded = (seed: number): ((count: number) => number) => {
  let state = seed | 0
  return (count) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % count
  }
}

const fail = (where: string, what: unknown): never => {
  throw new Error(`${where}: ${what instanceof Error ? what.message : String(what)}`, { cause: what })
}

interface Options {
  readonly choose?: (count: number) => number
  /** Called before each step with its number; answers whom to interrupt. */
  readonly victim?: (step: number, loop: TestLoop) => number | undefined
}

/** Runs a scenario once, and checks what must hold for every program. Answers the number of steps. */
const runOnce = <E, A>(where: string, scenario: Scenario<E, A>, options: Options): number => {
  let steps = 0
  const loop: TestLoop = new TestLoop({
    granularity: options.choose === undefined ? 'yield' : 'step',
    ...(options.choose && { choose: options.choose }),
    onStep: (step) => {
      steps = step + 1
      const index = options.victim?.(step, loop)
      if (index === undefined) return
      const fibers = loop.fibers()
      const fiber = fibers[index % Math.max(1, fibers.length)]
      if (fiber !== undefined) loop.interrupt(fiber, 'swept')
    }
  })
  // it gives way first, so that it is known to the loop before its first step
  const run = loop.start(C.flatMap(C.yieldNow, () => scenario.program))
  loop.runAll()
  const exit = run.exit()
  if (exit === undefined) return fail(where, `the program never ended: ${loop.dump()}`)
  try {
    scenario.check?.(exit)
  } catch (error) {
    fail(where, error)
  }
  if (loop.fibers().length > 0) fail(where, `fibers are left: ${loop.dump()}`)
  if (loop.sleeping() > 0) fail(where, `${loop.sleeping()} timers are left`)
  for (const { message, exception } of loop.reported)
    fail(where, new Error(`${message}: ${String(exception)}`, { cause: exception }))
  return steps
}

/** Interrupts the program at each of its steps, one after the other. Answers the number of runs. */
export const sweep = <E, A>(make: () => Scenario<E, A>): number => {
  const steps = runOnce('uninterrupted', make(), {})
  for (let at = 0; at < steps; at++)
    runOnce(`interrupted at step ${at} of ${steps}`, make(), { victim: (step) => (step === at ? 0 : undefined) })
  return steps + 1
}

/** Interrupts each fiber of the program at each of its steps. Answers the number of runs. */
export const sweepAll = <E, A>(make: () => Scenario<E, A>, most = 8): number => {
  const counts: Array<number> = []
  const steps = runOnce('uninterrupted', make(), {
    victim: (step, loop) => {
      counts[step] = loop.fibers().length
      return undefined
    }
  })
  let runs = 1
  for (let at = 0; at < steps; at++)
    for (let index = 0; index < Math.min(most, counts[at] ?? 0); index++, runs++)
      runOnce(`fiber ${index} interrupted at step ${at} of ${steps}`, make(), {
        victim: (step) => (step === at ? index : undefined)
      })
  return runs
}

/** Runs the program under so many schedules, each given by its seed, with a choice at every step. */
export const schedules = <E, A>(make: () => Scenario<E, A>, runs = 200): void => {
  for (let seed = 0; seed < runs; seed++) runOnce(`seed ${seed}`, make(), { choose: seeded(seed) })
}

/** Random schedules, and a random fiber interrupted at a random step of each. */
export const chaos = <E, A>(make: () => Scenario<E, A>, runs = 200): void => {
  const steps = runOnce('uninterrupted', make(), {})
  for (let seed = 0; seed < runs; seed++) {
    const random = seeded(~seed)
    const at = random(steps)
    const index = random(1000)
    runOnce(`seed ${seed}, fiber ${index} interrupted at step ${at}`, make(), {
      choose: seeded(seed),
      victim: (step) => (step === at ? index : undefined)
    })
  }
}
