import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Undo } from './undo.js'

/** A statement with its values, as text. */
export interface Recorded {
  text: string
  values: (string | null)[]
}

export interface Recorder {
  /** The database, by way of the recorder. */
  url: string
  /** What was sent while `work` ran. */
  during(work: () => Promise<unknown>): Promise<Recorded[]>
}

/**
 * Stands between an app and its PostgreSQL, and writes down what is asked. It knows of the protocol what
 * node-postgres sends: Parse, Bind and simple queries.
 *
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export async function recordStatements(undo: Undo, database: string): Promise<Recorder> {
  const { hostname, port, searchParams } = new URL(database)
  const host = searchParams.get('host')
  const target = host?.startsWith('/')
    ? { path: `${host}/.s.PGSQL.${port || 5432}` }
    : { host: hostname, port: Number(port || 5432) }
  let recording: Recorded[] | undefined
  const server = createServer((app) => {
    const postgres = connect(target)
    app.on(
      'data',
      readMessages((statement) => recording?.push(statement))
    )
    join(app, postgres)
    join(postgres, app)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.later(() => server.close())
  const address = server.address()
  const url = new URL(database)
  url.hostname = '127.0.0.1'
  url.port = typeof address === 'object' && address ? `${address.port}` : ''
  url.searchParams.delete('host')
  return {
    url: url.href,
    async during(work) {
      const recorded: Recorded[] = []
      recording = recorded
      await work()
      recording = undefined
      return recorded
    }
  }
}

function join(from: Socket, to: Socket): void {
  from.pipe(to)
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroy())
}

/** Reads what one connection sends, wherever its pieces are cut. */
function readMessages(found: (statement: Recorded) => void): (piece: Buffer) => void {
  let rest = Buffer.alloc(0)
  let isOpen = false
  const prepared = new Map<string, string>()

  return function read(piece) {
    rest = Buffer.concat([rest, piece])
    // The first message has no letter.
    for (let start = isOpen ? 1 : 0; rest.length >= start + 4; start = isOpen ? 1 : 0) {
      const end = start + rest.readInt32BE(start)
      if (rest.length < end) return
      if (isOpen) readMessage(String.fromCharCode(rest[0] ?? 0), rest.subarray(start + 4, end))
      isOpen = true
      rest = rest.subarray(end)
    }
  }

  function readMessage(kind: string, body: Buffer): void {
    const fields = new Fields(body)
    if (kind === 'Q') found({ text: fields.text(), values: [] })
    if (kind === 'P') prepared.set(fields.text(), fields.text())
    if (kind !== 'B') return
    fields.text()
    const text = prepared.get(fields.text()) ?? ''
    const formats = fields.list(() => fields.int16())
    found({ text, values: fields.list((place) => fields.value(formats[place] === 1)) })
  }
}

/** Reads a message from its begin to its end. */
class Fields {
  #at = 0

  constructor(readonly body: Buffer) {}

  /** Up to the next zero. */
  text(): string {
    const end = this.body.indexOf(0, this.#at)
    const text = this.body.toString('utf8', this.#at, end)
    this.#at = end + 1
    return text
  }

  int16(): number {
    this.#at += 2
    return this.body.readInt16BE(this.#at - 2)
  }

  /** As many as the next number says. */
  list<Item>(read: (place: number) => Item): Item[] {
    return Array.from({ length: this.int16() }, (_item, place) => read(place))
  }

  /** @param isBinary for bytes, the only values that node-postgres does not send as text */
  value(isBinary: boolean): string | null {
    const length = this.body.readInt32BE(this.#at)
    this.#at += 4
    if (length < 0) return null
    this.#at += length
    const value = this.body.subarray(this.#at - length, this.#at)
    return isBinary ? `\\x${value.toString('hex')}` : value.toString()
  }
}
