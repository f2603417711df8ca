import type { Observable } from 'rxjs';

/** What a command does: cold, emits its exit code, stops what it does when unsubscribed from. */
export type Running = Observable<number>;

/** Hands over what the command line asks for; nothing has started by then. */
export type Start = (running: Running) => void;
