export { createGood } from './create-good.js'
export { goodsBehave, shelveThree } from './goods-behave.js'
