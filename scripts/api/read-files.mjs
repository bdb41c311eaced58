import { readFileSync } from 'node:fs'
import path from 'node:path'
import { readArguments } from '../languages/check-text.mjs'
import { filesIn } from '../languages/find-owners.mjs'

/** The templates of pages and mails in the folders that are packed, each with the names of the data that it reads, which an override gets. */
export function readTemplates(folder, packed = []) {
  const places = packed.filter((name) => !/^dist$|\./.test(name)).map((name) => path.join(folder, name))
  return places
    .flatMap((place) => filesIn(place, '.eta'))
    .sort()
    .map((file) => {
      const data = dataOf(readFileSync(file, 'utf8'))
      return `${path.relative(folder, file)}${data.length > 0 ? `: ${data.join(', ')}` : ''}`
    })
    .join('\n')
}

function dataOf(text) {
  const named = [...text.matchAll(/\bit\.(\w+)/g)].map(([, name]) => name)
  const taken = [...text.matchAll(/\{([^{}]*)\}\s*=\s*it\b/g)].flatMap(([, names]) =>
    names.split(',').map((name) => name.split(/[:=]/)[0].trim())
  )
  return [...new Set([...named, ...taken])].filter((name) => /^\w+$/.test(name)).sort()
}

/** The messages of the blueprints and plugins of a package, by the names that an app overrides them by. */
export function readMessages(folder, owners) {
  return owners
    .filter(({ root }) => root === folder || root.startsWith(`${folder}/`))
    .flatMap(({ name, english }) => [...english].map((message) => printMessage(name, message)))
    .sort()
    .join('\n')
}

function printMessage(owner, [key, text]) {
  const values = [...readArguments(text).keys()].sort().map((value) => `{${value}}`)
  return [owner === '' ? key : `${owner}:${key}`, ...values].join(' ')
}

/** The variables of the environment that a package reads, those for its tests left out. */
export function readEnvironment(folder) {
  const sources = filesIn(path.join(folder, 'src'), '.ts').filter(
    (file) => !/\/(generated|testing)\//.test(file)
  )
  const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n')
  const names = [...text.matchAll(VARIABLE)].map((match) => match.slice(1).find(Boolean))
  return [...new Set(names)].sort().join('\n')
}

/** A row of settings, an option of a command, or the variable itself. */
const VARIABLE =
  /\benv: '([A-Z][A-Z0-9_]+)'|\.env\('([A-Z][A-Z0-9_]+)'\)|\benv\.([A-Z][A-Z0-9_]+)\b|\{ ([A-Z][A-Z0-9_]+)(?:: \w+)? \} = process\.env/g
