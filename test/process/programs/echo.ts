/** What a signal costs without the library. */
import { play, print } from './stage.js'

play({
  echo: () => {
    const timer = setInterval(() => {}, 1_000)
    process.on('SIGINT', () => {
      print('heard')
      clearInterval(timer)
      process.removeAllListeners('SIGINT')
    })
    print('ready')
  }
})
