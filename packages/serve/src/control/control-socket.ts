import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { SERVE_ERR_NO_ANSWER, SERVE_ERR_NOT_RUNNING, SERVE_ERR_REPORTED } from '../errors.js'
import { connectTo, freePath, isAnswered } from '../sockets/unix-sockets.js'
import type { Status } from './status.js'

/** What can be asked of a running master. */
export type Question = { verb: 'status' | 'reload' | 'stop' } | { verb: 'scale'; workers: number }

export type Answer = { status: Status } | { error: string }

/**
 * Listens beside the pid file for what the verb `status` and its like ask: one JSON in, one JSON out. Only the master's
 * own account (and root) may connect. That somebody answers there is also the proof that a pid file is not stale,
 * whatever process has its number now.
 *
 * @throws where the socket cannot be made, or is taken
 */
export async function openControl(
  path: string,
  answer: (question: Question) => Promise<Answer>
): Promise<Server> {
  await freePath(path)
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    respond(socket, answer).catch(() => socket.destroy())
  })
  const before = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(before)
  }
  await once(server, 'listening')
  return server.unref()
}

/** Whether a master answers beside a pid file, which one that was killed leaves behind. */
export function isRunning(pidFile: string): Promise<boolean> {
  return isAnswered(controlOf(pidFile))
}

/**
 * Asks the master of a pid file.
 *
 * @param patience seconds until it must have answered
 * @param command what the instance is called on the command line
 * @returns its status, after what was asked has been done; after a stop, when it is gone
 * @throws SERVE_ERR_NOT_RUNNING, SERVE_ERR_NO_ANSWER, SERVE_ERR_REPORTED with what the master says
 */
export async function askMaster(
  pidFile: string,
  question: Question,
  patience: number,
  command = 'master'
): Promise<Status> {
  const socket = await connectTo(controlOf(pidFile))
  if (!socket) throw new SERVE_ERR_NOT_RUNNING(command, pidFile)
  socket.end(JSON.stringify(question))
  const silence = setTimeout(
    () => socket.destroy(new SERVE_ERR_NO_ANSWER(command, pidFile, patience)),
    patience * 1_000
  )
  const said = await text(socket).finally(() => clearTimeout(silence))
  const answer: Answer = said ? JSON.parse(said) : { error: 'It ended before it had done so.' }
  if ('error' in answer) throw new SERVE_ERR_REPORTED(answer.error)
  return answer.status
}

/** The control socket that belongs to a pid file. */
export function controlOf(pidFile: string): string {
  return `${pidFile}.sock`
}

async function respond(socket: Socket, answer: (question: Question) => Promise<Answer>): Promise<void> {
  const question: Question = JSON.parse(await readAll(socket))
  const given = await answer(question).catch((error): Answer => ({ error: error.message }))
  socket.write(JSON.stringify(given))
  // The connection of whoever stopped us ends with us.
  if (question.verb !== 'stop') socket.end()
}

// What stream/consumers reads to the end it also destroys, with the side that is to answer.
async function readAll(socket: Socket): Promise<string> {
  let said = ''
  socket.setEncoding('utf8').on('data', (part) => {
    said += part
  })
  await once(socket, 'end')
  return said
}
