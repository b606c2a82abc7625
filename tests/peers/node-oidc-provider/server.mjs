// node-oidc-provider as cargo load measures it: everything in this process's memory, nothing durable. Tokens as ours:
// ES256 ID tokens, JWT access tokens for services (members' are opaque: its userinfo takes no others), refresh tokens that
// rotate, passwords under Argon2id with the same parameters. Consent is implied, since the measured application is the
// provider's own.
//
//     npm ci && node server.mjs

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { hash, verify } from '@node-rs/argon2';
import { Provider } from 'oidc-provider';

const PORT = 9310;
const ISSUER = `http://localhost:${PORT}`;
const MEMBERS = 64;
const ARGON2ID = { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1 };
const RESOURCE = 'urn:services';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'one' };
const password = await hash('correct horse battery staple', ARGON2ID);

const provider = new Provider(ISSUER, {
  jwks: { keys: [key] },
  cookies: { keys: ['a key of this measurement'] },
  clients: [
    {
      client_id: 'service',
      client_secret: 'the-secret-of-the-service',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: 'application',
      client_secret: 'the-secret-of-the-application',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['http://localhost:9/callback'],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_, client) => (client.clientId === 'service' ? RESOURCE : undefined),
      getResourceServerInfo: () => ({
        scope: '',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  claims: { openid: ['sub'], profile: ['name', 'birthdate'], email: ['email', 'email_verified'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: '港 太郎', birthdate: '1984-06-12', email: `${id}@example.jp`, email_verified: true }),
  }),
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid profile email offline_access');
    await grant.save();
    return grant;
  },
});

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

async function signIn(request, response) {
  if (request.method === 'POST') {
    const form = await body(request);
    const known = /^member-(\d+)$/.exec(form.get('username') ?? '');
    const is = await verify(password, form.get('password') ?? '', ARGON2ID);
    if (known && Number(known[1]) <= MEMBERS && is) {
      await provider.interactionFinished(request, response, { login: { accountId: form.get('username') } });
      return;
    }
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><title>Sign in</title><form method="post">
<input name="username"><input name="password" type="password"><button id="login-submit">Sign in</button></form>`);
}

const callback = provider.callback();
createServer((request, response) => {
  if (request.url.startsWith('/interaction/')) {
    signIn(request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  } else {
    callback(request, response);
  }
}).listen(PORT, '127.0.0.1', () => console.log(`${ISSUER} pid ${process.pid}`));
