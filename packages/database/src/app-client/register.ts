import type { PrismaClient as LarderClient, Prisma } from '../generated/client.js'

/**
 * Where an app says of which type its own client is, if Larder is to run on it. `app.db`, and the
 * `tx` of every hook, then have the app's models too:
 * `declare module '@larder/database' { interface Register { client: PrismaClient } }`
 *
 * An app whose own `app.db` is something else says `db: Knex` there, and registers Larder in a
 * plugin of its own.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the app
export interface Register {}

/** The client as `app.db` is one: the app's own where it is in `Register`, else Larder's. */
export type PrismaClient = Register extends { client: infer Client } ? Client : LarderClient

/** A transaction of it. */
export type Transaction = Register extends { client: infer Client }
  ? Omit<Client, NotInTransactions>
  : Prisma.TransactionClient

/** The client itself, or one transaction of it. */
export type Database = PrismaClient | Transaction

export type { LarderClient }

/** The class of a client that Prisma has generated. */
export type ClientClass<Client extends object> = new (options: never) => Client

/** As Prisma has it for its own type of transactions. */
type NotInTransactions = '$connect' | '$disconnect' | '$on' | '$use' | '$extends'
