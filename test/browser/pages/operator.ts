import { createClient, type Client, type ClientOptions } from 'smooth-operator-rx';
import { tell } from './tell';

export * from 'smooth-operator-rx';
export * as rxjs from 'rxjs';
export { tell } from './tell';

/** A client that tells its states, and whose connection is needed until it is closed. */
export function connect(options: ClientOptions): Client {
  const client = createClient(options);
  client.state$.subscribe((state) => {
    tell('state', state);
  });
  client.uncorrelated$.subscribe({ error: () => undefined }); // the state says why
  return client;
}
