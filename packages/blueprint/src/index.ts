export type { AppHook, AppHookName } from './app-hooks.js'
export { type BlueprintApp, type BlueprintDefinition, blueprint, type MountOptions } from './blueprint.js'
export { type BlueprintsOptions, default as blueprints } from './blueprints.js'
export { checkOptions } from './check-options.js'
export { everyHour } from './every-hour.js'
export { listMailTemplates, type MailTemplate, previewMail } from './mails/mail-templates.js'
export type { RenderedMail, RenderMail } from './mails/mails.js'
export type { RouteEntry } from './registry.js'
export { OrEmpty, RowId, Text, WholeNumber } from './requests/input-schemas.js'
export { inParts } from './requests/parts.js'
export { wantsHtml } from './requests/wants-html.js'
export { listRoutes } from './routes/route-table.js'
// With a star, so that other packages can add to `Routes` and `Slots`.
export type * from './routes/routes.js'
export type { AssetUrl } from './scope.js'
export { type Setting, settingOf } from './setting.js'
export type * from './slots.js'
export { listStatics, type StaticFolder, type StaticsEntry } from './static/list-statics.js'
export {
  explainTemplate,
  listTemplates,
  type TemplateExplanation
} from './templates/explain.js'
export { listSlots, type SlotEntry, type SlotFiller } from './templates/list-slots.js'
export type { PageMeta } from './templates/page-meta.js'
