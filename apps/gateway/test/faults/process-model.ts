import { SUFFERING } from '@larder/load/faults'
import { sufferAll } from '@larder/load/process-model'
import { test } from 'tap'
import { runGateway } from '../fixtures/gateway-process.js'
import { holdRequest } from '../fixtures/hold-request.js'
import { serveShop } from '../fixtures/served-shop.js'

// On a busy machine a worker is late, and refusing requests is not what is tested.
const ARGS = [...SUFFERING.args, '--max-event-loop-delay', '0']

test('the gateway', (t) =>
  sufferAll(t, {
    serve: (t, env) => serveShop(t, ARGS, env),
    serveAgain: (t, { pidFile, env }, bind) =>
      runGateway(t, ['start', '-w', '1', '-b', bind, '--pid', pidFile], env).listening,
    holdRequest,
    answer: /"goods".*}$/
  }))
