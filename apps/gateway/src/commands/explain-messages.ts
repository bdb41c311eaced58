import path from 'node:path'
import { explainMessage, listMessages, type MessageExplanation } from '@larder/blueprint'
import { printJson, printTable } from './print-table.js'
import { withShop } from './with-shop.js'

/** Prints every message in every language that it has, with the file that wins. */
export async function printMessages(json = false): Promise<void> {
  const messages = await withShop(listMessages)
  if (json) return printJson(messages)
  const shown = messages.flatMap((message) => {
    const winner = message.places.find(({ outcome }) => outcome === 'wins')
    return winner ? [[nameOf(message), message.language, winner.owner, shortPath(winner.file)]] : []
  })
  printTable([['MESSAGE', 'LANGUAGE', 'WHOSE', 'FILE'], ...shown])
}

/**
 * Prints where one message is looked for in each language, and what wins.
 *
 * @param message `goods:list.count`, or `home.title` for the app's own
 * @throws where it is nowhere to be found
 */
export async function printMessage(message: string, json = false): Promise<void> {
  const [key = '', owner = ''] = message.split(':').reverse()
  const found = await withShop((app) => explainMessage(app, owner, key))
  if (json) printJson(found)
  else printTable(found.flatMap(rowsOf))
  if (found.every(({ text }) => text === undefined)) throw new Error(`There is no message ${message}.`)
}

function rowsOf({ language, text, places }: MessageExplanation): string[][] {
  return places.map(({ file, outcome }) => [
    language,
    outcome,
    shortPath(file),
    outcome === 'wins' ? (text ?? '') : ''
  ])
}

function nameOf({ owner, key }: MessageExplanation): string {
  return owner ? `${owner}:${key}` : key
}

function shortPath(file: string): string {
  return path.relative(process.cwd(), file)
}
