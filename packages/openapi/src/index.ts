/// <reference types="@fastify/swagger" preserve="true" />
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { describeRoute, ErrorAnswer } from './describe-route.js'

export interface OpenApiOptions {
  /** What the routes are of, in the document and on its page. */
  title: string
  version: string
  /** How visitors reach the site. @default where the document is found */
  publicUrl?: URL | undefined
}

/**
 * Describes every route that is declared after it, as OpenAPI 3.1 in `app.swagger()`, at `/docs/json` and `/docs/yaml`, and as
 * a page at `/docs`. It is for development: it takes memory and time that an app in production has no use for.
 */
export default fp(openApi, {
  name: '@larder/openapi',
  fastify: '5.x',
  dependencies: ['@larder/blueprint', '@larder/session']
})

async function openApi(app: FastifyInstance, { title, version, publicUrl }: OpenApiOptions) {
  app.addSchema(ErrorAnswer)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version, description: ABOUT },
      servers: publicUrl ? [{ url: publicUrl.href.replace(/\/$/, '') }] : [],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description: 'Of a member of staff, who makes it on a page of theirs.'
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: app.sessionSettings.cookieName,
            description:
              'Set by a log-in. HttpOnly and SameSite=Lax; Secure where the site is reached by HTTPS.'
          }
        }
      }
    },
    stripBasePath: false,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `def-${index}`)
    },
    transform: describeRoute(app)
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: `Routes · ${title}` },
    uiConfig: { docExpansion: 'none', tryItOutEnabled: true, validatorUrl: 'none' },
    // It writes a style of its own into the page.
    transformStaticCSP: (policy) => `${policy};style-src 'self' 'unsafe-inline'`
  })
}

const ABOUT = `Pages and JSON are at the same addresses: this is what a client gets that accepts \`application/json\`. Where
HTML is accepted first there is a page, or a redirect (303) to one.

A session is a cookie. Requests that write are accepted from the site's own pages, and from what is no browser: one whose
\`Sec-Fetch-Site\` or \`Origin\` names another site is refused with 403.`
