import type { StaticsEntry } from '@larder/blueprint'
import type { Deployment, Nginx } from './deployment.js'
import { LISTEN, LISTEN_TLS, renderRedirect, renderTls } from './listening.js'
import { renderCacheZone, renderProxy } from './proxying.js'
import { lines, quote, tidy } from './quoting.js'
import { renderCacheControl, renderStatics } from './static-files.js'
import { groupInstances, prefixOf, renderUpstream } from './upstreams.js'

export interface SiteOptions {
  /** What `gateway statics --json` says: prefixes, and the static files that nginx serves by itself. */
  statics: StaticsEntry[]
  /** The folder of `maintenance.html`. While it also holds a file `maintenance.on`, that page is all there is. */
  pages: string
  /** A folder that nginx may write to; used for the micro-cache only. */
  cache: string
}

/**
 * A site for nginx 1.20 or later, to be included in its `http { }`, as Debian does with /etc/nginx/sites-enabled/*.
 *
 * @throws INFRA_ERR_BLUEPRINT_UNKNOWN, INFRA_ERR_PATH
 */
export function renderSite({ name, instances, nginx }: Deployment, options: SiteOptions): string {
  const { statics, pages, cache } = options
  const { tls, serverName, bodyLimit, rate } = nginx
  const groups = groupInstances(name, instances)
  const proxied = (upstream: string) => renderPassing(upstream, { name, rate, pages })
  const apart = groups.flatMap(({ upstream, only }) =>
    only.map((blueprint) => `location ~ ^${prefixOf(blueprint, statics)}(/|$) ${proxied(upstream)}`)
  )
  return tidy(`# Made by "npm run deploy:nginx" from the list of instances: changes go there.

${groups.map((group) => renderUpstream(group, nginx)).join('\n')}

# A request keeps the id that it comes with, if that is one.
map $http_x_request_id $${name}_request_id {
default $request_id;
"~^[\\w.-]{8,64}$" $http_x_request_id;
}

${renderCacheControl(name, statics)}

${rate ? `limit_req_zone $binary_remote_addr zone=limit_${name}:10m rate=${rate}r/s;` : ''}
${renderCacheZone(name, nginx, cache)}

${tls ? renderRedirect(tls, serverName) : ''}

server {
${renderListen(nginx)}
server_name ${serverName};
server_tokens off;

${tls ? renderTls(tls, name) : ''}

client_max_body_size ${bodyLimit};
client_header_timeout 15s;
client_body_timeout 15s;
send_timeout 15s;
keepalive_timeout 65s;

gzip on;
gzip_vary on;
gzip_proxied any;
gzip_min_length 1024;
gzip_types text/css text/javascript application/javascript application/json image/svg+xml;

${renderProxy(name, nginx)}

# Not for the public: ask an instance itself.
location ~ ^/(healthz|readyz|metrics)(/|$) { return 404; }

${renderStatics(name, statics, nginx)}

# When no gateway answers.
error_page 502 503 504 /maintenance.html;
location = /maintenance.html {
internal;
root ${quote(pages)};
add_header Retry-After 30 always;
add_header Cache-Control no-store always;
}

${apart.join('\n')}
location / ${proxied(name)}
}
`)
}

function renderListen({ listen, tls }: Nginx): string {
  const addresses = listen ?? (tls ? LISTEN_TLS : LISTEN)
  return addresses.map((address) => `listen ${address}${tls ? ' ssl http2' : ''};`).join('\n')
}

interface PassingOptions {
  name: string
  rate: Nginx['rate']
  pages: string
}

function renderPassing(upstream: string, { name, rate, pages }: PassingOptions): string {
  return lines(
    '{',
    // Looked for at each request: touching the file is enough.
    `if (-f ${quote(`${pages}/maintenance.on`)}) { return 503; }`,
    rate && `limit_req zone=limit_${name} burst=${rate * 2} nodelay;`,
    rate && 'limit_req_status 429;',
    `proxy_pass http://${upstream};`,
    '}'
  )
}
