// The laws that do not hold of an instance, and why. A test shows of each that it does not hold indeed.

const firstFailure =
  'of the failures of several fibers, or of a program and its finalizer, an Either keeps the first. `toExit` keeps all.'

export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ApplyPar, ApplicativePar': {
    'apply: associative composition':
      'which failures are collected beside the first depends on how parallel programs are nested: an outer one that fails interrupts an inner group as a whole.'
  },
  Monad: {
    'monad: derived ap':
      '`ap` runs both sides at once and `chain` one after the other, as in `fp-ts/ReaderTaskEither`. `ApplySeq` is the derived one.'
  },
  getRaceMonoid: {
    'semigroup: associativity':
      'a nested race takes a turn more to end, in which another racer may have had its effects, or win what would have been a tie.'
  },
  errors: {
    'monadError: toEither and back': firstFailure,
    'monadError: swap twice': firstFailure,
    'monadError: toExit and back':
      'a failure that is under way goes before an interruption that waits for the end of a mask; whoever recovers from it, as `toExit` does, meets the interruption at its next step.'
  },
  interruption: {
    'monadCancel: restoring in inverse order':
      'the `restore` of the outer mask opens a nested one as well, as in ZIO: it stands for the state outside of its own mask, wherever it is used.',
    'monadCancel: onInterrupt moves across the edge of a mask':
      'an interruption that was put off takes effect at the edge of the mask, inside of whatever is around it, so a finalizer around it runs.'
  },
  fibers: {
    'genSpawn: racing a self-interruption':
      'a racer that interrupts itself has ended, and the first to end decides `raceFirst`. (cats-effect withdrew the law in 3.5.) `race` leaves it to the others.',
    'genSpawn: racing a program that gives way':
      'true of the order in which a loop runs its fibers, and not of every schedule. (cats-effect has it commented out.)'
  }
}
