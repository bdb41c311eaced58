import type { Message } from '../messages.js'
import { unwatchedEnvironment } from '../node-watch.js'
import type { ListeningSocket } from '../sockets/listening-sockets.js'

/** What a master gets from the process that starts it: from the starter of a daemon, or from the master that it succeeds. */
export interface HandedOver {
  /** Whether it runs in the background already. */
  daemon: boolean
  /** Whether another master is there, whose place it is to take. */
  successor: boolean
  /** What the other listens on. The descriptors are inherited. */
  sockets: ListeningSocket[]
}

/** What the new master tells the process that started it. The last is that it is up, or has failed. */
export type StartReport = Message<
  | { type: 'awaits'; message: string }
  | { type: 'up'; pid: number; addresses: string[] }
  | { type: 'failed'; message: string; exitCode: number }
>

const VARIABLE = 'LARDER_HANDED_OVER'

/** The environment for a master that gets this. */
export function handOver(handedOver: HandedOver): NodeJS.ProcessEnv {
  return { ...unwatchedEnvironment(), [VARIABLE]: JSON.stringify(handedOver) }
}

/** What this process got. It is taken out of the environment, which the workers inherit. */
export function takeOver(): HandedOver {
  const text = process.env[VARIABLE]
  delete process.env[VARIABLE]
  return text ? JSON.parse(text) : { daemon: false, successor: false, sockets: [] }
}
