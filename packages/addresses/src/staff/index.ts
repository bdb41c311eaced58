import { blueprint } from '@larder/blueprint'
import type {} from '@larder/staff'
import { findAddresses } from '../book/address-book.js'
import { formatAddress } from '../format-address.js'

/** A customer's address book on the staff's page of the customer. */
export default blueprint(
  {
    name: 'addresses-staff',
    root: new URL('../../staff', import.meta.url),
    dependencies: ['@larder/database', '@larder/staff'],
    defaults: {}
  },
  async (app) => {
    app.fillSlot('staff.customer', {
      template: 'customer-addresses',
      data: async ({ id }, { language }) => ({
        addresses: (await findAddresses(app.db, id)).map(({ address, isDefault }) => ({
          isDefault,
          text: formatAddress(address, language).join(', ')
        }))
      })
    })
  }
)
