import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'tap'

const folder = new URL('../dist/bundle/', import.meta.url)

test('the bundle is kept in memory in one byte a character', async (t) => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.js'))
  t.not(files.length, 0)
  for (const file of files) t.notMatch(readFileSync(new URL(file, folder), 'utf8'), /[\u0100-\uffff]/, file)
})
