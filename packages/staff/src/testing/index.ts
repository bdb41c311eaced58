export { type StaffClient, staffClient } from './staff-client.js'
