import type { BlueprintApp } from '@larder/blueprint'
import { staffMember } from '@larder/staff'
import { FACTS_MISSING } from './list-staff-goods.js'

/** Tells on the front page of the staff how many goods lack facts. */
export default function factsPanel(app: BlueprintApp): void {
  app.fillSlot('staff.front', {
    template: 'facts-panel',
    data: async (_input, request) => {
      if (!app.staff.can(staffMember(request), 'goods.read')) return undefined
      return { missing: await app.db.good.count({ where: FACTS_MISSING }) }
    }
  })
}
