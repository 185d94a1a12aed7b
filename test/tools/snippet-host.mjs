// The process of snippets.mjs in which snippets run one after the other: each is imported, has to come to its end, and has
// to print nothing.
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'

let printed = ''
for (const stream of [process.stdout, process.stderr])
  stream.write = (chunk, ...rest) => {
    printed += chunk
    rest.find((each) => typeof each === 'function')?.()
    return true
  }

process.on('message', async (path) => {
  let problem = null
  printed = ''
  try {
    await import(pathToFileURL(path))
    // what it has left behind shows itself in the next turn
    await new Promise(setImmediate)
  } catch (error) {
    problem = `failed\n${inspect(error)}`
  }
  if (problem === null && printed !== '') problem = `printed\n${printed.trimEnd()}\n  and should assert instead`
  process.send({ problem })
})
