import { setting } from '../setting';
import { list, oneOf, publicKey, strongSecret, text, truth, url } from '../values';

/** Who may come. */
export const ACCESS = {
  'access.mode': setting({
    type: oneOf('none', 'trusted', 'jwt', 'smoo', 'local-token'),
    default: 'none',
    env: ['SMOOTH_AGENT_AUTH_MODE', 'AUTH_MODE'],
    flag: '--access <mode>',
    help: 'who may come: none, trusted, jwt, smoo or local-token',
  }),
  'access.strict': setting({
    type: truth,
    default: false,
    flag: '--strict',
    help: 'refuse who has no token that counts, rather than take them as anonymous',
  }),
  'access.hs256Secret': setting({
    type: strongSecret,
    env: ['AUTH_JWT_HS256_SECRET'],
    isSecret: true,
    help: 'jwt, smoo: the secret that tokens are signed with (HS256)',
  }),
  'access.rs256PublicKey': setting({
    type: publicKey,
    env: ['AUTH_JWT_RS256_PUBLIC_KEY'],
    isSecret: true, // who confuses the two keys has put the private one here
    help: 'jwt, smoo: the RSA key that signatures are checked with (RS256), as PEM',
  }),
  'access.jwksUrl': setting({
    type: url,
    env: ['AUTH_JWT_JWKS_URL'],
    help: 'jwt, smoo: where the issuer publishes its keys',
  }),
  'access.issuer': setting({
    type: text,
    env: ['AUTH_JWT_ISSUER'],
    help: 'jwt, smoo: what `iss` of a token has to be; smoo needs it',
  }),
  'access.audience': setting({
    type: text,
    env: ['AUTH_JWT_AUDIENCE'],
    help: 'jwt, smoo: what `aud` of a token has to be',
  }),
  'access.requiredClaims': setting({
    type: list('claims', ',', 'commas'),
    default: [],
    help: 'jwt, smoo: the claims that a token has to have, such as exp',
  }),
  'access.localToken': setting({
    type: text,
    env: ['SMOOTH_AGENT_LOCAL_TOKEN'],
    isSecret: true,
    help: 'local-token: the secret that everybody who may come shares',
  }),
  'access.organization': setting({
    type: text,
    default: 'dev-org',
    env: ['AUTH_DEV_ORG_ID'],
    help: 'local-token: the organisation of those who come',
  }),
  origins: setting({
    type: list('origins', ',', 'commas'),
    default: ['*'],
    flag: '--origin <origin...>',
    help: 'pages that may use the server: https://example.com, https://*.example.com',
  }),
  authContextSecret: setting({
    type: strongSecret,
    env: ['SMOOTH_AGENT_AUTH_CONTEXT_SECRET'],
    isSecret: true,
    help: 'the secret that host pages sign an `authContext` with',
  }),
  trustProxy: setting({
    type: truth,
    default: false,
    help: 'whether `X-Forwarded-For` tells where a client comes from: behind one proxy that sets it',
  }),
} as const;
