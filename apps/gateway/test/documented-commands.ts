import { test } from 'tap'
import { problemOf } from './fixtures/check-command.js'
import { findCommands, readCommand } from './fixtures/documented-commands.js'

test('each command in the documentation is there, with its options', async (t) => {
  const commands = findCommands()
  t.ok(commands.length > 80)
  for (const command of commands) {
    t.equal(await problemOf(command), undefined, `${command.page}: ${command.text}`)
  }
})

test('a command that is not there is found', async (t) => {
  for (const [line, problem] of [
    ['npm run strat', 'package.json has no script strat'],
    ['npm start -- --nope', 'it has no option --nope'],
    ['npm create larder@latest my-shop -- --colour', 'it has no option --colour'],
    ['npm run bench -- cartz', 'there is no bench cartz'],
    ['npx gateway strat', 'it has no verb strat'],
    ['X=1 npx gateway mail list --status failed --all # each', 'it has no option --all'],
    ['npx larder-serve -w 4 --threads 2 main.js:app', 'it has no option --threads'],
    ['larder-db upgrade [--until NAME]', 'it has no option --until'],
    ['npx prisma migrate create', 'prisma has no such verb'],
    ['sudo service larder start', 'service is no command that is known here'],
    ['npx tap test/nowhere.ts', 'test/nowhere.ts is not there']
  ] as const) {
    const [command] = readCommand('README.md', line)
    t.equal(command && (await problemOf(command)), problem, line)
  }
})
