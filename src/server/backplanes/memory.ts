import { defer, EMPTY, finalize, Subject } from 'rxjs';
import { keyOf, type Backplane, type PublishedEvent } from '../backplane';

/** The backplane of a server that is the only one: events stay in the process. */
export function memoryBackplane(): Backplane {
  const topics = new Map<string, Subject<PublishedEvent>>();
  return {
    publish: (target, event) =>
      defer(() => {
        topics.get(keyOf(target))?.next(event);
        return EMPTY;
      }),
    events: (target) =>
      defer(() => {
        const key = keyOf(target);
        const topic = topics.get(key) ?? new Subject<PublishedEvent>();
        topics.set(key, topic);
        return topic.pipe(
          finalize(() => {
            if (!topic.observed && topics.get(key) === topic) topics.delete(key);
          }),
        );
      }),
  };
}
