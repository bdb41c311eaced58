import { createError } from '@fastify/error'

/** One line for each thing that is wrong in the file. */
export const INFRA_ERR_DEPLOYMENT = createError('INFRA_ERR_DEPLOYMENT', '%s')
export const INFRA_ERR_BLUEPRINT_UNKNOWN = createError(
  'INFRA_ERR_BLUEPRINT_UNKNOWN',
  'An instance has "only": %s, and there is no such blueprint. There are: %s.'
)
export const INFRA_ERR_BASE_PATH = createError(
  'INFRA_ERR_BASE_PATH',
  'The shop’s public URL has the path %s, and this site serves a shop at / alone. Give it a host name of its own, or write a site that takes the path off.'
)
export const INFRA_ERR_PATH = createError(
  'INFRA_ERR_PATH',
  'nginx has no way to write the path %s, for its quote, backslash or $. Put it elsewhere.'
)
export const INFRA_ERR_NGINX_MISSING = createError(
  'INFRA_ERR_NGINX_MISSING',
  'nginx is not installed: sudo apt-get install nginx, or brew install nginx.'
)
export const INFRA_ERR_BROTLI_MISSING = createError(
  'INFRA_ERR_BROTLI_MISSING',
  'nginx lacks the module for .br files: sudo apt-get install libnginx-mod-http-brotli-static, or leave out "brotli".'
)
export const INFRA_ERR_NGINX = createError('INFRA_ERR_NGINX', '%s')
export const INFRA_ERR_GATEWAY = createError('INFRA_ERR_GATEWAY', '%s')
export const INFRA_ERR_INTERRUPTED = createError(
  'INFRA_ERR_INTERRUPTED',
  'Interrupted: what had been started is stopped again.'
)
