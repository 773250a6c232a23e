/**
 * What the panel says of itself: with each vote, and when it compares itself with the server. A test holds both against their sources.
 */

/** package.json's version; stored with each vote. */
export const CLIENT_VERSION = '0.1.0'

/** `info.version` of openapi/see-dpo.yaml: the version of the API that this panel speaks. */
export const API_VERSION = '1'

/** The oldest ComfyUI that is supported and tested. */
export const COMFYUI_FLOOR = '0.3.64'
