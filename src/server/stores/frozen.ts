/** A copy of plain data that nobody can change, however deep. */
export function frozen<T extends object>(value: T): T {
  return deeply(structuredClone(value));
}

function deeply<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deeply(part as object);
  }
  return Object.freeze(value);
}
