import { blueprint, type NoParams } from '@larder/blueprint'
import { staffMember } from '@larder/staff'
import { countWaiting } from './list-reviews.js'
import routes from './review-routes.js'

/** Where staff read reviews before everybody sees them. */
export default blueprint(
  {
    name: 'reviews-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: ['@larder/staff', 'reviews'],
    decorators: { fastify: ['db', 'staff'] },
    defaults: {}
  },
  async (app) => {
    app.staff.permit('reviews.moderate', { about: (t) => t('reviews-staff:permission.reviews-moderate') })
    app.staff.add({
      section: (t) => t('staff:nav.shop'),
      label: (t) => t('reviews-staff:nav.list'),
      route: 'reviews-staff.list',
      permission: 'reviews.moderate'
    })
    app.fillSlot('staff.front', {
      template: 'waiting-panel',
      data: async (_input, request) =>
        app.staff.can(staffMember(request), 'reviews.moderate')
          ? { waiting: await countWaiting(app.db) }
          : undefined
    })
    routes(app)
  }
)

declare module '@larder/blueprint' {
  interface Routes {
    'reviews-staff.list': NoParams
    'reviews-staff.decide': NoParams
  }
}
