/** Programs that are the entry of a process. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import * as C from 'fiber-ts/Coroutine'
import { run, runMain } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { play, print, say, slowly } from './stage.js'

const waiting = pipe(
  say('ready'),
  C.flatMap(() => C.never),
  C.ensuring(slowly(20, 'finalizing', 'finalized'))
)

const withExitListener = (f: () => unknown) => () => {
  process.on('exit', (code) => print(`exit listener: ${code}`))
  return f()
}

/** 1 MiB in lines of 1 KiB, of which the last one says so. */
const mebibyte = C.fromIO(() => {
  const line = `${'x'.repeat(1023)}\n`
  for (let i = 0; i < 1023; i++) process.stdout.write(line)
  process.stdout.write(`${'x'.repeat(1019)}last\n`)
})

/** What throws whoever looks at it. */
const unprintable = {
  exitCode: 5,
  get message() {
    throw new Error('not to be read')
  },
  [Symbol.for('nodejs.util.inspect.custom')]() {
    throw new Error('not to be inspected')
  }
}

play({
  success: withExitListener(() => runMain(say('done'))),
  'typed-error': withExitListener(() => runMain(C.left(new RangeError('out of range')))),
  'typed-string': () => runMain(C.left('no such folder')),
  'typed-object': () => runMain(C.left({ _tag: 'NoSuchFolder', path: '/x' })),
  'typed-caused': () =>
    runMain(C.left(new Error('no answer', { cause: new TypeError('fetch failed', { cause: 'refused' }) }))),
  'typed-caused-by-itself': () => {
    const error = new Error('a')
    error.cause = new Error('b', { cause: error })
    return runMain(C.left(error))
  },
  rendered: () => runMain(C.left({ path: '/x' }), { render: ({ path }) => `cannot read ${path}` }),
  'render-throws': () =>
    runMain(C.left('the failure'), {
      render: () => {
        throw new Error('cannot render')
      }
    }),
  defect: () =>
    runMain(
      C.fromIO(() => {
        throw new TypeError('bug')
      })
    ),
  'two-reasons': () => runMain(pipe(C.left('failed'), C.ensuring(C.die('unreleased')))),
  'interrupted-by-itself': () => runMain(C.interrupt),
  'hung-up': () =>
    runMain(
      C.bracket(
        C.fromIO(() => print('ready')),
        () => C.never,
        // what a closed terminal answers to whoever writes to it
        () => C.fromIO(() => void process.stdout.emit('error', Object.assign(new Error('write EIO'), { code: 'EIO' })))
      )
    ),
  'exit-code': () => runMain(C.left({ exitCode: 3 })),
  'exit-code-of-a-failure-that-is-none': () => {
    process.exitCode = 3
    return runMain(C.left({ exitCode: 0 }))
  },
  'exit-code-of-a-defect': () => runMain(C.die(Object.assign(new Error('bug'), { exitCode: 4 }))),
  'exit-code-of-one-of-several': () => runMain(C.ensuring(C.die('bug'))(C.left({ exitCode: 0 }))),
  'exit-code-out-of-range': () => runMain(C.left({ exitCode: 256 })),
  'exit-code-set-by-the-program': () => runMain(C.fromIO(() => void (process.exitCode = 7))),
  'no-coroutine': () => runMain(123 as never),
  nested: () =>
    run(
      C.promise(async () => {
        await runMain(say('never started'))
        print(`exit code ${process.exitCode}`)
      })
    ),

  'stuck-and-signalled': () =>
    runMain(
      pipe(
        C.fromIO(() => spawn('sh', ['-c', `sleep 0.5; kill -INT ${process.pid}; sleep 0.3; kill -INT ${process.pid}`])),
        C.flatMap(() => C.sleep(200)),
        C.flatMap(() =>
          C.fromIO(() => {
            for (;;);
          })
        )
      )
    ),
  'one after the other': async () => {
    process.on('warning', ({ message }) => print(message))
    for (let i = 0; i < 12; i++) await runMain(C.left(i), { render: String })
    await runMain(
      pipe(
        C.sleep(6_000),
        C.flatMap(() => say('done'))
      )
    )
  },
  waiting: withExitListener(() => runMain(waiting)),
  'finalizer-fails': () => runMain(pipe(waiting, C.ensuring(C.die('unreleased')))),
  'finalizer-waits': () => runMain(pipe(waiting, C.ensuring(C.never))),
  'foreign-listener': () => {
    process.on('SIGINT', () => print('heard by somebody else'))
    return runMain(waiting)
  },
  'foreign-listener-throws': () => {
    process.on('SIGINT', () => {
      throw new Error('thrown by a listener')
    })
    return runMain(pipe(waiting, C.ensuring(C.never)))
  },
  'unprintable-failure': () => runMain(C.left(unprintable)),
  'unprintable-defect': () => runMain(C.die(unprintable)),
  'unprintable-uncaught-exception': () => {
    setTimeout(() => {
      throw unprintable
    }, 10)
    return runMain(waiting)
  },
  'unprintable-failure-of-a-daemon': () =>
    runMain(
      pipe(
        C.forkDaemon(C.left(unprintable)),
        C.flatMap(() => C.fork(C.die(unprintable))),
        C.flatMap(() => C.sleep(20)),
        C.ensuring(say('finalized'))
      )
    ),
  'exit-listener-throws': () => {
    process.on('exit', () => {
      throw new Error('thrown at exit')
    })
    return runMain(waiting)
  },
  'signal-to-itself': () => {
    print(`process ${process.pid}`)
    setTimeout(() => process.kill(process.pid, 'SIGINT'), 20)
    return runMain(waiting)
  },

  'finalizer-waits-in-short-time': () => {
    // a hundredth of the time, for what takes that long
    const { setTimeout: real } = globalThis
    globalThis.setTimeout = ((f: () => void, millis: number) =>
      real(f, millis === 30_000 ? 300 : millis)) as typeof setTimeout
    return runMain(pipe(waiting, C.ensuring(C.never)))
  },

  'uncaught-exception': () => {
    setTimeout(() => {
      throw new Error('thrown in a callback')
    }, 10)
    return runMain(waiting)
  },
  'unhandled-rejection': () => {
    setTimeout(() => void Promise.reject(new Error('rejected in a callback')), 10)
    return runMain(waiting)
  },
  'uncaught-exception-of-a-success': () => {
    setTimeout(() => {
      throw new Error('thrown in a callback')
    }, 10)
    return runMain(C.uninterruptible(C.sleep(50)))
  },
  'uncaught-exception-while-output-drains': () => {
    setTimeout(() => {
      throw new Error('thrown late')
    }, 100)
    return runMain(mebibyte)
  },

  'output-then-failure': () =>
    runMain(
      pipe(
        mebibyte,
        C.flatMap(() => C.left('failed'))
      )
    ),
  'output-then-success': () => runMain(mebibyte),
  'output-then-signal': () =>
    runMain(
      pipe(
        C.fromIO(() => process.stderr.write('ready\n')),
        C.flatMap(() => mebibyte),
        C.flatMap(() => C.never)
      )
    ),
  'output-for-ever': () =>
    runMain(
      pipe(
        C.forever(
          pipe(
            C.fromIO(() => process.stdout.write('line\n')),
            C.flatMap(() => C.sleep(1))
          )
        ),
        C.ensuring(C.fromIO(() => process.stderr.write('finalized\n')))
      )
    ),
  'diagnostics-for-ever': () =>
    runMain(
      pipe(
        C.forever(
          pipe(
            C.fromIO(() => process.stderr.write('line\n')),
            C.flatMap(() => C.sleep(1))
          )
        ),
        C.timeoutOption(300),
        C.map(() => print('ran to its end'))
      )
    ),

  'held-open': () => {
    createServer().listen(0)
    setInterval(() => {}, 1_000)
    return runMain(C.left({ exitCode: 3 }))
  }
})
