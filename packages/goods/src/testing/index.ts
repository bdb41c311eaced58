export { createGood, setStock } from './create-good.js'
export { goodsBehave, shelveThree } from './goods-behave.js'
export { hangPicture } from './hang-picture.js'
