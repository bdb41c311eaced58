import type { Json, JsonObject } from './define-app.js'
import type { AppSource } from './load-app.js'
import type { Samples } from './metrics/samples.js'
import type { SettingText } from './settings/read-settings.js'

/**
 * A message between processes. It travels as JSON, where a URL or a Date would arrive as text and still be typed as what it
 * was: no message may have such a part, and one that has is of type never.
 */
export type Message<Content> = Content extends AsJson<Content> ? Content : never

type AsJson<Value> = Value extends Json | undefined
  ? Value
  : Value extends (...args: never[]) => unknown
    ? never
    : Value extends object
      ? { [Key in keyof Value]: AsJson<Value[Key]> }
      : never

/** What a worker is to serve. Settings travel as they were written: the worker parses them by the same rows. */
export interface WorkerPlan {
  app: AppSource
  texts: [string, SettingText][]
  /** What the app's `before` hands over. */
  hand: JsonObject
  /** What the process is called, but for its number. */
  title: string
}

/** What the master tells a worker. */
export type ToWorker = Message<
  | { type: 'start'; plan: WorkerPlan; number: number; sockets: number }
  /** Say that you are not ready: the instance is about to stop. */
  | { type: 'not-ready' }
  /** Answer what is in flight, and end. */
  | { type: 'stop' }
  | { type: 'quit' }
  | { type: 'reopen-logs' }
  | { type: 'send-metrics' }
  /** What all workers have counted. */
  | { type: 'all-metrics'; samples: Samples[] }
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
  | { type: 'beat'; usage: Usage }
  /** What it has counted. */
  | { type: 'metrics'; samples: Samples }
  /** It was asked for what all workers have counted. */
  | { type: 'gather-metrics' }
  /** It has served as many requests as it should, and goes on until it is replaced. */
  | { type: 'max-requests' }
  /** It ends without having been told to. */
  | { type: 'stopping' }
>

export interface Usage {
  /** Answered since its start. */
  requests: number
  /** Resident, in bytes. */
  memory: number
}

/** The descriptor of the first listening socket in a worker; 0 to 2 are the standard streams, 3 the channel to the master. */
export const FIRST_SOCKET = 4

/** Milliseconds between two beats. */
export const BEAT = 1_000
