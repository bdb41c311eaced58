import {
  claimNames,
  everyHour,
  type NoParams,
  type Setting,
  settingOf,
  type Translate
} from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { deleteOldEntries } from './audit/delete-old-entries.js'
import { forgetChanges } from './audit/record-audit.js'
import { guardRoutes } from './guard-routes.js'
import { type NavigationSection, navigationFor, type StaffLink } from './navigation.js'
import pages from './pages.js'
import { type Permission, Permissions } from './permissions.js'
import type { Member } from './staff-member.js'
import { type FindMember, revokeTokensOf } from './tokens/tokens.js'

export interface StaffOptions {
  /** Where the pages of staff are, of all features. @default '/staff' */
  prefix?: string | undefined
  /** The page of the shop that staff go back to. @default '/' */
  home?: string | undefined
  /** Finds whose token a program has sent. @default nobody's, so that tokens are refused */
  findMember?: FindMember | undefined
  /** Milliseconds for which entries of the log of changes are kept. @default 3 years */
  keepLog?: number | undefined
  /** Where the shop is, a name of the IANA time zone database. @default 'UTC' */
  timeZone?: Setting<string> | undefined
}

/**
 * Gives the app `app.staff`, guards every route that says `config: { permission }`, and has the
 * pages that belong to no feature: the front page, the log of changes, tokens. Features bring pages
 * of their own, and are registered after it.
 *
 * @throws at boot BLUEPRINT_ERR_DECORATION_TAKEN, STAFF_ERR_NO_PERMISSION, STAFF_ERR_UNKNOWN_PERMISSION,
 * STAFF_ERR_PERMISSION_TAKEN
 */
export default fp(staff, {
  name: '@larder/staff',
  fastify: '5.x',
  dependencies: ['@larder/database', '@larder/session']
})

async function staff(app: FastifyInstance, options: StaffOptions) {
  claimNames(app, { plugin: '@larder/staff', names: ['app.staff'] })
  const { prefix = '/staff', home = '/', findMember = async () => undefined, keepLog = THREE_YEARS } = options
  const timeZone = settingOf(options.timeZone ?? 'UTC')
  const permissions = new Permissions()
  const links: StaffLink[] = []
  app.decorate('staff', {
    timeZone,
    permit: (name, permission) => permissions.declare(name, permission),
    add: (link) => void links.push(link),
    can: (member, name) => permissions.can(member, name),
    permissionsOf: (member, t) => permissions.listFor(member, t),
    navigationOf: (member, t) =>
      navigationFor(member, links, permissions, { t, urlFor: (route) => app.urlFor(route) })
  } satisfies Staff)
  guardRoutes(app, prefix, permissions, findMember)
  app.onErase(async (tx, { userId }) => {
    if (userId === null) return
    await revokeTokensOf(tx, userId)
    await forgetChanges(tx, 'user', userId)
  })
  everyHour(
    app,
    () => deleteOldEntries(app.db, keepLog),
    'Old entries of the log of changes were not deleted.'
  )
  await app.register(pages, { prefix, home })
}

const THREE_YEARS = 3 * 365 * 24 * 60 * 60_000

export interface Staff {
  /** Where the shop is, by whose days files and daily mails go. */
  timeZone(): string
  /** Declares a permission. @throws STAFF_ERR_PERMISSION_TAKEN */
  permit(name: string, permission: Permission): void
  /** Adds a link to the navigation of the staff's pages. */
  add(link: StaffLink): void
  /** Whether somebody may do this, for what only some see on a page. */
  can(member: Member, permission: string): boolean
  /** What a member may do, each with a few words about it. */
  permissionsOf(member: Member, t: Translate): [name: string, about: string][]
  /** The links that a member can use, in the language of `t`. */
  navigationOf(member: Member, t: Translate): NavigationSection[]
}

declare module '@larder/blueprint' {
  interface Routes {
    'staff.front': NoParams
    'staff.log': NoParams
    'staff.tokens': NoParams
    'staff.revoke-token': { token: string }
  }
  interface Slots {
    /** On the staff's page of a customer: what a feature has of them. */
    'staff.customer': { id: number; email: string | null }
    /** On the front page of the staff: a feature's panel. */
    'staff.front': object
    /** There, above all panels: an item of the list of what keeps the shop from selling. */
    'staff.front.missing': object
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    staff: Staff
  }
  interface FastifyContextConfig {
    /** What a member of staff needs for this route: `orders.refund`. */
    permission?: string
  }
}

export { actorNames } from './audit/actor-names.js'
export {
  type Actor,
  type AuditRecord,
  actorOf,
  type Changes,
  changesBetween,
  forgetChanges,
  recordAudit
} from './audit/record-audit.js'
export {
  BATCH_SIZE,
  BULK_BODY_LIMIT,
  BulkRows,
  MOST_ROWS,
  nextBatch,
  readIds,
  withoutDone
} from './bulk/bulk.js'
export { type BatchEntry, BeforeAfter, findBatch } from './bulk/find-batch.js'
export {
  type CsvLine,
  type CsvRules,
  type Encoding,
  type ReadOutcome,
  readCsv
} from './csv/read-csv.js'
export { type CsvFile, readInBatches, sendCsv } from './csv/send-csv.js'
export { type CsvColumn, writeCsv } from './csv/write-csv.js'
export { STAFF_ERR_CHANGED, STAFF_ERR_NO_VERSION, STAFF_ERR_PRECONDITION, STAFF_ERR_TOKEN } from './errors.js'
export { readRows } from './forms/read-rows.js'
export { csvImport } from './import/csv-import.js'
export type {
  CellProblem,
  CsvImport,
  ImportColumn,
  ImportedBy,
  ImportTasks,
  LinePlan
} from './import/describe-import.js'
export { asPage, type ListPage, PageQuery, readPage, SortQuery } from './lists/list-page.js'
export { addDays, type DayRange, dayOf, lastDays, rangeOfDay } from './lists/shop-days.js'
export type { StaffLink } from './navigation.js'
export type { Permission } from './permissions.js'
export { type Member, staffMember } from './staff-member.js'
export { revokeTokensOf } from './tokens/tokens.js'
export {
  type Conflict,
  type ConflictField,
  replyConflict,
  seenVersion,
  sendVersion
} from './versions/versions.js'
