import { isSmartflowError, type SmartflowError } from '../../../smartflow';
import { ModelError } from '../../model';

/** How much of a provider's own words is passed on. */
const QUOTE_MAX = 200;

/**
 * What went wrong with a model, for whoever talks to the agent: no address, no key, and the words of
 * the provider only where they are about the request. The error itself is the `cause`, for the log.
 */
export function modelErrorOf(error: unknown): unknown {
  return isSmartflowError(error) ? new ModelError(lineOf(error), { cause: error }) : error;
}

// By name, not by class: the client may come from another copy of the library.
function lineOf(error: SmartflowError): string {
  const { name, code, status, retryAfter } = error;
  switch (name) {
    case 'AuthenticationError':
      return code === 'MISSING_KEY'
        ? 'This server has no key for the model.'
        : 'The model refused the key of this server.';
    case 'DirectModeError':
      return 'The model can be reached by a gateway alone, and this server has none.';
    case 'RateLimitError':
      return `The model has too much to do.${again(retryAfter)}`;
    case 'ComplianceError':
      return 'A policy does not allow this message.';
    case 'SmartflowTimeoutError':
      return 'The model did not answer in time.';
    case 'SmartflowConnectionError':
      return 'The connection to the model failed.';
    case 'ProviderError':
      return `The provider of the model failed.${again(retryAfter)}`;
    case 'ResponseError':
      return 'The answer of the model cannot be read.';
  }
  if (status === undefined) return 'The model cannot be asked.';
  if (status >= 500) return `The model failed.${again(retryAfter)}`;
  return `The model refused the request: ${quoted(error.message)}`;
}

function again(seconds: number | undefined): string {
  return seconds === undefined ? '' : ` Try again in ${Math.ceil(seconds)} s.`;
}

/** A gateway may quote a key that is not ours. */
function quoted(message: string): string {
  const line = message
    .replace(/\bsk-[\w-]{6,}/g, '***')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > QUOTE_MAX ? `${line.slice(0, QUOTE_MAX - 1)}…` : line;
}
