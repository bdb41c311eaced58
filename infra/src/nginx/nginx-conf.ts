import { existsSync } from 'node:fs'
import type { Nginx } from '../deployment.js'
import { INFRA_ERR_BROTLI_MISSING } from '../errors.js'
import { hashSizeFor } from './server-names.js'
import { quote, tidy } from './syntax.js'

/**
 * The nginx.conf of an nginx of its own: it reads and writes nothing outside of `folder`, but for the static files.
 *
 * @throws INFRA_ERR_BROTLI_MISSING
 */
export function renderNginxConf(folder: string, site: string, nginx: Nginx): string {
  const { brotli } = nginx
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const at = (name: string) => quote(`${folder}/${name}`)
  return tidy(`# Made by "npm run deploy:local". An nginx beside the system's own.
${brotli ? `load_module ${findModule('ngx_http_brotli_static_module.so')};` : ''}
${process.getuid?.() === 0 ? '# Only root may be able to read the checkout.\nuser root;' : ''}
worker_processes auto;
pid ${at('nginx.pid')};
error_log ${at('error.log')} notice;

events {
worker_connections 1024;
}

http {
include ${at('mime.types')};
default_type application/octet-stream;
sendfile on;

# The site has a log of its own.
access_log off;
${hashSizeFor(nginx) ?? ''}
${temporary.map((name) => `${name}_temp_path ${at(`temp/${name}`)};`).join('\n')}

include ${quote(site)};
}
`)
}

/** The types of the files that the shop has. */
export const MIME_TYPES = tidy(`types {
text/html html;
text/css css;
text/plain txt;
text/javascript js mjs;
application/json json map;
application/manifest+json webmanifest;
image/svg+xml svg;
image/png png;
image/jpeg jpg jpeg;
image/webp webp;
image/avif avif;
image/x-icon ico;
font/woff2 woff2;
}
`)

function findModule(name: string): string {
  const file = MODULE_FOLDERS.map((folder) => `${folder}/${name}`).find(existsSync)
  if (!file) throw new INFRA_ERR_BROTLI_MISSING()
  return file
}

const MODULE_FOLDERS = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules', '/etc/nginx/modules']
