export { createReview } from './create-review.js'
export { reviewsBehave } from './reviews-behave.js'
