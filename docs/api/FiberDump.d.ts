// Written by `npm run api` from the built declarations.

export interface FiberDump {
  readonly at: number
  readonly reason: string | null
  readonly pid: number | null
  readonly uptime: number | null
  readonly isShuttingDown: boolean
  readonly fibers: ReadonlyArray<FiberInfo>
  readonly cycles: ReadonlyArray<ReadonlyArray<FiberId>>
}

export interface FiberInfo {
  readonly id: FiberId
  readonly name: string | null
  readonly parent: FiberId | null
  readonly state: 'Ready' | 'Running' | 'Suspended'
  readonly since: number | null
  readonly waitsFor: Wait | null
  readonly isInterruptible: boolean
  readonly interruption: Interruption | null
  readonly isFinalizing: boolean
  readonly open: ReadonlyArray<string>
  readonly startedAt: string | null
}

export interface Interruption {
  readonly by: Interruptor
  readonly reason: string | null
  readonly at: number
  readonly isPending: boolean
}

export interface Wait {
  readonly what: string
  readonly heldBy: ReadonlyArray<FiberId>
  readonly endOf: ReadonlyArray<FiberId>
  readonly until: number | null
  readonly isExternal: boolean
}

export declare const of: (loop: EventLoop) => FiberDump

export declare const show: (dump: FiberDump) => string
