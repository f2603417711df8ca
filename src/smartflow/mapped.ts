/** An object with the same names and other values. */
export function mapped<K extends string, A, B>(
  object: Readonly<Record<K, A>>,
  to: (value: A, key: K) => B,
): Record<K, B> {
  return Object.fromEntries(
    Object.entries<A>(object).map(([key, value]) => [key, to(value, key as K)]),
  ) as Record<K, B>;
}
