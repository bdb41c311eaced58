export { main } from './cli.js'
export { type Deployment, readDeployment } from './deployment.js'
export { renderSite, type SiteOptions } from './nginx/site-conf.js'
