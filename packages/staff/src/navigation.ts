import { type Translate, type Wording, writeText } from '@larder/blueprint'
import type { Permissions } from './permissions.js'
import type { Member } from './staff-member.js'

/** A link in the navigation of the staff's pages. */
export interface StaffLink {
  /** The heading that it stands under: `(t) => t('staff:nav.shop')`. @default none */
  section?: Wording
  label: Wording
  /** The named route of the page: `goods-staff.list`. */
  route: string
  /** Who may not do this does not see it. */
  permission: string
}

export interface NavigationSection {
  section: string
  links: { label: string; url: string }[]
}

/** The links that a member of staff can use, by section, in the order in which they were added. */
export function navigationFor(
  member: Member,
  links: readonly StaffLink[],
  permissions: Permissions,
  { t, urlFor }: { t: Translate; urlFor: (route: string) => string }
): NavigationSection[] {
  const sections = new Map<string, NavigationSection['links']>()
  for (const { section = '', label, route, permission } of links) {
    if (!permissions.can(member, permission)) continue
    const heading = writeText(section, t)
    const link = { label: writeText(label, t), url: urlFor(route) }
    sections.set(heading, [...(sections.get(heading) ?? []), link])
  }
  return [...sections].map(([section, links]) => ({ section, links }))
}
