// Loaded into what runs the tests, and into each file of them. tap has each process that a test starts record what it loads, which serves coverage, is of
// no use here, and doubles the time that a process of Node takes to start.
import processOnSpawn from 'process-on-spawn'

processOnSpawn.addListener((spawned) => {
  const env = Object.entries(spawned.env).filter(([name]) => !name.startsWith('_TAPJS_PROCESSINFO_'))
  spawned.env = Object.fromEntries(env)
  const options = spawned.env.NODE_OPTIONS?.replace(/\s*"?--import=\S*processinfo\S*"?/, '')
  if (options) spawned.env.NODE_OPTIONS = options
  else delete spawned.env.NODE_OPTIONS
})
