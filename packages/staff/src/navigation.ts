import type { Permissions } from './permissions.js'
import type { Member } from './staff-member.js'

/** A link in the navigation of the staff's pages. */
export interface StaffLink {
  /** The heading that it stands under: `Shop`. @default none */
  section?: string
  label: string
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
  urlFor: (route: string) => string
): NavigationSection[] {
  const sections = new Map<string, NavigationSection['links']>()
  for (const { section = '', label, route, permission } of links) {
    if (!permissions.can(member, permission)) continue
    sections.set(section, [...(sections.get(section) ?? []), { label, url: urlFor(route) }])
  }
  return [...sections].map(([section, links]) => ({ section, links }))
}
