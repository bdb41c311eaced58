import type { Deployment, Instance, Nginx } from './deployment.js'

/** A folder of static files, and the URL that it is found at. */
export interface StaticFolder {
  /** `/goods/static/` */
  url: string
  folder: string
}

export interface SiteOptions {
  /** The static files that nginx serves by itself; what is not here goes to the gateway. */
  statics: StaticFolder[]
  /** URLs, with their query, of the files that never change: those with the hash of their content. */
  immutable: string[]
  /** The prefix of each blueprint, for instances with `only`. */
  prefixes: ReadonlyMap<string, string>
  /** The folder of `maintenance.html`. Where it also holds a file `maintenance.on`, that page is all there is. */
  pages: string
  /** A folder for what is cached; needed for the micro-cache only. */
  cache?: string
}

/**
 * A site of nginx, to be included in its `http { }`: as Debian does with all of /etc/nginx/sites-enabled. Works from
 * nginx 1.18 on.
 */
export function renderSite({ name, instances, nginx }: Deployment, options: SiteOptions): string {
  const { statics, immutable, prefixes, pages, cache } = options
  // A file that somebody touches, without a reload.
  const closed = `if (-f ${pages}/maintenance.on) { return 503; }`
  const groups = groupByOnly(name, instances)
  const own = groups.flatMap(({ upstream, only }) =>
    only.map((blueprint) => renderPrefix(prefixOf(blueprint, prefixes), upstream, closed))
  )
  const { listen, serverName, tls, bodyLimit, rate, microCache } = nginx
  return tidy(`# Made of deploy.json by: npm run deploy:nginx. Changes go there.

${groups.map((group) => renderUpstream(group, nginx)).join('\n')}

# A request keeps the id it comes with, if that is a sensible one.
map $http_x_request_id $${name}_request_id {
  default $request_id;
  "~^[\\w-]{8,64}$" $http_x_request_id;
}

# Files whose URL has the hash of their content never change.
map $request_uri $${name}_cache_control {
  default "no-cache";
${immutable.map((url) => `  ${quote(url)} "public, max-age=31536000, immutable";`).join('\n')}
}

# The gateway sets these headers itself; nginx adds them to what it serves.
${rate ? `limit_req_zone $binary_remote_addr zone=${name}_rate:10m rate=${rate}r/s;` : ''}
${microCache ? `proxy_cache_path ${cache} levels=1:2 keys_zone=${name}_pages:10m max_size=100m inactive=10m use_temp_path=off;` : ''}
${tls ? renderRedirect(tls.redirect, serverName) : ''}
server {
${listen.map((address) => `  listen ${address}${tls ? ' ssl http2' : ''};`).join('\n')}
  server_name ${serverName};
${tls ? renderTls(tls, name) : ''}

  # A gateway refuses more as well.
  client_max_body_size ${bodyLimit};
  client_header_timeout 15s;
  client_body_timeout 15s;
  send_timeout 15s;
  keepalive_timeout 65s;
  server_tokens off;
  ${rate ? `limit_req zone=${name}_rate burst=${rate * 2} nodelay;\n  limit_req_status 429;` : ''}

  gzip on;
  gzip_vary on;
  gzip_proxied any;
  gzip_min_length 1024;
  gzip_types text/css text/javascript application/javascript application/json image/svg+xml;

  # Not for the public.
  location ~ ^/(healthz|readyz|metrics)$ { return 404; }

${statics.map((one) => renderStatic(one, name, nginx)).join('\n')}

  error_page 502 503 504 /maintenance.html;
  location = /maintenance.html {
    internal;
    root ${pages};
    add_header Retry-After 30 always;
    add_header Cache-Control no-store always;
  }
${renderProxy(name, nginx)}
${own.join('\n')}
  location / { ${closed} proxy_pass http://${name}; }
}
`)
}

interface Group {
  upstream: string
  only: string[]
  instances: Instance[]
}

/** The instances that serve the same: all that have no `only`, and those of each `only`. */
function groupByOnly(name: string, instances: Instance[]): Group[] {
  const groups = new Map<string, Instance[]>()
  for (const instance of instances) {
    const only = instance.only ?? ''
    groups.set(only, [...(groups.get(only) ?? []), instance])
  }
  return [...groups].map(([only, instances]) => ({
    upstream: only ? `${name}_${only.replace(/\W/g, '_')}` : name,
    only: only ? only.split(',') : [],
    instances
  }))
}

function renderUpstream({ upstream, instances }: Group, { keepAlive }: Nginx): string {
  return `upstream ${upstream} {
  zone ${upstream} 64k;
${instances.map(({ bind }) => `  server ${serverOf(bind)} max_fails=3 fail_timeout=2s;`).join('\n')}

  # Idle connections, for each of nginx's processes. A gateway keeps them longer than that, so that no request meets one
  # that is being closed.
  keepalive 64;
  keepalive_timeout ${keepAlive}s;
  keepalive_requests 100000;
}
`
}

/** `:5000`, which for a gateway is every address, is this machine for nginx. */
function serverOf(bind: string): string {
  return bind.replace(/^:/, '127.0.0.1:').replace(/^0\.0\.0\.0:/, '127.0.0.1:')
}

function renderProxy(name: string, { timeout, microCache }: Nginx): string {
  return `
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Real-IP $remote_addr;
  # Not added to what the client claims: nginx is the first that we believe.
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Request-Id $${name}_request_id;

  # A request that no gateway has begun with goes to the next one. One that may change something and was sent does not.
  proxy_next_upstream error timeout;
  proxy_next_upstream_tries 3;
  proxy_next_upstream_timeout 5s;
  proxy_connect_timeout 2s;
  proxy_send_timeout ${timeout}s;
  proxy_read_timeout ${timeout}s;
${microCache ? renderCache(name, microCache) : ''}`
}

/** For visitors without a cookie only, and not for what the gateway forbids to keep or sets a cookie with. */
function renderCache(name: string, seconds: number): string {
  return `
  proxy_cache ${name}_pages;
  proxy_cache_key $scheme$http_host$request_uri;
  proxy_cache_valid 200 ${seconds}s;
  proxy_cache_bypass $http_cookie $http_authorization;
  proxy_no_cache $http_cookie $http_authorization $upstream_http_set_cookie;
  proxy_cache_lock on;
  proxy_cache_use_stale updating error timeout;
  proxy_cache_background_update on;
  add_header X-Cache $upstream_cache_status;`
}

function renderStatic({ url, folder }: StaticFolder, name: string, { brotli }: Nginx): string {
  return `  location ^~ ${url} {
    alias ${quote(`${folder.replace(/\/$/, '')}/`)};
    location ~ /\\. { return 404; }
    gzip_static on;
    ${brotli ? 'brotli_static on;' : ''}
    add_header Cache-Control $${name}_cache_control;
    add_header X-Content-Type-Options nosniff;
    add_header Content-Security-Policy "default-src 'none'; style-src 'unsafe-inline'; sandbox";
  }
`
}

function renderPrefix(prefix: string, upstream: string, closed: string): string {
  return `  location ~ ^${prefix}(/|$) { ${closed} proxy_pass http://${upstream}; }`
}

function prefixOf(blueprint: string, prefixes: ReadonlyMap<string, string>): string {
  const prefix = prefixes.get(blueprint)
  if (prefix) return prefix
  throw new Error(
    `deploy.json: there is no blueprint ${blueprint}. There are: ${[...prefixes.keys()].join(', ')}.`
  )
}

function renderRedirect(listen: string[], serverName: string): string {
  return `
server {
${listen.map((address) => `  listen ${address};`).join('\n')}
  server_name ${serverName};
  return 301 https://$host$request_uri;
}
`
}

/** Mozilla's "intermediate" of 2024: https://ssl-config.mozilla.org */
function renderTls({ certificate, key }: NonNullable<Nginx['tls']>, name: string): string {
  return `
  ssl_certificate ${certificate};
  ssl_certificate_key ${key};
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
  ssl_prefer_server_ciphers off;
  ssl_session_cache shared:${name}_tls:10m;
  ssl_session_timeout 1d;
  ssl_session_tickets off;`
}

function quote(text: string): string {
  return `"${text.replace(/[\\"$]/g, '\\$&')}"`
}

/** Without the lines that options left empty. */
function tidy(text: string): string {
  return text
    .replace(/^ +$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\{\n\n/g, '{\n')
    .replace(/\n\n( *\})/g, '\n$1')
}
