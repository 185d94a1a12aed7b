/** Connections to the database, of which there are only so many, written with promises. */
export interface Connection {
  readonly query: (statement: string, ...parameters: ReadonlyArray<unknown>) => Promise<ReadonlyArray<unknown>>
}

export interface Pool {
  readonly acquire: () => Promise<Connection>
  readonly release: (connection: Connection) => void
  readonly available: () => number
}

/** Whoever comes first is served first. */
export const makePool = (connections: ReadonlyArray<Connection>): Pool => {
  const idle = [...connections]
  const waiting: Array<(connection: Connection) => void> = []
  return {
    acquire: async () => idle.pop() ?? new Promise((resolve) => waiting.push(resolve)),
    release: (connection) => {
      const next = waiting.shift()
      if (next === undefined) idle.push(connection)
      else next(connection)
    },
    available: () => idle.length
  }
}
