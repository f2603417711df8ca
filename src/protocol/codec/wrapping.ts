import * as t from 'io-ts';

/** A codec that changes how another one decodes or guards, and accepts the same values or `null` too. */
export class Wrapping<A> extends t.Type<A> {
  constructor(
    readonly inner: t.Mixed,
    ways: { name?: string; is?: t.Is<A>; validate?: t.Validate<unknown, A> },
  ) {
    const { name = inner.name, is = inner.is, validate = inner.validate } = ways;
    super(name, is, validate, (a) => (a === null ? a : (inner.encode(a) as A)));
  }
}
