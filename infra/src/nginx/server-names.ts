import type { Nginx } from '../deployment.js'

/**
 * The directive that nginx's `http { }` needs for long host names beside other sites: a bucket of its hash has to hold two pointers and
 * the name with its length (nginx, "Server names", optimization; NGX_HASH_ELT_SIZE).
 *
 * @returns undefined where nginx's default of 64 bytes will do
 */
export function hashSizeFor({ serverName }: Nginx): string | undefined {
  const longest = Math.max(...serverName.split(' ').map((name) => name.length))
  const bytes = 16 + Math.ceil((longest + 2) / 8) * 8
  return bytes > 64 ? `server_names_hash_bucket_size ${2 ** Math.ceil(Math.log2(bytes))};` : undefined
}
