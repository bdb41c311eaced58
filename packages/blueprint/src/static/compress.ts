import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** Writes `NAME.br` and `NAME.gz` beside every file of a folder that gets smaller by it. */
export function compressFolder(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (COMPRESSIBLE.test(name)) compressFile(path.join(folder, name))
  }
}

/** Names of the files that `compressFolder` writes. */
export const COMPRESSED = /\.(br|gz)$/

const COMPRESSIBLE = /\.(css|html|js|json|map|mjs|svg|txt|xml)$/
// Bytes. Smaller files save less than the headers of the answer weigh.
const WORTHWHILE = 1_024

function compressFile(file: string): void {
  const content = readFileSync(file)
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  keep(`${file}.br`, content, brotliCompressSync(content, { params: quality }))
  keep(`${file}.gz`, content, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }))
}

function keep(file: string, content: Buffer, compressed: Buffer): void {
  if (content.length >= WORTHWHILE && compressed.length < content.length) writeFileSync(file, compressed)
  else rmSync(file, { force: true })
}
