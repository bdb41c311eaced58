import { LANGUAGE, type Place } from './upstreams.js'

/** Paths for probes and metrics, which are not public: nor with a language before, which a gateway may take off. */
export const PROBES = `${LANGUAGE}/(healthz|readyz|metrics)`

/**
 * Keeps the secrets of mailed links out of logs: variables that show requests without them, and the
 * format `NAME` of the access log, which is nginx's combined one with the time and the instance.
 */
export function renderLogFormat(name: string): string {
  return `# The links in mails have a secret, which is nobody's who reads the logs.
${renderMask(name, 'request')}
${renderMask(name, 'http_referer')}
log_format ${name} '$remote_addr - $remote_user [$time_local] "$${name}_request" $status $body_bytes_sent "$${name}_http_referer" "$http_user_agent" $request_time $upstream_addr $upstream_status';

# For each address on the way: an error's page is another.
map "$uri?$args $http_referer" $${name}_has_secret {
volatile;
default "";
"~^(${PROBES}|/maintenance\\.html)[/?]" "";
"~${BEFORE}" 1;
}`
}

/**
 * What stands before a secret, as the gateway's own access log finds it: by its name in a query, by its look in a path, also where
 * a query has the whole link.
 */
const BEFORE = `(?:${[
  '(?:[?&]|%(?:25)*(?:3[Ff]|26))(?:key|token)(?:=|%(?:25)*3[Dd])',
  '(?:/|%(?:25)*2[Ff])(?=[A-Za-z0-9_-]{32})(?=[a-z0-9_-]*[A-Z])'
].join('|')})`

function renderMask(name: string, variable: string): string {
  return `map $${variable} $${name}_${variable} {
default $${variable};
"" "-";
"~^(?<${name}_before>.*?${BEFORE})[^ ]*(?<${name}_after>.*)$" "$${name}_before-$${name}_after";
}`
}

/** The upstream of a request with a secret: an instance that serves the users may stand alone. */
export function renderSecretUpstream(name: string, places: Place[]): string {
  return `map $request_uri $${name}_secret_upstream {
default ${name};
${places.map(({ pattern, upstream }) => `"~^${pattern}([/?]|$)" ${upstream};`).join('\n')}
}`
}
