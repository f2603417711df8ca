import { isSmartflowError } from 'smooth-operator-rx/smartflow';

export * from 'smooth-operator-rx/smartflow';
export * as rxjs from 'rxjs';
export { tell } from './tell';

/** What is to be seen of the error that a call fails with; `undefined` when it does not. */
export async function failure(call: Promise<unknown>) {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!isSmartflowError(error)) throw error;
    const { name, message, status, retryAfter, requestId, retryable } = error;
    return { name, message, status, retryAfter, requestId, retryable, json: JSON.stringify(error) };
  }
}
