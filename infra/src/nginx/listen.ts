import type { Nginx } from '../deployment.js'

type Tls = NonNullable<Nginx['tls']>

export const LISTEN = ['80', '[::]:80']
export const LISTEN_TLS = ['443', '[::]:443']

/** Mozilla's "intermediate" (https://ssl-config.mozilla.org, guidelines 5.7). HSTS is the gateway's header. */
export function renderTls({ certificate, key }: Tls, name: string): string {
  return `ssl_certificate ${certificate};
ssl_certificate_key ${key};
ssl_protocols TLSv1.2 TLSv1.3;
ssl_ciphers ${CIPHERS.join(':')};
ssl_prefer_server_ciphers off;
ssl_session_cache shared:tls_${name}:10m;
ssl_session_timeout 1d;
ssl_session_tickets off;`
}

/** Redirects plain HTTP to HTTPS, where that is first listened for. */
export function renderRedirect(
  { redirect = LISTEN }: Tls,
  { listen: [first = ''] = LISTEN_TLS, serverName }: Pick<Nginx, 'listen' | 'serverName'>,
  accessLog: string
): string {
  const port = /\d+$/.exec(first)?.[0]
  return `server {
${redirect.map((address) => `listen ${address};`).join('\n')}
server_name ${serverName};
server_tokens off;
${accessLog}
return 301 https://$host${port === '443' ? '' : `:${port}`}$request_uri;
}`
}

const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305'
]
