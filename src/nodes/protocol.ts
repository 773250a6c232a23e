/** The version of what bridge and server say to each other; they compare it at the start of each session. */
export const PROTOCOL = 1
