import { type BlueprintApp, blueprint, visitedPath, type Wording, wantsHtml } from '@larder/blueprint'
import { Type } from 'typebox'
import auditRoutes from './audit/audit-routes.js'
import { memberOf, staffMember } from './staff-member.js'
import tokenRoutes from './tokens/token-routes.js'

/** The pages of staff that belong to no feature, and the shell of all others. */
export default blueprint<{ home: string }>(
  {
    name: 'staff',
    root: new URL('..', import.meta.url),
    slots: ['staff.customer', 'staff.front', 'staff.front.missing'],
    defaults: { home: '/' }
  },
  routes
)

async function routes(app: BlueprintApp, { home }: { home: string }) {
  app.staff.permit('staff.read', { about: (t) => t('staff:permission.staff-read') })
  app.addViewContext((request) => {
    const member = memberOf(request)
    if (!member) return {}
    const [path = ''] = visitedPath(request).split('?')
    const styles = ['staff.css', 'lists.css'].map((file) => app.assetUrl(file))
    const files = { styles, script: app.assetUrl('staff.js') }
    const isAnswer = request.method === 'POST'
    return {
      staff: { member, path, home, isAnswer, ...files, sections: app.staff.navigationOf(member, request.t) }
    }
  })

  const front = { summary: 'What waits for the staff, and how the shop goes', response: { 200: Front } }
  const read = { config: { permission: 'staff.read' }, schema: front }
  app.get('/', { name: 'front', templates: ['front'], ...read }, async (request, reply) => {
    const { name, role } = staffMember(request)
    if (!wantsHtml(request)) return { name, role }
    return reply.view('front', { slots: { 'staff.front': {}, 'staff.front.missing': {} } })
  })

  auditRoutes(app)
  tokenRoutes(app)
  // Behind those of the features, which are registered later.
  app.addHook('onReady', async () => {
    const section: Wording = (t) => t('staff:nav.shop')
    app.staff.add({
      section,
      label: (t) => t('staff:nav.log'),
      route: 'staff.log',
      permission: 'audit.read'
    })
    app.staff.add({
      section,
      label: (t) => t('staff:nav.tokens'),
      route: 'staff.tokens',
      permission: 'staff.tokens'
    })
  })
}

const Front = Type.Object({ name: Type.String(), role: Type.String() })
