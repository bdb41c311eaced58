export { favouritesBehave } from './favourites-behave.js'
