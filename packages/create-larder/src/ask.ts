import { cancel, intro, isCancel, multiselect, outro, select, text } from '@clack/prompts'
import { checkFolder, checkLanguages, type Database, splitList } from './choices.js'
import { ALL, FEATURES } from './features.js'
import type { Arguments } from './read-arguments.js'
import { Refused } from './refused.js'

/** Asks for what the command line leaves open. An interruption ends the process, before anything is made. */
export async function ask(given: Arguments): Promise<Arguments> {
  intro('A shop of your own')
  const folder = given.folder ?? (await askFolder())
  const features = given.features ?? (await askFeatures())
  const database = given.database ?? (await askDatabase())
  const languages = given.languages ?? (await askLanguages())
  outro(`Making ${folder} …`)
  return { ...given, folder, features, database, languages }
}

async function askFolder(): Promise<string> {
  const answer = await text({
    message: 'Where?',
    placeholder: 'my-shop',
    defaultValue: 'my-shop',
    validate: (given) => complaintOf(() => checkFolder(given || 'my-shop'))
  })
  return isCancel(answer) ? leave() : answer
}

async function askFeatures(): Promise<string[]> {
  const options = FEATURES.map(({ name, about }) => ({ value: name, label: name, hint: about }))
  const message = 'Which features, besides goods, users and staff? What one needs comes along.'
  const answer = await multiselect({ message, options, initialValues: ALL, required: false })
  return isCancel(answer) ? leave() : answer
}

async function askDatabase(): Promise<Database> {
  const options: { value: Database; label: string; hint?: string }[] = [
    { value: 'embedded', label: 'embedded PostgreSQL', hint: 'comes with npm, for development' },
    { value: 'postgres', label: 'a PostgreSQL of mine' },
    { value: 'mysql', label: 'a MySQL or MariaDB of mine' }
  ]
  const answer = await select({ message: 'Which database?', options })
  return isCancel(answer) ? leave() : answer
}

async function askLanguages(): Promise<string[]> {
  const answer = await text({
    message: 'Which languages, the default first?',
    placeholder: 'en,zh-Hans',
    defaultValue: 'en',
    validate: (given) => complaintOf(() => checkLanguages(splitList(given || 'en')))
  })
  return isCancel(answer) ? leave() : checkLanguages(splitList(answer))
}

function leave(): never {
  cancel('Nothing was made.')
  process.exit(130)
}

function complaintOf(check: () => unknown): string | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}
