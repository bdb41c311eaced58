import path from 'node:path'
import { ask } from './ask.js'
import { type Choices, checkFolder, SPOKEN } from './choices.js'
import { ALL, completeFeatures } from './features.js'
import { makeProject } from './make-project.js'
import { type Arguments, HELP, readArguments } from './read-arguments.js'
import { Refused } from './refused.js'

/** The command `create-larder`: exit code 1 with one line where there is no project, 130 where it was interrupted. */
export async function main(args: string[]): Promise<void> {
  try {
    const given = readArguments(args)
    if (given.help) console.log(HELP)
    else await create(given)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    console.error(`create-larder: ${error.message}`)
    process.exitCode = 1
  }
}

async function create(given: Arguments): Promise<void> {
  // What is wrong is said before anything is asked.
  if (given.folder !== undefined) checkFolder(given.folder)
  const isOpen = [given.folder, given.features, given.database, given.languages].includes(undefined)
  const asks = isOpen && !given.yes && process.stdin.isTTY && process.stdout.isTTY
  const wish = asks ? await ask(given) : given
  if (wish.folder === undefined) throw new Refused('Name a folder: npm create larder@latest my-shop')
  const { features, added } = completeFeatures(wish.features ?? ALL)
  for (const one of added) console.log(`${one.for} does not work without ${one.name}, which comes along.`)
  const { database = 'embedded', languages = ['en'] } = wish
  const foreign = languages.filter((language) => !SPOKEN.includes(language)).join(', ')
  if (foreign)
    console.log(`Larder has no words in ${foreign}: pages are in English where languages/ has none of yours.`)
  const choices: Choices = { ...checkFolder(wish.folder), features, database, languages }
  await makeProject(choices)
  console.log(whatNow(choices))
}

function whatNow({ folder, features, database }: Choices): string {
  const without = ALL.filter((name) => !features.includes(name))
  const leftOut = without.length > 0 ? `  It does without ${without.join(', ')}.\n` : ''
  const server = database === 'embedded' ? '' : '  Write your DATABASE_URL into development.env.\n'
  return `
  Made ${folder}.
${leftOut}${server}
  cd ${path.relative('', folder) || '.'}
  npm start          the shop, at http://127.0.0.1:8000
  npm run dev        the same while you work: what changes is there at once
  npm test           its tests

  What is where stands in README.md.
`
}
