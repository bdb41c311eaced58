import { createMissing, type Database, queryRows, statement, Timestamp } from '@larder/database'
import { Type } from 'typebox'
import { FEWEST_ATTEMPTS, type RetryPolicy } from './retry-policy.js'

/** A task that this process alone works on, for as long as its lease lasts. */
export interface ClaimedTask {
  id: number
  kind: string
  dedupeKey: string
  data: string
  /** How many times it was tried, this one among them. */
  attempts: number
  /** When it was first due. */
  wantedAt: Date
  /** When it was due now. */
  dueAt: Date
  /** What wrote it. */
  traceparent: string | null
}

/** What became of an attempt. */
export interface Outcome {
  status: 'done' | 'queued' | 'failed'
  problem?: string
  /** When it is tried again. */
  dueAt?: Date
}

export interface Claim {
  kinds: string[]
  /** Which are left out. */
  except: number[]
  most: number
  /** Milliseconds. */
  lease: number
  /** What is due by then. */
  dueBy: Date
}

/**
 * Takes tasks that are due, the oldest first. Several processes may ask at the same moment: a
 * conditional update tells whose each task is, without locks that outlast it.
 *
 * @returns perhaps fewer than there are, where others took some; none only where none is due
 */
export async function claimTasks(db: Database, claim: Claim): Promise<ClaimedTask[]> {
  const { kinds, except, most, lease, dueBy } = claim
  const due = await db.task.findMany({
    where: { status: 'queued', dueAt: { lte: dueBy }, kind: { in: kinds }, id: { notIn: except } },
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
    take: most,
    select: {
      id: true,
      kind: true,
      dedupeKey: true,
      data: true,
      attempts: true,
      wantedAt: true,
      dueAt: true,
      traceparent: true
    }
  })
  if (due.length === 0) return []
  const leaseEnd = after(await readClock(db), lease)
  const claimed: ClaimedTask[] = []
  for (const task of due) {
    const attempts = task.attempts + 1
    const { count } = await db.task.updateMany({
      // A task that repeats may have been run meanwhile, and be queued for its next time.
      where: { id: task.id, status: 'queued', attempts: task.attempts, dueAt: { lte: dueBy } },
      data: { status: 'running', attempts, dueAt: leaseEnd }
    })
    if (count === 1) claimed.push({ ...task, attempts })
  }
  // Others took all of them. Each time they do, there are fewer.
  return claimed.length > 0 ? claimed : claimTasks(db, claim)
}

/** Keeps tasks that are still being worked on. */
export async function renewLeases(db: Database, ids: number[], lease: number): Promise<void> {
  const dueAt = after(await readClock(db), lease)
  await db.task.updateMany({ where: { id: { in: ids }, status: 'running' }, data: { dueAt } })
}

export interface LostTasks extends Pick<RetryPolicy, 'giveUp'> {
  /** The kinds that repeat, of which none is given up. */
  repeating: string[]
  /** This process's own, of which a lease may be renewed too late. */
  own: number[]
}

/**
 * Makes due again what processes that are gone had claimed. A task that ends its process each time
 * is given up as one that fails is.
 */
export async function returnLostTasks(db: Database, { giveUp, repeating, own }: LostTasks): Promise<void> {
  const now = await readClock(db)
  const lost = { status: 'running', dueAt: { lt: now }, id: { notIn: own } } as const
  const hopeless = { attempts: { gte: FEWEST_ATTEMPTS }, wantedAt: { lt: after(now, -giveUp) } }
  await db.task.updateMany({
    where: { ...lost, ...hopeless, kind: { notIn: repeating } },
    data: { status: 'failed', doneAt: now, problem: 'The process ended each time.' }
  })
  await db.task.updateMany({ where: lost, data: { status: 'queued' } })
}

/** Writes down what became of an attempt. */
export async function settleTask(
  db: Database,
  { id, attempts }: ClaimedTask,
  { status, dueAt, problem }: Outcome
): Promise<void> {
  // What was done was done, whoever has the task now; of a failure only the one who has it may
  // speak.
  const where = status === 'done' ? { id } : { id, attempts, status: 'running' as const }
  const doneAt = status === 'queued' ? undefined : new Date()
  await db.task.updateMany({
    where,
    data: { status, dueAt, doneAt, problem: problem === undefined ? null : shorten(problem) }
  })
}

/** Has a task that repeats wait for its next time, as if it had never been tried. */
export async function repeatTask(db: Database, { id, attempts }: ClaimedTask, dueAt: Date): Promise<void> {
  await db.task.updateMany({
    where: { id, attempts, status: 'running' },
    data: { status: 'queued', attempts: 0, dueAt, wantedAt: dueAt, problem: null }
  })
}

/**
 * Makes sure that there is the one task of this kind that repeats. The first time comes at a random
 * moment of the first interval, and never later than that where the interval has become shorter.
 */
export async function keepRepeating(db: Database, kind: string, interval: number): Promise<void> {
  const dueAt = after(new Date(), Math.random() * interval)
  const row = { kind, dedupeKey: `every:${kind}`, data: 'null', wantedAt: dueAt, dueAt }
  if ((await createMissing(db, db.task, [row])) === 1) return
  await db.task.updateMany({
    where: { kind, status: 'queued', dueAt: { gt: after(new Date(), interval) } },
    data: { dueAt, wantedAt: dueAt }
  })
}

// Leases are by the database's clock. A machine whose own is fast would take from the others what
// they are working on.
async function readClock(db: Database): Promise<Date> {
  const [row] = await queryRows(db, READ_CLOCK)
  return row?.now ?? new Date()
}

const Clock = Type.Object({
  now: Timestamp
})

const READ_CLOCK = statement(Clock, 'SELECT CURRENT_TIMESTAMP(3) AS now')

function after(time: Date, milliseconds: number): Date {
  return new Date(time.getTime() + milliseconds)
}

/** Truncates to what varchar(500) holds, which counts code points; PostgreSQL keeps no NUL. */
function shorten(problem: string): string {
  const text = problem.replaceAll('\0', '')
  return text.length > PROBLEM_LENGTH ? [...text].slice(0, PROBLEM_LENGTH).join('') : text
}

const PROBLEM_LENGTH = 500
