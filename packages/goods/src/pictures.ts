/** Makes the URL of a good's picture: below `folder`, unless the picture is a whole URL itself. */
export function pictureUrls(folder: string): (picture: string) => string {
  return (picture) => (URL.canParse(picture) ? picture : folder + encodeURIComponent(picture))
}
