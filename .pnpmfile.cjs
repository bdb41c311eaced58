// pnpm fills optional peers with whatever the workspace has. Prisma's client would bring its command line along, with
// React, TypeScript and an embedded server, and needs none of them at run time.
module.exports = {
  hooks: {
    readPackage(manifest) {
      if (manifest.name === '@prisma/client') {
        delete manifest.peerDependencies
        delete manifest.peerDependenciesMeta
      }
      return manifest
    }
  }
}
