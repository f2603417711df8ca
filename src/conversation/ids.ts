/** A version 4 UUID, also where `crypto.randomUUID` is missing: on a page served over http. */
export function uuid(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    (0x100 + byte).toString(16).slice(1),
  )
    .join('')
    .replace(/(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-');
}
