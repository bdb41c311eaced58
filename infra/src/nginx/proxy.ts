import type { Nginx } from '../deployment.js'
import { nameCacheZone } from './cache-zone.js'
import { quote } from './syntax.js'

/**
 * How requests are passed to a gateway.
 *
 * @param folder of the micro-cache
 */
export function renderProxy(name: string, nginx: Nginx, folder: string): string {
  const { timeout, microCache, balancer } = nginx
  return `proxy_http_version 1.1;
proxy_set_header Connection "";
# nginx compresses pages itself, for less.
proxy_set_header Accept-Encoding "";
proxy_set_header Host $${name}_host;
proxy_set_header X-Real-IP $remote_addr;
# What clients claim of themselves is replaced, and not added to: gateways believe nginx.
proxy_set_header X-Forwarded-For $remote_addr;
proxy_set_header X-Forwarded-Proto ${balancer ? `$${name}_scheme` : '$scheme'};
proxy_set_header X-Forwarded-Host "";
proxy_set_header X-Forwarded-Port "";
proxy_set_header Forwarded "";
proxy_set_header X-Request-Id $${name}_request_id;

# Repeated elsewhere when the connection fails; a POST only if nothing of it was sent.
proxy_next_upstream error timeout;
proxy_next_upstream_tries 3;
proxy_next_upstream_timeout 5s;
proxy_connect_timeout 2s;
proxy_send_timeout ${timeout}s;
proxy_read_timeout ${timeout}s;

${microCache ? renderCache(name, microCache, folder) : ''}`
}

/** The host that was asked for. `$host` has no port, but is never empty: HTTP/1.0 needs no Host, and the gateways do. */
export function renderHost(name: string): string {
  return `map $http_host $${name}_host {
default $http_host;
"" $host;
}`
}

export function renderCacheZone(name: string, { microCache }: Nginx, folder: string): string {
  if (!microCache) return ''
  const zone = nameCacheZone('pages', name, folder)
  return `proxy_cache_path ${quote(folder)} levels=1:2 keys_zone=${zone}:10m max_size=100m inactive=10m use_temp_path=off;

map $upstream_http_cache_control $${name}_no_store {
default "";
~no-store 1;
}`
}

function renderCache(name: string, seconds: number, folder: string): string {
  return `# Pages for visitors without a cookie, by their Vary. For these "private, no-cache" is said to browsers; no-store and
# cookies that are set are for us too.
proxy_cache ${nameCacheZone('pages', name, folder)};
proxy_cache_key $scheme$${name}_host$request_uri;
proxy_cache_valid 200 ${seconds}s;
proxy_cache_bypass $http_cookie $http_authorization;
proxy_no_cache $http_cookie $http_authorization $${name}_no_store;
proxy_ignore_headers Cache-Control Expires;
proxy_cache_lock on;
proxy_cache_use_stale updating error timeout;
add_header X-Cache $upstream_cache_status;`
}
