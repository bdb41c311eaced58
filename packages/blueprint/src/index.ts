export { type BlueprintDefinition, blueprint } from './blueprint.js'
export { type BlueprintsOptions, default as blueprints } from './blueprints.js'

export type { RouteParams, RouteQuery, UrlFor } from './routes.js'
export type { AssetUrl } from './scope.js'
export { wantsHtml } from './wants-html.js'
