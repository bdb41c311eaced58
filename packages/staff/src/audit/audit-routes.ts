import { type BlueprintApp, Text, wantsHtml } from '@larder/blueprint'
import { Type } from 'typebox'
import { PageQuery } from '../lists/list-page.js'
import { ListedEntry, listAudit } from './list-audit.js'

/** The log of what staff changed. */
export default function auditRoutes(app: BlueprintApp): void {
  app.staff.permit('audit.read', { about: (t) => t('staff:permission.audit-read'), role: 'admin' })

  const list = {
    config: { permission: 'audit.read' },
    schema: { summary: 'Who changed what', querystring: LogQuery, response: { 200: AuditLog } }
  }
  app.get('/log', { name: 'log', templates: ['log'], ...list }, async (request, reply) => {
    const { query } = request
    const { rows, next, previous } = await listAudit(app.db, query)
    if (!wantsHtml(request)) return { entries: rows, next, previous }
    return reply.view('log', { entries: rows, next, previous, query })
  })
}

const LogQuery = Type.Object({
  ...PageQuery.properties,
  actor: Type.Optional(Text(100, 'Part of the name of who did it')),
  action: Type.Optional(Text(64, 'What was done: goods.edit')),
  subject_type: Type.Optional(Text(32, 'What kind of thing was changed: good')),
  subject_id: Type.Optional(Text(64, 'Which of them'))
})

const AuditLog = Type.Object({
  entries: Type.Array(ListedEntry),
  next: Type.Union([Type.Integer(), Type.Null()]),
  previous: Type.Union([Type.Integer(), Type.Null()])
})
