import { Text, WholeNumber } from '@larder/blueprint'
import { type Static, Type } from 'typebox'
import { type GoodPicture, MOST_PICTURES } from '../../pictures/good-pictures.js'

const Hundredths = (description: string) =>
  Type.Optional(WholeNumber({ minimum: 0, maximum: 100, description }))

export const SentPicture = Type.Object({
  picture: Type.String({ pattern: '^[0-9a-f]{64}\\.(webp|svg)$', description: 'One that the good has.' }),
  alt: Type.Optional(Text(160, 'What it shows, for those who do not see it.')),
  focus_x: Hundredths('What stays where it is cropped: in hundredths of its width.'),
  focus_y: Hundredths('In hundredths of its height.'),
  place: Type.Optional(
    WholeNumber({ minimum: 1, maximum: 1_000, description: 'In the list that is left, if not where it is.' })
  ),
  remove: Type.Optional(Text(8, 'Anything: the good loses it.'))
})
export type SentPicture = Static<typeof SentPicture>

/** All pictures that the good is to have, in their order. */
export const SentPictures = Type.Object({
  version: Type.Optional(WholeNumber({ minimum: 0, maximum: 2_147_483_647 })),
  // A form that is sent again after a conflict can have pictures that the good has lost, and new ones.
  pictures: Type.Array(SentPicture, { maxItems: 2 * MOST_PICTURES })
})

/** What is to be changed of a picture. */
export type PictureChange = Pick<GoodPicture, 'picture'> & Partial<GoodPicture>

/**
 * The pictures that are not removed. Those whose place is not the one that they had come to it, in
 * the order of their places, and the others stand around them as before.
 */
export function readList(pictures: readonly SentPicture[]): PictureChange[] {
  const kept = pictures
    .map((sent, index) => ({ ...sent, place: sent.place ?? index + 1, former: index + 1 }))
    .filter(({ remove }) => !remove)
  const moved = kept
    .filter(({ place, former }) => place !== former)
    .sort((one, other) => one.place - other.place)
  const list: SentPicture[] = []
  for (const picture of kept.filter(({ place, former }) => place === former)) {
    while (moved[0] && moved[0].place <= list.length + 1) list.push(...moved.splice(0, 1))
    list.push(picture)
  }
  return [...list, ...moved].map(({ picture, alt, focus_x: focusX, focus_y: focusY }) => ({
    picture,
    ...(alt !== undefined && { alt: alt.trim() }),
    ...(focusX !== undefined && { focusX }),
    ...(focusY !== undefined && { focusY })
  }))
}
