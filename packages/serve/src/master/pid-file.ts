import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type Answer, controlOf, isRunning, openControl, type Question } from '../control/control-socket.js'
import { SERVE_ERR_PID_FILE, SERVE_ERR_RUNS_ALREADY } from '../errors.js'
import { PATH_PROBLEMS, removeSocket } from '../sockets/unix-sockets.js'

export interface PidFileOptions {
  /** The file that was asked for. */
  wanted: string
  /** What the instance is called on the command line. */
  command: string
  /** Whether another master runs, whose place this one is to take. */
  successor: boolean
}

export interface PidFile {
  /** Takes the name that the master before this one has left. */
  promote(): void
  remove(): void
}

/**
 * Writes the pid file and answers on the control socket beside it. A file that a killed master has left is replaced. The
 * successor of a master that still runs has `FILE.2`, as with gunicorn.
 *
 * @throws SERVE_ERR_RUNS_ALREADY, SERVE_ERR_PID_FILE
 */
export async function claimPidFile(
  { wanted, command, successor }: PidFileOptions,
  answer: (question: Question) => Promise<Answer>
): Promise<PidFile> {
  let file = successor ? `${wanted}.2` : wanted
  if (await isRunning(file)) {
    throw new SERVE_ERR_RUNS_ALREADY(command, file, readPid(file) ?? 'unknown', command, file)
  }
  if (!/^\d*$/.test(readPid(file) ?? '')) throw new SERVE_ERR_PID_FILE(file, 'another file has that name.')
  try {
    await openControl(controlOf(file), answer)
    // By a rename, so that nobody reads half of it.
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, `${process.pid}\n`)
    renameSync(draft, file)
  } catch (error) {
    throw new SERVE_ERR_PID_FILE(file, explain(error, controlOf(file)))
  }
  return {
    promote() {
      renameSync(controlOf(file), controlOf(wanted))
      renameSync(file, wanted)
      file = wanted
    },
    remove() {
      if (readPid(file) !== String(process.pid)) return
      // The server is not closed: Node would remove what has the name now that it was opened by.
      rmSync(file, { force: true })
      removeSocket(controlOf(file))
    }
  }
}

/** What a pid file says; undefined where there is none. */
function readPid(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

function explain(error: unknown, control: string): string {
  const problem = error instanceof Error && 'code' in error && PATH_PROBLEMS[String(error.code)]
  return problem ? `${control} ${problem}` : String(error)
}
