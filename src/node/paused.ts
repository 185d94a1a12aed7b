/**
 * What both helper threads need to look into a main thread that they stop by the inspector, as source text (see
 * watchdog-worker.ts for why) that comes before theirs.
 */
export const pausedSource: string = `'use strict'
// Answers the value of an expression at the top level of the main thread: in the frame it stopped in the names may mean
// something else.
const evaluate = (session, expression, then) =>
  session.post('Runtime.evaluate', { expression, returnByValue: true }, (error, answer) => then(answer?.result?.value))

// Stops the main thread, and calls f with its frames.
const pause = (session, f) => {
  const urls = new Map()
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
  session.on('Debugger.paused', ({ params }) =>
    f(
      params.callFrames.map(({ functionName, location, url }) => ({
        name: functionName,
        url: urls.get(location.scriptId) || url,
        line: location.lineNumber,
        column: location.columnNumber
      }))
    )
  )
  session.post('Debugger.enable', () => session.post('Debugger.pause'))
}
`
