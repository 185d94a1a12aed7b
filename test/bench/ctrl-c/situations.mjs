// The situations in which a signal meets a program, those of docs/ctrl-c.md. Each names the test that holds this library
// to it: a file of test/process, and a text of it.

// In milliseconds since the program was ready, and since the signal before: as a person presses a key. The first ones leave
// time for what starts beside a program, on a busy machine as well; the blocks and regions last longer.
const first = [{ name: 'SIGINT', after: 1_000 }]
const twice = [...first, { name: 'SIGINT', after: 300 }]

export const situations = [
  {
    title: 'once, while it waits',
    play: 'suspended',
    signals: first,
    test: ['signals', 'the first Ctrl-C ends a program that waits']
  },
  {
    title: 'once, while it computes in small steps',
    play: 'spinning',
    signals: first,
    test: ['signals', 'the first Ctrl-C ends a program that spins']
  },
  {
    title: 'once, before its first step',
    play: 'not started',
    signals: [],
    test: ['signals', 'a program that is interrupted before its first step takes none']
  },
  {
    title: 'once, in a synchronous block of 1.3 s',
    play: 'block',
    signals: first,
    test: ['signals', 'a signal during a synchronous block is honoured']
  },
  {
    title: 'once, in its last synchronous block',
    play: 'last block',
    signals: first,
    test: ['signals', 'a signal during the last synchronous block takes the place']
  },
  {
    title: 'once, in an uninterruptible region',
    play: 'masked',
    signals: first,
    test: ['signals', 'an uninterruptible region completes first']
  },
  {
    title: 'once, and a finalizer fails then',
    play: 'finalizer fails',
    signals: first,
    test: ['main', 'a finalizer that fails after a signal']
  },
  {
    title: 'once, after it has interrupted itself',
    play: 'interrupted itself',
    signals: first,
    test: ['signals', 'a program that interrupted itself stays so']
  },
  {
    title: 'once, when it is done and its children end',
    play: 'done already',
    signals: first,
    test: ['signals', 'a signal when the program is done lets the cleanup go on']
  },
  {
    title: 'once, and somebody else listens as well',
    play: 'other listener',
    signals: first,
    test: ['main', 'runMain takes the signal whoever else listens']
  },
  {
    title: 'a run in a worker thread',
    play: 'worker thread',
    signals: [],
    test: ['signals', 'in a worker thread there is no listener']
  },
  {
    title: 'SIGTERM, while it waits',
    play: 'suspended',
    signals: [{ name: 'SIGTERM', after: 1_000 }],
    test: ['main', 'finalizers and exit listeners run, then the process dies by that very signal']
  },
  {
    title: 'SIGHUP, while it waits',
    play: 'suspended',
    signals: [{ name: 'SIGHUP', after: 1_000 }],
    test: ['main', 'finalizers and exit listeners run, then the process dies by that very signal']
  },
  {
    title: 'twice, and a finalizer waits for ever',
    play: 'finalizer waits',
    signals: twice,
    test: ['main', 'a second signal abandons what is left']
  },
  {
    title: 'twice, and a finalizer computes for ever',
    play: 'finalizer spins',
    signals: twice,
    test: ['signals', 'the second Ctrl-C waits for nothing']
  },
  {
    title: 'twice, stuck in `while (true) {}`',
    play: 'loop',
    signals: twice,
    test: ['watchdog', 'stuck in JavaScript']
  },
  {
    title: 'twice, stuck in a regular expression',
    play: 'regular expression',
    signals: twice,
    test: ['watchdog', 'stuck in JavaScript']
  },
  {
    title: 'twice, stuck in a callback of somebody else',
    play: 'callback',
    signals: twice,
    test: ['watchdog', 'stuck in JavaScript']
  },
  {
    title: 'twice, blocked in native code: `execSync`',
    play: 'child process',
    signals: twice,
    test: ['watchdog', 'stuck in native code']
  },
  {
    title: 'twice, blocked in native code: `pbkdf2Sync`',
    play: 'hash',
    signals: twice,
    test: ['watchdog', 'stuck in native code']
  },
  {
    title: 'twice, blocked in native code: `readSync`',
    play: 'read',
    signals: twice,
    test: ['watchdog', 'a signal breaks a synchronous read']
  }
]
