import type { StaticFolder, StaticsEntry } from '@larder/blueprint'
import type { Nginx } from '../deployment.js'
import { lines, quote } from './syntax.js'

/** A variable with the Cache-Control of a file: for ever where `?v=` is the hash of a known file. */
export function renderCacheControl(name: string, entries: StaticsEntry[]): string {
  const files = foldersOf(entries).flatMap((folder) => folder.files)
  const byHash = new Map(files.map(({ hash, url }) => [hash, url]))
  const kept = [...byHash].map(([hash, url]) => `${hash} "public, max-age=31536000, immutable"; # ${url}`)
  // By the hash alone, since whole addresses would not fit the hash table that nginx makes of them by default.
  return `map $arg_v $${name}_cache_control {
default no-cache;
${kept.join('\n')}
}`
}

/** Where nginx serves files by itself. A picture that is opened by itself runs no scripts. */
export function renderStatics(name: string, entries: StaticsEntry[], nginx: Nginx): string {
  return foldersOf(entries)
    .map((folder) => renderStatic(name, folder, nginx))
    .join('\n')
}

function renderStatic(name: string, { url, folder }: StaticFolder, { brotli }: Nginx): string {
  return lines(
    `location ^~ ${url} {`,
    `alias ${quote(`${folder.replace(/\/$/, '')}/`)};`,
    'location ~ /\\. { return 404; }',
    'gzip_static on;',
    brotli && 'brotli_static on;',
    `add_header Cache-Control $${name}_cache_control;`,
    'add_header X-Content-Type-Options nosniff;',
    `add_header Content-Security-Policy "default-src 'none'; style-src 'unsafe-inline'; sandbox";`,
    '}\n'
  )
}

function foldersOf(entries: StaticsEntry[]): StaticFolder[] {
  return entries.flatMap(({ statics }) => (statics ? [statics] : []))
}
