import { inTransaction, type PrismaClient, rollBack } from '@larder/database'
import { releaseFile, useFile } from '@larder/files'
import type { Picture } from '@larder/pictures'
import { type Actor, changesBetween, recordAudit } from '@larder/staff'
import { printPicture, readPicture } from '../picture-value.js'
import { findStored, type Section, saveSection } from '../settings-store.js'

/**
 * Sets a picture of a section, or takes it away, and counts that its file is used. The other fields
 * stay, so it needs no version that somebody saw.
 *
 * @returns `changed` where somebody saved the section at the same moment, `lost` where the file is gone
 */
export function changePicture(
  db: PrismaClient,
  { section, field, picture }: { section: Section; field: string; picture: Picture | undefined },
  actor: Actor
): Promise<{ outcome: 'saved' | 'changed' | 'lost' }> {
  const owner = `setting:${section.name}.${field}`
  return inTransaction<{ outcome: 'saved' | 'changed' | 'lost' }, { outcome: 'changed' | 'lost' }>(
    db,
    async (tx) => {
      const { set, version } = await findStored(tx, section)
      const before = { ...section.defaults, ...set }
      const after = { ...before, [field]: picture ? printPicture(picture) : '' }
      if (!(await saveSection(tx, section, after, version))) return rollBack({ outcome: 'changed' })
      const former = readPicture(String(before[field] ?? ''))
      if (picture && (await useFile(tx, picture.picture, owner)).outcome === 'unknown')
        return rollBack({ outcome: 'lost' })
      if (former && former.picture !== picture?.picture) await releaseFile(tx, former.picture, owner)
      const subject = ['settings', section.name] as const
      const changes = changesBetween(before, after)
      await recordAudit(tx, actor, { action: 'settings.edit', subject, changes })
      return { outcome: 'saved' }
    }
  )
}
