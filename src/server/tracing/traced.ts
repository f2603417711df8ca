import {
  context,
  isSpanContextValid,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/** The context of the span that an owner, such as a turn, opened: what it does later belongs to it. */
const contexts = new WeakMap<object, Context>();

/** How a span is to be. */
export interface SpanSpec<T> {
  readonly name: string;
  readonly attributes: Attributes;
  /** Whose span it is: spans `within` the same owner become its children. */
  readonly of?: object;
  /** Whose child it is; by default that of the span that is active when it begins. */
  readonly within?: object;
  /** What a value says about the span. */
  heard?(value: T, span: Span): void;
}

/**
 * A span from the subscription to the end, whichever it is: completion, error (`error.type`, and the
 * status of an error; never its message, which may quote anything) or unsubscription. Where no SDK
 * is registered the source is subscribed to as it is.
 */
export function traced<T>(spec: SpanSpec<T>): MonoTypeOperatorFunction<T> {
  return (source$) =>
    new Observable<T>((subscriber) => {
      const { name, attributes } = spec;
      const parent = (spec.within && contexts.get(spec.within)) ?? context.active();
      const span = trace.getTracer('smooth-operator-rx').startSpan(name, { attributes }, parent);
      if (!isSpanContextValid(span.spanContext())) return source$.subscribe(subscriber);

      const within = trace.setSpan(parent, span);
      if (spec.of) contexts.set(spec.of, within);
      subscriber.add(() => {
        span.end();
      });
      return context.with(within, () =>
        source$.subscribe({
          next: (value) => {
            spec.heard?.(value, span);
            subscriber.next(value);
          },
          error: (error: unknown) => {
            failed(span, error instanceof Error ? error.name : typeof error);
            subscriber.error(error);
          },
          complete: () => {
            subscriber.complete();
          },
        }),
      );
    });
}

/** Marks what a span is about as failed. */
export function failed(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
