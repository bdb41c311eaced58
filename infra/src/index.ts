export { type Deployment, readDeployment } from './deployment.js'
export { type LocalOptions, reloadLocal, showLocal, startLocal, stopLocal } from './local.js'
export { renderSite, type SiteOptions } from './nginx.js'
