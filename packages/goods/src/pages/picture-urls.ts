import type { AssetUrl } from '@larder/blueprint'

/**
 * Makes the URL of a good's picture: a file of the static folder `pictures`, the app's before the
 * blueprint's own, unless the picture is a whole URL itself; undefined where there is none.
 */
export function pictureUrls(assetUrl: AssetUrl): (picture: string | null) => string | undefined {
  return (picture) => {
    if (!picture) return undefined
    if (URL.canParse(picture)) return picture
    try {
      return assetUrl(`pictures/${picture}`)
    } catch {
      return undefined
    }
  }
}
