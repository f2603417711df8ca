/** A version 4 UUID, also where `crypto.randomUUID` is missing: on a page served over http. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(36));
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, (_, at: number) =>
    (Number(bytes[at]) & 15).toString(16),
  );
}
