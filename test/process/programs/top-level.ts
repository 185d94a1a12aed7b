/** A program that the top level of a module awaits. Node calls that a deadlock (code 13) when nothing keeps the process. */
import * as C from 'fiber-ts/Coroutine'
import { run } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { say } from './stage.js'

await run(
  pipe(
    say('ready'),
    C.flatMap(() => C.never)
  )
)
