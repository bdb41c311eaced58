import type { Command } from 'commander'
import type { TemplatesFlags } from './explain.js'
import { addPaymentsCommands } from './payments-options.js'
import { addMailCommands } from './queues/mail-options.js'
import { addTasksCommands } from './queues/tasks-options.js'

/** The verbs that show and change what only a shop has. What does the work is loaded only for the work. */
export function addShopCommands(gateway: Command): void {
  gateway
    .command('routes')
    .description('List the routes: method, path, name, blueprint, package, templates.')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { printRoutes } = await import('./explain.js')
      await printRoutes(json)
    })
  addOverrideCommands(gateway)
  gateway
    .command('statics')
    .description('List the prefixes and the folders of static files, for who serves these in front.')
    .option('--json', 'as JSON, with the hash of each file')
    .action(async ({ json }: { json?: boolean }) => {
      const { printStatics } = await import('./explain.js')
      await printStatics(json)
    })
  gateway
    .command('openapi')
    .description('Print the description of all routes, OpenAPI 3.1.')
    .option('--json', 'as JSON, which is the default')
    .option('--yaml', 'as YAML')
    .action(async ({ yaml }: { yaml?: boolean }) => {
      const { printOpenApi } = await import('./openapi.js')
      await printOpenApi(yaml)
    })
  gateway
    .command('role')
    .description('Make a user a customer, staff or admin, and end their sessions.')
    .argument('<user>', 'the name, or the confirmed e-mail address')
    .argument('<role>', 'customer, staff or admin')
    .action(async (user: string, role: string) => (await import('./role.js')).giveRole(user, role))
  gateway
    .command('second-factor')
    .description('Look after the second factors of users.')
    .command('reset')
    .description('Remove the second factor of a user who has lost it, and end their sessions.')
    .argument('<user>', 'the name, or the confirmed e-mail address')
    .action(async (user: string) => (await import('./second-factor.js')).resetSecondFactor(user))
  gateway
    .command('verify')
    .description('Say what in the database does not fit together: orders, payments, stock, delivery times.')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => (await import('./verify.js')).printProblems(json))
  addMailCommands(gateway.command('mail').description('Look after the outbox of the database.'))
  addPaymentsCommands(gateway.command('payments').description('Look after the payments of the database.'))
  addTasksCommands(gateway.command('tasks').description('Look after the tasks of the database.'))
}

/** What says of the files that the app may override which one wins. */
function addOverrideCommands(gateway: Command): void {
  gateway
    .command('templates')
    .description('List the templates and whose wins; or say where one is looked for.')
    .argument('[template]', 'one template, as BLUEPRINT:NAME')
    .option('--mail', 'those of mails, as BLUEPRINT:MAIL/text')
    .option('--slots', 'what fills the slots of pages, in which order')
    .option('--json', 'as JSON')
    .action(async (template: string | undefined, flags: TemplatesFlags) => {
      const { printTemplate, printTemplates } = await import('./explain.js')
      await (template ? printTemplate(template, flags) : printTemplates(flags))
    })
  gateway
    .command('messages')
    .description('List the messages in all languages and whose win; or say where one is looked for.')
    .argument('[message]', 'one message, as BLUEPRINT:KEY')
    .option('--json', 'as JSON')
    .action(async (message: string | undefined, { json }: { json?: boolean }) => {
      const { printMessage, printMessages } = await import('./explain-messages.js')
      await (message ? printMessage(message, json) : printMessages(json))
    })
}
