import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { BLUEPRINT_ERR_FOLDER_MISSING } from './errors.js'
import type { Scope } from './registry.js'

/**
 * What a blueprint's package has beside its code.
 *
 * @throws BLUEPRINT_ERR_FOLDER_MISSING
 */
export function packageAt(
  root: string,
  blueprint: string
): Pick<Scope, 'package' | 'templates' | 'mail' | 'static'> & { messages: string } {
  if (!existsSync(root)) throw new BLUEPRINT_ERR_FOLDER_MISSING(`The blueprint '${blueprint}'`, root)
  const manifest = path.join(root, 'package.json')
  return {
    package: existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).name : undefined,
    templates: path.join(root, 'templates'),
    mail: path.join(root, 'mail'),
    static: path.join(root, 'static'),
    messages: path.join(root, 'languages')
  }
}
