export { type S3Double, startS3Double } from './start-s3-double.js'
