export { type EarlierCluster, findEarlierCluster } from './earlier-cluster.js'
export { type AcquireOptions, acquirePostgres, type Lease } from './lease/acquire-postgres.js'
export { type OpenOptions, openPostgres, type Postgres } from './open-postgres.js'
export { projectFolder } from './project-folder.js'
