import type { Message } from '../json-message.js'
import type { Figures } from '../server/figures.js'
import type { Config } from '../settings/settings.js'

/** What the master tells a worker. */
export type ToWorker = Message<
  | { type: 'start'; config: Config; databaseUrl: string; number: number; sockets: number }
  /** Say that you are not ready: the instance is about to stop. */
  | { type: 'leave' }
  /** Answer what is in flight, and end. */
  | { type: 'stop' }
  | { type: 'quit' }
  | { type: 'reopen-logs' }
  /** Tell what you have counted. */
  | { type: 'tell-figures' }
  /** What all workers have counted. */
  | { type: 'figures-of-all'; figures: Figures[] }
>

/** What a worker tells the master. */
export type ToMaster = Message<
  /** It is starting; what it waits for next is for people. */
  | { type: 'awaits'; what: string }
  /** It serves. */
  | { type: 'ready' }
  /** It cannot serve, and ends. */
  | { type: 'failed'; reason: string }
  /** Its event loop turns. */
  | { type: 'beat'; vitals: Vitals }
  /** What it has counted. */
  | { type: 'figures'; figures: Figures }
  /** It was asked for what all workers have counted. */
  | { type: 'gather-figures' }
  /** It has served as many requests as it should, and goes on until it is replaced. */
  | { type: 'worn' }
  /** It ends without having been told to. */
  | { type: 'stopping' }
>

export interface Vitals {
  /** Answered since its start. */
  requests: number
  /** Resident, in bytes. */
  memory: number
}

/** The descriptor of the first listening socket in a worker; 0 to 2 are the standard streams, 3 the channel to the master. */
export const FIRST_SOCKET = 4

/** Milliseconds between two beats. */
export const BEAT = 1_000
