import type { StaticsEntry } from '@larder/blueprint'
import { nameCacheZone } from './cache-zone.js'
import { quote } from './syntax.js'
import { type Group, upstreamOf } from './upstreams.js'

/** Where the pictures of a shop are, `/pictures`; undefined where it has none. */
export function picturesPrefix(entries: StaticsEntry[]): string | undefined {
  return entries.find(({ blueprint }) => blueprint === 'pictures')?.prefix
}

/** Where they are kept: beside the pages of the micro-cache, since each folder is cleared by its own rules. */
export function renderPicturesZone(name: string, statics: StaticsEntry[], cache: string): string {
  if (picturesPrefix(statics) === undefined) return ''
  const zone = nameCacheZone('pictures', name, cache)
  return `proxy_cache_path ${quote(`${cache}-pictures`)} levels=1:2 keys_zone=${zone}:10m max_size=2g inactive=60d use_temp_path=off;`
}

/** A picture is the same for everybody, as long as the gateway says, which is for ever: it is asked for once. */
export function renderPictures(
  name: string,
  groups: Group[],
  { statics, pages, cache }: { statics: StaticsEntry[]; pages: string; cache: string }
): string {
  const prefix = picturesPrefix(statics)
  if (prefix === undefined) return ''
  const upstream = upstreamOf('pictures', groups, name)
  return `location ^~ ${prefix}/ {
if (-f ${quote(`${pages}/maintenance.on`)}) { return 503; }
proxy_pass http://${upstream};
proxy_cache ${nameCacheZone('pictures', name, cache)};
proxy_cache_key $uri;
proxy_cache_bypass 0;
proxy_no_cache 0;
proxy_ignore_headers Expires;
proxy_cache_lock on;
proxy_cache_use_stale updating error timeout;
add_header X-Cache $upstream_cache_status;
}`
}
