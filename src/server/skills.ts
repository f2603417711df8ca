import { of, type Observable } from 'rxjs';

/**
 * The port to the skills: instructions for one kind of task, which a message asks for by name.
 *
 * `read` emits once: what the agent is told, or `undefined` when there is no such skill. The name
 * has been checked to be one: letters, digits, `_` and `-`, at most 128. An error counts as no
 * skill for the client, and is told to the host.
 */
export interface Skills {
  read(name: string): Observable<string | undefined>;
}

/** No skills at all. */
export const noSkills: Skills = { read: () => of(undefined) };
