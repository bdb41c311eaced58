export { startSession } from './start-session.js'
