import pretty from 'pino-pretty'

/** Where logs go: lines for people on a terminal, JSON for programs elsewhere. */
export function logStream(): NodeJS.WritableStream {
  if (!process.stdout.isTTY) return process.stdout
  return pretty({ translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname,reqId,ip', sync: true })
}
