import type { FastifyInstance } from 'fastify'
import { BLUEPRINT_ERR_NAME_UNKNOWN } from '../errors.js'
import { APP, registryOf } from '../registry.js'
import { languagesOf, messageFiles, readMessageFile } from './message-files.js'

/** Where one message is looked for in one language, and what wins. */
export interface MessageExplanation {
  /** Whose message it is: a blueprint, or '' for the app. */
  owner: string
  key: string
  language: string
  /** What is shown; undefined where no file has it. */
  text: string | undefined
  /** Every file in the order of search. */
  places: { file: string; owner: string; outcome: 'wins' | 'shadowed' | 'missing' }[]
}

/** Every message in every language: the data behind `gateway messages`. */
export function listMessages(app: FastifyInstance): MessageExplanation[] {
  const registry = registryOf(app)
  return [...registry.messageFolders.keys()].flatMap((owner) => {
    const languages = languagesOf(owner, registry)
    const files = languages.flatMap((language) => messageFiles(owner, language, registry))
    const keys = new Set(files.flatMap(({ file }) => Object.keys(readMessageFile(file))))
    return [...keys].flatMap((key) => explainMessage(app, owner, key))
  })
}

/**
 * How a message is looked up, in each language that its owner has.
 *
 * @param owner a blueprint's name, '' for the app
 * @throws BLUEPRINT_ERR_NAME_UNKNOWN
 */
export function explainMessage(app: FastifyInstance, owner: string, key: string): MessageExplanation[] {
  const registry = registryOf(app)
  if (!registry.messageFolders.has(owner)) {
    const known = [...registry.messageFolders.keys()].filter((name) => name !== APP)
    throw new BLUEPRINT_ERR_NAME_UNKNOWN(owner, known.join(', '))
  }
  return languagesOf(owner, registry).map((language) => {
    const files = messageFiles(owner, language, registry)
    const texts = files.map(({ file }) => readMessageFile(file)[key])
    const winner = texts.findIndex((text) => text !== undefined)
    const places = files.map((place, index) => {
      const outcome = index === winner ? 'wins' : texts[index] === undefined ? 'missing' : 'shadowed'
      return { ...place, outcome } as const
    })
    return { owner, key, language, text: texts[winner], places }
  })
}
