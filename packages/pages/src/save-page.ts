import { createMissing, type Database } from '@larder/database'
import { LANGUAGE, type PageName } from './page-names.js'

/**
 * Writes the next version of a page. Earlier ones stay.
 *
 * @param seen the version that the text was made from; 0 for the draft
 * @returns the new version; undefined if somebody else wrote one meanwhile
 */
export async function savePage(
  tx: Database,
  name: PageName,
  { title, body, actorId }: { title: string; body: string; actorId: number },
  seen: number
): Promise<number | undefined> {
  const [key, version] = [{ name, language: LANGUAGE }, seen + 1]
  const isNext =
    seen === 0
      ? (await createMissing(tx, tx.page, [{ ...key, version }])) > 0
      : (await tx.page.updateMany({ where: { ...key, version: seen }, data: { version } })).count > 0
  if (!isNext) return undefined
  const text = { title, body: Buffer.from(body), at: new Date(), actorId }
  await tx.pageVersion.create({ data: { ...key, version, ...text }, select: { version: true } })
  return version
}
