import t from 'tap'
import { everyRow, testConformance } from '../fixtures/conformance.js'

testConformance(t, 18, everyRow())
