import { refuse } from './problem';
import type { RecordedRequest } from './recordedRequest';

/**
 * Refuses who may not come in.
 *
 * @param keys - those that are good; any, when it is not said
 * @throws Refusal
 */
export type Access = (request: RecordedRequest, keys: readonly string[] | undefined) => void;

/** Everyone is let in. */
export const noAccess: Access = () => undefined;

/** A provider that wants a key. */
export const bearerAccess: Access = ({ headers }, keys) => {
  const key = bearerOf(headers);
  if (key === undefined) refuse(401, 'You did not provide an API key.');
  if (!isGood(key, keys)) refuse(401, 'Incorrect API key provided.', 'invalid_api_key');
};

const ANTHROPIC_VERSION = '2023-06-01';

/** Anthropic: a key in a header of its own, and the version that is spoken. */
export const anthropicAccess: Access = ({ headers }, keys) => {
  const key = headers['x-api-key'];
  if (key === undefined) refuse(401, 'x-api-key: header is required');
  if (!isGood(key, keys)) refuse(401, 'invalid x-api-key');
  const version = headers['anthropic-version'];
  if (version === undefined) refuse(400, 'anthropic-version: header is required');
  if (version !== ANTHROPIC_VERSION) refuse(400, `anthropic-version: no version "${version}" here`);
};

/** A gateway: it wants a key when it has some, on all but its health. */
export const gatewayAccess: Access = ({ headers, path }, keys) => {
  if (!keys || path === '/health') return;
  const inHeader = path.startsWith('/anthropic/') ? headers['x-api-key'] : undefined;
  const key = bearerOf(headers) ?? inHeader;
  if (key === undefined || !keys.includes(key)) {
    refuse(401, 'The virtual key is missing or not valid.', 'invalid_api_key');
  }
};

const bearerOf = ({ authorization = '' }: RecordedRequest['headers']) =>
  /^Bearer (\S+)$/.exec(authorization)?.[1];

const isGood = (key: string, keys: readonly string[] | undefined) => !keys || keys.includes(key);
