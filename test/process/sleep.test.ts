/** What Node says of timers. */
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'

test('a sleep of years takes no timer that the platform cannot keep', async (t) => {
  const warnings: Array<string> = []
  const listener = (warning: Error): void => void warnings.push(warning.name)
  process.on('warning', listener)
  const slept = await C.toPromise(C.timeoutOption(30)(C.sleep(2 ** 40)))
  process.removeListener('warning', listener)
  t.is(slept._tag, 'None')
  t.deepEqual(warnings, [])
})
