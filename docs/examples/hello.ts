// Counts down, and fails: the failure is reported on stderr, with exit code 1. Try Ctrl-C.
import * as C from 'fiber-ts/Coroutine'
import { runMain } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'

const say = (line: string) => C.fromIO(() => console.log(line))
const launch = C.gen(function* () {
  for (const n of ['3', '2', '1']) yield* C.delay(1000)(say(n))
  return yield* C.left({ _tag: 'NoFuel', litres: 0 } as const)
})
const main = pipe(launch, C.ensuring(say('doors open')))
void runMain(main, { render: (error) => `no launch: ${error._tag}, ${error.litres} litres left` })
