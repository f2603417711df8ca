import { FRAME_MAX_BYTES, type JsonObject } from '../../protocol';

/** The largest directive, in bytes of JSON: what a frame holds, less 128 KiB for the rest of the reply. */
export const DIRECTIVE_MAX_BYTES = FRAME_MAX_BYTES - 131_072;

/**
 * A directive that fits into the reply it goes with.
 *
 * @throws an `Error` when it does not, or is no JSON
 */
export function fitting(directive: JsonObject): JsonObject {
  const bytes = Buffer.byteLength(JSON.stringify(directive));
  if (bytes > DIRECTIVE_MAX_BYTES) {
    throw new Error(
      `the directive has ${bytes} bytes, and a reply has room for ${DIRECTIVE_MAX_BYTES}`,
    );
  }
  return directive;
}
