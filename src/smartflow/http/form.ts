import { catchError, defer, from, map, of, throwError, type Observable } from 'rxjs';
import type { Form } from '../endpoints/endpoint';
import { ValidationError } from '../errors';

/** A form as it is sent. A stream is read to its end first: what is sent has a length. */
export function formOf({ file, filename, fields }: Form): Observable<FormData> {
  return contentOf(file).pipe(
    map((content) => {
      const form = new FormData();
      form.set('file', content, filename);
      for (const [name, value] of Object.entries(fields)) {
        if (value !== undefined) form.set(name, value as string);
      }
      return form;
    }),
  );
}

function contentOf(file: Form['file']): Observable<Blob> {
  if (file instanceof Blob) return of(file);
  if (file instanceof Uint8Array) return of(new Blob([file as Uint8Array<ArrayBuffer>]));
  return defer(() => from(new Response(file).blob())).pipe(
    catchError((cause: unknown) =>
      throwError(
        () => new ValidationError('The file cannot be read', { code: 'INVALID_ARGUMENT', cause }),
      ),
    ),
  );
}
