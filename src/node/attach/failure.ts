/** Why nothing could be shown, each with an exit code of its own. */
export interface Failure {
  readonly _tag: keyof typeof exitCodes
  readonly message: string
  readonly exitCode: number
}

const exitCodes = {
  Usage: 2,
  NoProcess: 3,
  NoPermission: 4,
  /** The signal that asks for the inspector would end the process. */
  NotNode: 5,
  /** Whether it would cannot be known: needs `--force`. */
  Unknown: 6,
  /** The inspector did not open, or is that of another process. */
  NoInspector: 7,
  NoAnswer: 8,
  /** No copy of the library has run anything there. */
  NoFibers: 9
} as const

export const failure = (_tag: Failure['_tag'], message: string): Failure => ({
  _tag,
  message,
  exitCode: exitCodes[_tag]
})
