/** Why nothing was made, in one line that says what to do. */
export class Refused extends Error {}
