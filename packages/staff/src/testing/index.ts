export { applyCsv, checkCsv, readStanding, type Standing, sendCsv } from './import-csv.js'
export { type StaffClient, staffClient } from './staff-client.js'
