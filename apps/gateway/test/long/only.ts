import { test } from 'tap'
import { testAlone } from '../fixtures/one-feature.js'

test('in an instance of the shop that serves nothing else:', (t) => testAlone(t, () => true))
