import { chmodSync, chownSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type DestinationStream, destination } from 'pino'
import { messageOf, SERVE_ERR_LOG } from '../errors.js'

export interface LogOptions {
  /** A file, or `-` for stderr. */
  errorLogfile: string
  /** A file, or `-` for stdout. @default none */
  accessLogfile?: string | undefined
  /** The account of the workers. @default this process's own */
  user?: number | undefined
  group?: number | undefined
}

/** The logs of one process. All processes append to the same files, each line whole and by one write. */
export interface Logs {
  /** What goes wrong, and what the processes do: JSON lines, and lines for people on a terminal. */
  error: DestinationStream
  /** A line for each request; undefined where nobody asked for it. */
  access?: DestinationStream
  /** Goes on in new files where the present ones were moved away, as logrotate does. */
  reopen(): void
  close(): void
}

/**
 * Opens the logs; their folders are made. With root as the master, the files are given to the workers' account, so that
 * it can open them too.
 *
 * @throws SERVE_ERR_LOG
 */
export function openLogs(options: LogOptions): Logs {
  const { errorLogfile, accessLogfile, user, group } = options
  const files: ReturnType<typeof destination>[] = []
  const error = withoutFlush(errorLogfile === '-' ? standardError() : openFile(errorLogfile))
  const access = accessLogfile === '-' ? openStream(1) : accessLogfile && openFile(accessLogfile)
  return {
    error,
    access: access || undefined,
    reopen() {
      for (const file of files) file.reopen()
      giveAway()
    },
    close() {
      for (const file of files) file.end()
    }
  }

  function openFile(file: string): DestinationStream {
    try {
      makeLogFolder(file, options)
      files.push(openStream(file))
      giveAway()
    } catch (error) {
      throw new SERVE_ERR_LOG(file, messageOf(error))
    }
    return files.at(-1) as DestinationStream
  }

  function giveAway() {
    if (!hasOtherAccount(options)) return
    for (const { file } of files as { file?: string }[]) if (file) chownSync(file, user ?? -1, group ?? -1)
  }
}

/** Makes the folder of a log. The workers' account has to enter each folder that is made, whatever the umask. */
export function makeLogFolder(file: string, options: LogOptions): void {
  const folder = path.dirname(path.resolve(file))
  const first = mkdirSync(folder, { recursive: true })
  if (first === undefined || !hasOtherAccount(options)) return
  for (let made = folder; made.startsWith(first); made = path.dirname(made)) chmodSync(made, 0o755)
}

function hasOtherAccount({ user, group }: LogOptions): boolean {
  return process.getuid?.() === 0 && (user ?? group) !== undefined
}

/** Whether people read what is logged. */
export function isTerminalLog({ errorLogfile }: LogOptions): boolean {
  return errorLogfile === '-' && process.stderr.isTTY
}

// Without a buffer: a write to the page cache costs less than the way through libuv's threads, and what a killed
// process has logged is there.
function openStream(dest: string | number) {
  const stream = destination({ dest, sync: true, mkdir: true, maxLength: MOST_UNWRITTEN })
  // A full disk costs lines, and no process.
  stream.on('error', () => {})
  return stream
}

function standardError(): DestinationStream {
  if (!process.stderr.isTTY) return openStream(2)
  // Only here: few processes need it, and it takes long to load.
  const { prettyFactory } = createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty')
  const format = prettyFactory({
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname,reqId,ip',
    colorize: true
  })
  // A window that was closed.
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => {})
  return { write: (line) => void process.stderr.write(format(line)) }
}

/** For pino: it would flush what a full disk refuses, and sonic-boom does not come back from that. */
function withoutFlush(stream: DestinationStream): DestinationStream {
  return { write: (line) => stream.write(line) }
}

/** Bytes that are kept while the disk refuses them. */
const MOST_UNWRITTEN = 1_000_000
