import { createHash } from 'node:crypto'

/**
 * The name of the zone for what a folder keeps. Another folder needs another zone: nginx would take a reload without a
 * word, and go on with its former configuration, since it moves no zone that is in use.
 */
export function nameCacheZone(kind: 'pages' | 'pictures', name: string, folder: string): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 8)
  return `${kind}_${name}_${hash}`
}
