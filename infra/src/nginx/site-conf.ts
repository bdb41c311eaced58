import type { StaticsEntry } from '@larder/blueprint'
import type { Deployment, Nginx } from '../deployment.js'
import { INFRA_ERR_BASE_PATH } from '../errors.js'
import { renderRealIp, renderScheme } from './balancer.js'
import { renderLargeBodies } from './large-bodies.js'
import { LISTEN, LISTEN_TLS, renderRedirect, renderTls } from './listen.js'
import { PROBES, renderLogFormat, renderSecretUpstream } from './masked-log.js'
import { renderPictures, renderPicturesZone } from './pictures.js'
import { renderCacheZone, renderHost, renderProxy } from './proxy.js'
import { hashSizeFor } from './server-names.js'
import { renderCacheControl, renderStatics } from './static-files.js'
import { lines, quote, tidy } from './syntax.js'
import { groupInstances, listPlaces, type Place, renderUpstream } from './upstreams.js'

export interface SiteOptions {
  /** What `gateway statics --json` says: prefixes, and the static files that nginx serves by itself. */
  statics: StaticsEntry[]
  /** The folder of `maintenance.html`. While it also holds a file `maintenance.on`, that page is all there is. */
  pages: string
  /** A folder that nginx may write to, for the micro-cache; pictures are kept in another one beside it. */
  cache: string
  /** The file of its access log. */
  accessLog: string
}

/**
 * A site for nginx 1.20 or later, to be included in its `http { }`, as Debian does with /etc/nginx/sites-enabled/*.
 *
 * @throws INFRA_ERR_BASE_PATH, INFRA_ERR_BLUEPRINT_UNKNOWN, INFRA_ERR_PATH
 */
export function renderSite(deployment: Deployment, options: SiteOptions): string {
  const { name, nginx } = deployment
  const { tls, serverName } = nginx
  const app = options.statics.find(({ blueprint }) => blueprint === '')
  if (app?.prefix) throw new INFRA_ERR_BASE_PATH(app.prefix)
  const hashSize = hashSizeFor(nginx)
  const accessLog = `access_log ${quote(options.accessLog)} ${name};`
  return tidy(`# Made by "npm run deploy:nginx" from the list of instances: changes go there.
${hashSize ? `# Beside other sites http { } has to have: ${hashSize}` : ''}

${renderShared(deployment, options)}

${tls ? renderRedirect(tls, nginx, accessLog) : ''}

server {
${renderListen(nginx)}
server_name ${serverName};
server_tokens off;
${accessLog}

${renderServer(deployment, options)}
}
`)
}

/** What stands in `http { }` itself: instances, variables, zones. */
function renderShared({ name, instances, nginx }: Deployment, { statics, cache }: SiteOptions): string {
  const { rate, balancer } = nginx
  const groups = groupInstances(name, instances)
  return `${groups.map((group) => renderUpstream(group, nginx)).join('\n')}

# A request keeps the id that it comes with, if that is one.
map $http_x_request_id $${name}_request_id {
default $request_id;
"~^[\\w.-]{8,64}$" $http_x_request_id;
}

${renderHost(name)}

${balancer ? renderScheme(name, balancer) : ''}

${renderLogFormat(name)}

${renderSecretUpstream(name, listPlaces(name, groups, statics))}

${renderCacheControl(name, statics)}

${rate ? `limit_req_zone $binary_remote_addr zone=limit_${name}:10m rate=${rate}r/s;` : ''}
${renderCacheZone(name, nginx, cache)}

${renderPicturesZone(name, statics, cache)}`
}

function renderServer({ name, instances, nginx }: Deployment, options: SiteOptions): string {
  const { statics, pages, cache } = options
  const { tls, bodyLimit, rate, balancer } = nginx
  const passing = (upstream: string) => renderPassing(upstream, { name, rate, pages })
  const groups = groupInstances(name, instances)
  return `${balancer ? renderRealIp(balancer) : ''}

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

${renderProxy(name, nginx, cache)}

# Not for the public: ask an instance itself.
location ~ ^${PROBES}(/|$) { return 404; }

# nginx writes whole requests into its error log; of those with a secret it writes none.
if ($${name}_has_secret) { rewrite ^ /${name}_secret last; }
location = /${name}_secret {
internal;
error_log /dev/null emerg;
${passing(`$${name}_secret_upstream$request_uri`)}
}

${renderStatics(name, statics, nginx)}

${renderPictures(name, groups, options)}

${renderLargeBodies(name, groups, { statics, passing })}

# When no gateway answers.
error_page 502 503 504 /maintenance.html;
location = /maintenance.html {
internal;
root ${quote(pages)};
ssi on;
set $contact '${renderContact(nginx.contact)}';
add_header Retry-After 30 always;
add_header Cache-Control no-store always;
}

${renderApart(listPlaces(name, groups, statics), passing)}
location / {
${passing(name)}
}`
}

/** What instances of their own serve. */
function renderApart(places: Place[], passing: (upstream: string) => string): string {
  return places
    .map(({ pattern, upstream }) => `location ~ ^${pattern}(/|$) {\n${passing(upstream)}\n}`)
    .join('\n')
}

/** What the maintenance page has in the place of its comment. */
function renderContact(contact: string | undefined): string {
  return contact ? `<p>You can write to us: <a href="mailto:${contact}">${contact}</a>.</p>` : ''
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
    // Looked for at each request: touching the file is enough.
    `if (-f ${quote(`${pages}/maintenance.on`)}) { return 503; }`,
    rate && `limit_req zone=limit_${name} burst=${rate * 2} nodelay;`,
    rate && 'limit_req_status 429;',
    `proxy_pass http://${upstream};`
  )
}
