#!/usr/bin/env node
import { existsSync } from 'node:fs'

const [folder = 'static'] = process.argv.slice(2)
if (!existsSync(folder)) {
  console.error(`larder-compress: there is no folder ${folder}. Usage: larder-compress [FOLDER]`)
  process.exit(1)
}
const { compressFolder } = await import('../dist/static/compress.js')
compressFolder(folder)
