import { blueprint, type NoParams } from '@larder/blueprint'
import routes from './customer-routes.js'

/** The staff's pages of customers. */
export default blueprint(
  {
    name: 'users-staff',
    root: new URL('../../staff', import.meta.url),
    dependencies: ['@larder/users', '@larder/staff', '@larder/tasks'],
    defaults: {}
  },
  routes
)

declare module '@larder/blueprint' {
  interface Routes {
    'users-staff.list': NoParams
    'users-staff.export-list': NoParams
    'users-staff.import': NoParams
    'users-staff.send-import': NoParams
    'users-staff.show-import': { import: number }
    'users-staff.run-import': { import: number }
    'users-staff.import-problems': { import: number }
    'users-staff.show': { id: number }
    'users-staff.end-sessions': { id: number }
    'users-staff.block': { id: number }
    'users-staff.unblock': { id: number }
    'users-staff.reset-factor': { id: number }
    'users-staff.role': { id: number }
    'users-staff.export': { id: number }
    'users-staff.erase': { id: number }
    'users-staff.guests': NoParams
    'users-staff.export-guest': NoParams
    'users-staff.erase-guest': NoParams
  }
}
