/** Why there is to be no project, in one line for people. */
export class Refused extends Error {}
