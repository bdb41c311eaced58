export type { AppHook, AppHookName } from './app-hooks.js'
export { type BlueprintApp, type BlueprintDefinition, blueprint, type MountOptions } from './blueprint.js'
export { type BlueprintsOptions, default as blueprints } from './blueprints.js'
export { checkOptions } from './check-options.js'
export { everyHour } from './every-hour.js'
export {
  explainTemplate,
  listTemplates,
  type TemplateExplanation
} from './explain.js'
export { RowId, Text, WholeNumber } from './input-schemas.js'
export { listSlots, type SlotEntry, type SlotFiller } from './list-slots.js'
export { listStatics, type StaticFolder, type StaticsEntry } from './list-statics.js'
export { listMailTemplates, type MailTemplate, previewMail } from './mail-templates.js'
export type { RenderedMail, RenderMail } from './mails.js'
export type { PageMeta } from './page-meta.js'
export type { RouteEntry } from './registry.js'
export { listRoutes } from './route-table.js'
// With a star, so that other packages can add to `Routes` and `Slots`.
export type * from './routes.js'
export type { AssetUrl } from './scope.js'
export type * from './slots.js'
export { wantsHtml } from './wants-html.js'
