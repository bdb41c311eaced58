import { test } from 'tap'
import { killDeploys } from '../fixtures/killed-deploys.js'

test('deploys killed at work, ten times over', (t) => killDeploys(t, 10))
