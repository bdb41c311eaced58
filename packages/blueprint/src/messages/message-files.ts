import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { BLUEPRINT_ERR_FOLDER_MISSING, BLUEPRINT_ERR_MESSAGES_UNREADABLE } from '../errors.js'
import { PSEUDO_LANGUAGE, pseudoText } from '../languages/pseudo-language.js'
import { readText } from '../read-text.js'
import { APP, type Registry, registryOf } from '../registry.js'

/** A file of messages, as it is looked for. */
export interface MessageFile {
  file: string
  /** Whose it is: 'app', or the blueprint's own. */
  owner: string
}

/**
 * Gives a plugin that is no blueprint messages of its own: those in `languages/` of its package.
 *
 * @param owner what keys call it: `stock` in `stock:low`
 * @throws BLUEPRINT_ERR_FOLDER_MISSING
 */
export function addMessages(app: FastifyInstance, owner: string, root: URL): void {
  const folder = fileURLToPath(new URL('languages', root))
  if (!existsSync(folder)) throw new BLUEPRINT_ERR_FOLDER_MISSING(`The plugin '${owner}'`, folder)
  registryOf(app).messageFolders.set(owner, [folder])
}

/** The files that may have an owner's messages in a language, in the order of search. */
export function messageFiles(owner: string, language: string, { messageFolders }: Registry): MessageFile[] {
  const apps = owner === APP ? [] : (messageFolders.get(APP) ?? [])
  const own = messageFolders.get(owner) ?? []
  return [
    ...apps.map((folder) => ({ file: path.join(folder, `${owner}.${language}.json`), owner: 'app' })),
    ...own.map((folder) => ({ file: path.join(folder, `${language}.json`), owner: owner || 'app' }))
  ]
}

/**
 * The messages of an owner in one language; of the pseudo-language those in English, changed.
 *
 * @throws BLUEPRINT_ERR_MESSAGES_UNREADABLE
 */
export function readMessages(owner: string, language: string, registry: Registry): Record<string, string> {
  if (language === PSEUDO_LANGUAGE) {
    const english = Object.entries(readMessages(owner, 'en', registry))
    return Object.fromEntries(english.map(([key, text]) => [key, pseudoText(text)]))
  }
  const files = messageFiles(owner, language, registry).reverse()
  return Object.assign({}, ...files.map(({ file }) => readMessageFile(file)))
}

/** An owner's own messages in English, without those of the app. */
export function readOwnEnglish(owner: string, { messageFolders }: Registry): Record<string, string> {
  const folders = [...(messageFolders.get(owner) ?? [])].reverse()
  return Object.assign({}, ...folders.map((folder) => readMessageFile(path.join(folder, 'en.json'))))
}

/** @returns nothing where there is no such file */
export function readMessageFile(file: string): Record<string, string> {
  if (!existsSync(file)) return {}
  const messages = parseMessages(readText(file))
  if (!messages) throw new BLUEPRINT_ERR_MESSAGES_UNREADABLE(file)
  return messages
}

function parseMessages(json: string): Record<string, string> | undefined {
  try {
    const parsed: unknown = JSON.parse(json)
    return isMessages(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isMessages(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === 'string')
  )
}

/** The languages that an owner has files of, of its own or of the app's. */
export function languagesOf(owner: string, { messageFolders }: Registry): string[] {
  const named = (folders: string[] = [], name: RegExp) =>
    folders
      .filter(existsSync)
      .flatMap((folder) => readdirSync(folder).flatMap((file) => name.exec(file)?.[1] ?? []))
  const own = named(messageFolders.get(owner), /^([\w-]+)\.json$/)
  const app = owner === APP ? [] : named(messageFolders.get(APP), new RegExp(`^${owner}\\.([\\w-]+)\\.json$`))
  return [...new Set([...own, ...app])].sort()
}
