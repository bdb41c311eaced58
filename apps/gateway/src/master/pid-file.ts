import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { GATEWAY_ERR_PID_FILE, GATEWAY_ERR_RUNS_ALREADY } from '../errors.js'
import { type Answer, controlOf, isAnswered, openControl, type Question } from './control.js'

export interface PidFile {
  /** Takes the name that the master before this one has left. */
  promote(): void
  remove(): void
}

/**
 * Writes the pid file and answers on the control socket beside it. A file that a killed master has left is replaced. The
 * successor of a master that still runs has `FILE.2`, as with gunicorn.
 *
 * @throws GATEWAY_ERR_RUNS_ALREADY, GATEWAY_ERR_PID_FILE
 */
export async function claimPidFile(
  wanted: string,
  successor: boolean,
  answer: (question: Question) => Promise<Answer>
): Promise<PidFile> {
  let file = successor ? `${wanted}.2` : wanted
  if (await isAnswered(controlOf(file))) throw new GATEWAY_ERR_RUNS_ALREADY(file, readPid(file), file)
  try {
    await openControl(controlOf(file), answer)
    // By a rename, so that nobody reads half of it.
    writeFileSync(`${file}.new`, `${process.pid}\n`)
    renameSync(`${file}.new`, file)
  } catch (error) {
    throw new GATEWAY_ERR_PID_FILE(file, explain(error, controlOf(file)))
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
      for (const path of [file, controlOf(file)]) rmSync(path, { force: true })
    }
  }
}

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}

function explain(error: unknown, control: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'EINVAL') return `${control} is too long for a socket, 107 bytes at most.`
  if (code === 'ENOENT') return 'its folder is missing.'
  if (code === 'EACCES') return 'its folder is missing or not ours to write to.'
  return error instanceof Error ? error.message : String(error)
}
