/** One line on the terminal that says how far the program is. */
import * as C from 'fiber-ts/Coroutine'
import type { IO } from 'fp-ts/lib/IO.js'
import { pipe } from 'fp-ts/lib/function.js'

export interface Terminal {
  readonly print: (text: string) => IO<void>
  /** Where progress is drawn; absent where nobody would see it, as in a pipe. */
  readonly screen?: { readonly columns: IO<number>; readonly draw: (text: string) => IO<void> } | undefined
}

export interface HasTerminal {
  readonly terminal: Terminal
}

/** Results go to stdout, which may be a file; progress goes to stderr, if that is a terminal. */
export const stdio: Terminal = {
  print: (text) => () => void process.stdout.write(text),
  screen: process.stderr.isTTY
    ? { columns: () => process.stderr.columns || 80, draw: (text) => () => void process.stderr.write(text) }
    : undefined
}

const clearLine = '\r\x1b[2K'
const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'

/**
 * Shows a line, ten times a second, while a program runs.
 *
 * The display is a fiber beside the program: it never wins the race, so it is interrupted when the program ends. On
 * Ctrl-C both are interrupted at once, and the terminal is as before even while the program is still closing its files.
 */
export const withProgress =
  (line: IO<string>) =>
  <R, E, A>(program: C.Coroutine<R, E, A>): C.Coroutine<R & HasTerminal, E, A> =>
    C.asksCoroutineW(({ terminal: { screen } }: HasTerminal) => {
      if (screen === undefined) return program
      const draw = (text: string) => C.fromIO(screen.draw(text))
      const show = C.suspend(() => draw(clearLine + line().slice(0, screen.columns() - 1)))
      const display = C.bracket(
        draw(hideCursor),
        () => pipe(show, C.delay(100), C.forever),
        () => draw(clearLine + showCursor)
      )
      return pipe(program, C.raceFirst(display))
    })
