// npm run test:long: the tests that take minutes, package by package, those of MYSQL_PACKAGES on MySQL or
// MariaDB, and npm test on other versions of Node.
import { root, run } from './run.mjs'
import { LONG, MYSQL_PACKAGES } from './test/mysql-tests.mjs'
import { openMysql } from './test/open-mysql.mjs'
import { testOnOtherNodes } from './test/other-nodes.mjs'
import { LONG_TOOLS, provideSystemTools } from './test/system-tools.mjs'
import { foldersWith, installAndBuild } from './workspace.mjs'

await installAndBuild()
await provideSystemTools(LONG_TOOLS)
const mysql = await openMysql()
for (const folder of foldersWith('test/long')) {
  await runIn(folder, 'sh', ['-c', 'exec tap --timeout=1800 test/long/*.ts'])
}
for (const folder of MYSQL_PACKAGES) await runOnMysql(folder)
for (const file of LONG) {
  const [folder] = file.split('/test/')
  await runOnMysql(folder, file.slice(folder.length + 1))
}
await mysql?.release()
// It brings its own servers.
process.exitCode ||= await testOnOtherNodes()

function runOnMysql(folder, ...files) {
  return runIn(folder, process.execPath, ['../../scripts/test/test-package.mjs', '--mysql', ...files])
}

async function runIn(folder, command, args) {
  const code = await run(command, args, { cwd: root + folder, env: mysql?.env })
  process.exitCode ||= code
}
