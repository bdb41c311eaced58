import { createHash } from 'node:crypto'
import { createMissing, type PrismaClient, readJson } from '@larder/database'
import { Parse } from 'typebox/value'
import { CHECKOUT_ERR_KEY } from '../errors.js'
import { CheckoutAnswer, Status } from '../schemas.js'

/** What a request is known by. */
export interface KeyedRequest {
  /** The visitor: keys of others are others. */
  visitor: string
  /** The value of the header `Idempotency-Key`. */
  key: string
  body: object
}

/**
 * Orders once for all requests of one key: later ones get the first one's answer. One that ordered nothing is answered anew,
 * and so is one whose process ended before it had answered.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
 * @throws CHECKOUT_ERR_KEY (400)
 */
export async function answerOnce(
  db: PrismaClient,
  request: KeyedRequest,
  now: Date,
  work: () => Promise<Answer>
): Promise<(Answer & { isRepeated: boolean }) | 'key-used' | 'key-in-use'> {
  const id = hash(`${request.visitor} ${readKey(request.key)}`)
  const fingerprint = hash(JSON.stringify(request.body))
  const before = await begin(db, { id, fingerprint }, now)
  if (before) return typeof before === 'string' ? before : { ...before, isRepeated: true }
  try {
    const { status, answer } = await work()
    // Others ordered nothing, and tell what was typed.
    if (answer.outcome !== 'placed' && answer.outcome !== 'same') await forget(db, id)
    else
      await db.checkoutRequest.updateMany({ where: { id }, data: { status, answer: JSON.stringify(answer) } })
    return { status, answer, isRepeated: false }
  } catch (error) {
    await forget(db, id)
    throw error
  }
}

async function forget(db: PrismaClient, id: string): Promise<void> {
  await db.checkoutRequest.deleteMany({ where: { id, status: null } })
}

export interface Answer {
  status: Status
  answer: CheckoutAnswer
}

/** @returns the answer that was given before */
async function begin(
  db: PrismaClient,
  row: { id: string; fingerprint: string },
  now: Date
): Promise<Answer | 'key-used' | 'key-in-use' | undefined> {
  const written = await createMissing(db, db.checkoutRequest, [{ ...row, begunAt: now }])
  if (written === 1) return undefined
  const before = await db.checkoutRequest.findUnique({ where: { id: row.id } })
  if (before && before.fingerprint !== row.fingerprint) return 'key-used'
  if (before && before.answer !== null) {
    const status = Parse(Status, before.status)
    return { status, answer: readJson(CheckoutAnswer, before.answer) }
  }
  const lost = { id: row.id, status: null, begunAt: { lt: new Date(now.getTime() - LONGEST_MS) } }
  const taken = await db.checkoutRequest.updateMany({ where: lost, data: { begunAt: now } })
  return taken.count === 1 ? undefined : 'key-in-use'
}

/** The text of a structured field (RFC 8941, 3.3.3). Without its quotes it is taken too, as many send it. */
function readKey(header: string): string {
  const [, quoted, bare] =
    /^(?:"([\x20-\x21\x23-\x5b\x5d-\x7e]+)"|([\x21\x23-\x7e]+))$/.exec(header.trim()) ?? []
  const key = quoted ?? bare ?? ''
  if (key === '' || key.length > LONGEST_KEY) throw new CHECKOUT_ERR_KEY(LONGEST_KEY)
  return key
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

const LONGEST_KEY = 255
/** After this the process that had the request is taken for dead. */
const LONGEST_MS = 60_000
