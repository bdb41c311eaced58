import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BlueprintsOptions } from '@larder/blueprint'
import type { LoadedShop } from './define-shop.js'

const ROOT = new URL('../../', import.meta.url)

/** The folders of an app's templates, mails, files and messages: the project's, of which it may lack some, over Larder's. */
export function foldersOfApp(own: LoadedShop | undefined): BlueprintsOptions {
  const folder = (name: string) => [path.join(own?.folder ?? fileURLToPath(ROOT), name)].find(existsSync)
  return {
    templates: folder('templates'),
    mail: folder('mail'),
    static: folder('static'),
    messages: folder('languages'),
    ...(own?.folder && { base: { name: 'larder', root: ROOT } })
  }
}

/** The folders of this name, the first of which wins. */
export function foldersOf(own: LoadedShop | undefined, name: string): string[] {
  const roots = [own?.folder ?? [], fileURLToPath(ROOT)].flat()
  return roots.map((root) => path.join(root, name))
}
