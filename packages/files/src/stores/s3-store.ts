import type { S3ClientConfig } from '@aws-sdk/client-s3'
import { FILES_ERR_NO_S3 } from '../errors.js'
import type { S3Settings } from '../settings.js'
import type { ContentStore } from './content-store.js'

/**
 * A bucket of S3, or of a provider that speaks like it. Where it is and who asks is said by the AWS_*
 * variables of Amazon's SDK; AWS_ENDPOINT_URL_S3 leads to another provider.
 *
 * @throws FILES_ERR_NO_S3
 */
export async function openS3Store({ bucket, prefix }: S3Settings): Promise<ContentStore> {
  const s3 = await importS3()
  const client = new s3.S3Client(chooseOptions(process.env))
  const place = (key: string) => ({ Bucket: bucket, Key: prefix + key })
  return {
    name: `the bucket s3://${bucket}/${prefix}`,
    async write(key, bytes, type) {
      await client.send(new s3.PutObjectCommand({ ...place(key), Body: bytes, ContentType: type }))
    },
    async read(key) {
      try {
        const { Body } = await client.send(new s3.GetObjectCommand(place(key)))
        return Body && Buffer.from(await Body.transformToByteArray())
      } catch (error) {
        if (error instanceof s3.NoSuchKey) return undefined
        throw error
      }
    },
    async remove(key) {
      await client.send(new s3.DeleteObjectCommand(place(key)))
    },
    close: () => client.destroy()
  }
}

function importS3() {
  return import('@aws-sdk/client-s3').catch((error) => {
    const isMissing = error instanceof Error && error.message.includes("'@aws-sdk/client-s3'")
    throw isMissing ? new FILES_ERR_NO_S3() : error
  })
}

function chooseOptions(env: NodeJS.ProcessEnv): S3ClientConfig {
  const isElsewhere = Boolean(env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL)
  return {
    // Some providers have no region, and the SDK signs with none.
    ...(isElsewhere && !env.AWS_REGION && { region: 'us-east-1' }),
    // Providers besides Amazon have neither a host for each bucket nor all its checksums.
    forcePathStyle: isElsewhere,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true }
  }
}
