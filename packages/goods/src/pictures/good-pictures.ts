import { type Database, readJson } from '@larder/database'
import { releaseFile, useFile, useFiles } from '@larder/files'
import { type Static, Type } from 'typebox'

/** A picture of a good, as it is kept. */
export const GoodPicture = Type.Object({
  picture: Type.String({ description: 'The name of its file.' }),
  width: Type.Integer({ description: 'In pixels.' }),
  height: Type.Integer(),
  alt: Type.String({ maxLength: 160, description: 'What it shows, for those who do not see it.' }),
  focusX: Type.Integer({
    minimum: 0,
    maximum: 100,
    description: 'What stays where it is cropped: in hundredths of its width.'
  }),
  focusY: Type.Integer({ minimum: 0, maximum: 100, description: 'In hundredths of its height.' })
})
export type GoodPicture = Static<typeof GoodPicture>

/** As many as a page can show, and a person order. */
export const MOST_PICTURES = 12

/** The pictures of a good, in their order. */
export function findPictures(db: Database, goodId: number): Promise<GoodPicture[]> {
  return db.goodPicture.findMany({
    where: { goodId },
    orderBy: { position: 'asc' },
    select: { picture: true, width: true, height: true, alt: true, focusX: true, focusY: true }
  })
}

/** SQL for the pictures of `goods g` as JSON, in no order; NULL where it has none. */
export const PICTURES = {
  postgresql: `(SELECT json_agg(json_build_object(${jsonFields()}))::text FROM good_pictures p WHERE p.good_id = g.id)`,
  mysql: `(SELECT CAST(JSON_ARRAYAGG(JSON_OBJECT(${jsonFields()})) AS CHAR) FROM good_pictures p WHERE p.good_id = g.id)`
}

function jsonFields(): string {
  return `'position', p.position, 'picture', p.picture, 'width', p.width, 'height', p.height, 'alt', p.alt,
    'focusX', p.focus_x, 'focusY', p.focus_y`
}

const Placed = Type.Object({ ...GoodPicture.properties, position: Type.Integer() })
const AllPlaced = Type.Array(Placed)

/** The pictures of a row that has PICTURES, in their order. */
export function readPictures(text: string | null): GoodPicture[] {
  if (text === null) return []
  const placed = readJson(AllPlaced, text)
  return placed.sort((one, other) => one.position - other.position).map(({ position, ...picture }) => picture)
}

export type SaveOutcome = { outcome: 'saved' } | { outcome: 'lost'; picture: string }

/**
 * Writes the pictures of a good, in this order, in the place of those that it had. In a transaction
 * that has locked the good: a picture of the outcome `lost` is not there any more, and nothing may
 * stay of the transaction then.
 *
 * @param pictures each file once
 * @param formerly what an instance of the former release shows: the whole URL of the first picture, or
 *   the name of a static file. @default nothing
 */
export async function savePictures(
  tx: Database,
  goodId: number,
  pictures: readonly GoodPicture[],
  formerly?: (picture: GoodPicture) => string
): Promise<SaveOutcome> {
  const owner = ownerOf(goodId)
  const before = await findPictures(tx, goodId)
  const names = pictures.map(({ picture }) => picture).sort()
  for (const name of names) {
    const { outcome } = await useFile(tx, name, owner)
    if (outcome === 'unknown') return { outcome: 'lost', picture: name }
  }
  for (const { picture } of before) if (!names.includes(picture)) await releaseFile(tx, picture, owner)
  await tx.goodPicture.deleteMany({ where: { goodId } })
  const data = pictures.map((picture, index) => ({ goodId, position: index + 1, ...picture }))
  if (data.length > 0) await tx.goodPicture.createMany({ data })
  const [first] = pictures
  await tx.good.update({
    where: { id: goodId },
    data: { picture: first && formerly ? formerly(first) : null }
  })
  return { outcome: 'saved' }
}

/** Gives a good that has no pictures those of another: the same files, which both use from now on. */
export async function copyPictures(tx: Database, { from, to }: { from: number; to: number }): Promise<void> {
  // In the order of their names, as all who lock several. What was lost meanwhile is left out.
  const pictures = await findPictures(tx, from)
  const there = new Set<string>()
  for (const name of pictures.map(({ picture }) => picture).sort()) {
    const { outcome } = await useFile(tx, name, ownerOf(to))
    if (outcome === 'used') there.add(name)
  }
  const kept = pictures.filter(({ picture }) => there.has(picture))
  await tx.goodPicture.createMany({
    data: kept.map((picture, index) => ({ goodId: to, position: index + 1, ...picture }))
  })
  const { picture } = await tx.good.findUniqueOrThrow({ where: { id: from }, select: { picture: true } })
  await tx.good.update({ where: { id: to }, data: { picture } })
}

/** Gives many goods that have no picture their first one, of files that are there. */
export async function hangFirstPictures(
  tx: Database,
  pictures: readonly (GoodPicture & { goodId: number })[]
): Promise<void> {
  await tx.goodPicture.createMany({ data: pictures.map((picture) => ({ ...picture, position: 1 })) })
  await useFiles(
    tx,
    pictures.map(({ goodId, picture }) => ({ name: picture, owner: ownerOf(goodId) }))
  )
}

/** Gives back the pictures of goods that are removed. */
export async function releasePictures(tx: Database, ids: readonly number[]): Promise<void> {
  const pictures = await tx.goodPicture.findMany({
    where: { goodId: { in: [...ids] } },
    orderBy: { picture: 'asc' },
    select: { goodId: true, picture: true }
  })
  for (const { goodId, picture } of pictures) await releaseFile(tx, picture, ownerOf(goodId))
}

function ownerOf(goodId: number): string {
  return `good:${goodId}`
}
