import { createHash } from 'node:crypto'
import { type Database, inTransaction, queryRows, rollBack, statement } from '@larder/database'
import type { Picture } from '@larder/pictures'
import { type Actor, recordAudit } from '@larder/staff'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { findPictures, type GoodPicture, MOST_PICTURES, savePictures } from '../../pictures/good-pictures.js'
import { picturesOf } from '../../pictures/show-picture.js'
import type { PictureChange } from './read-list.js'

export interface PicturedGood {
  id: number
  name: string
  slug: string
  /** A digest of its pictures: who changes them says which were seen. */
  version: number
  pictures: GoodPicture[]
}

/** A good with its pictures, be it published or not. */
export async function findPicturedGood(db: Database, id: number): Promise<PicturedGood | undefined> {
  const good = await db.good.findUnique({ where: { id }, select: { id: true, name: true, slug: true } })
  return good ? addPictures(db, good) : undefined
}

type App = Pick<FastifyInstance, 'db' | 'urlFor' | 'assetUrl'>

export type ChangeOutcome =
  | { outcome: 'saved' | 'changed-since'; good: PicturedGood }
  | { outcome: 'unknown' | 'lost' }

/** Writes the pictures that a good is to have: those that it has, changed, in another order, or fewer. */
export function changePictures(
  app: App,
  id: number,
  actor: Actor,
  { version, pictures }: { version: number; pictures: readonly PictureChange[] }
): Promise<ChangeOutcome> {
  return inTransaction(app.db, async (tx) => {
    const good = await lockGood(tx, id)
    if (!good) return { outcome: 'unknown' }
    if (good.version !== version) return { outcome: 'changed-since', good }
    const before = new Map(good.pictures.map((picture) => [picture.picture, picture]))
    const after = pictures.flatMap((change) => {
      const known = before.get(change.picture)
      before.delete(change.picture)
      return known ? [{ ...known, ...change }] : []
    })
    return save(tx, app, { good, after, actor, action: 'goods.pictures' })
  })
}

export type AddOutcome =
  | { outcome: 'added' | 'known'; good: PicturedGood }
  | { outcome: 'unknown' | 'lost' | 'full' }

/** Puts a picture behind those that the good has. */
export function addToGood(app: App, id: number, actor: Actor, picture: Picture): Promise<AddOutcome> {
  return inTransaction(app.db, async (tx) => {
    const good = await lockGood(tx, id)
    if (!good) return { outcome: 'unknown' }
    if (good.pictures.some((one) => one.picture === picture.picture)) return { outcome: 'known', good }
    if (good.pictures.length >= MOST_PICTURES) return { outcome: 'full' }
    const after = [...good.pictures, { ...picture, alt: '', focusX: 50, focusY: 50 }]
    const saved = await save(tx, app, { good, after, actor, action: 'goods.add-picture' })
    return 'good' in saved ? { outcome: 'added', good: saved.good } : saved
  })
}

async function lockGood(tx: Database, id: number): Promise<PicturedGood | undefined> {
  const [good] = await queryRows(tx, LOCK_GOOD, [id])
  return good && addPictures(tx, good)
}

async function addPictures(db: Database, good: Omit<PicturedGood, 'version' | 'pictures'>) {
  const pictures = await findPictures(db, good.id)
  return { ...good, version: versionOf(pictures), pictures }
}

/** Seven hexadecimal digits, which any version of a form can hold. */
function versionOf(pictures: readonly GoodPicture[]): number {
  const digest = createHash('sha256').update(JSON.stringify(pictures)).digest('hex')
  return Number.parseInt(digest.slice(0, 7), 16)
}

const LOCK_GOOD = statement(
  Type.Object({ id: Type.Integer(), name: Type.String(), slug: Type.String() }),
  'SELECT id, name, slug FROM goods WHERE id = $1 FOR UPDATE'
)

interface Saving {
  good: PicturedGood
  after: GoodPicture[]
  actor: Actor
  action: string
}

async function save(tx: Database, app: App, { good, after, actor, action }: Saving) {
  const { id } = good
  const show = picturesOf(app)
  const formerly = (picture: GoodPicture) => show(picture)?.large ?? ''
  const saved = await savePictures(tx, id, after, formerly)
  if (saved.outcome === 'lost') return rollBack({ outcome: 'lost' as const })
  const changes = { pictures: [good.pictures.map(inWords), after.map(inWords)] as const }
  await recordAudit(tx, actor, { action, subject: ['good', id], changes })
  return { outcome: 'saved' as const, good: await addPictures(tx, good) }
}

/** For the log. */
function inWords({ picture, alt, focusX, focusY }: GoodPicture): string {
  return `${picture.slice(0, 12)} ${focusX}/${focusY} ${alt}`.trim()
}
