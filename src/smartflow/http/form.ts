import { catchError, defer, map, type Observable } from 'rxjs';
import type { Form } from '../endpoints/endpoint';
import { invalidArgument } from '../invalid';

/** A form as it is sent. A stream is read to its end first: what is sent has a length. */
export function formOf({ file, filename, fields }: Form): Observable<FormData> {
  return defer(() => new Response(file as BodyInit).blob()).pipe(
    catchError((cause: unknown) => {
      throw invalidArgument('The file cannot be read', cause);
    }),
    map((content) => {
      const form = new FormData();
      form.set('file', content, filename);
      for (const [name, value] of Object.entries(fields)) form.set(name, value as string);
      return form;
    }),
  );
}
