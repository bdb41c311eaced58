import type { Statement, Value } from '../statement.js'

/** What is done with the connections of a client past Prisma. */
export interface Connections {
  /** How many there are at most. */
  most: number
  /** Sends a statement, prepared; resolves to its rows, as the driver has them. */
  ask(statement: Statement, values: Value[]): Promise<object[]>
  figures(): PoolFigures
  /** Takes one that is free, or a new one. @returns what gives it back */
  take(): Promise<() => void>
  /** Gives up all connections, since their server takes no writes. */
  leave(): void
}

/** Connections that are `busy` and `idle`, and queries `waiting` for one. */
export interface PoolFigures {
  busy: number
  idle: number
  waiting: number
}
