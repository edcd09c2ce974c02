/*
 * `oidc-provider`, certified and not ours, over TLS: `node real_provider.mjs PORT CHAIN KEY TOLD`.
 *
 * TOLD is a file of JSON: keys, clients and clock are read when it starts; who signs in, and what is said of them,
 * each time. Ours are only the page where somebody would write a password, and a place that keeps the tokens of signing
 * out which it sends.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'

const [port, chain, key, file] = process.argv.slice(2)
const told = () => JSON.parse(readFileSync(file, 'utf8'))
const { keys, clients, clock, conformIdTokenClaims } = told()

const Real = Date
globalThis.Date = class extends Real {
  constructor(...parts) {
    if (parts.length) super(...parts)
    else super(Real.now() + clock * 1000)
  }

  static now() {
    return Real.now() + clock * 1000
  }
}

const { Provider } = await import('oidc-provider')
const scopes = 'openid email profile groups'

const provider = new Provider(`https://localhost:${port}`, {
  clients,
  jwks: { keys },
  conformIdTokenClaims,
  cookies: { keys: ['kun til prøver'] },
  // It sends to no address of this machine; here the place that keeps its tokens is on it.
  fetch: (url, { dispatcher: _guard, ...options }) => fetch(url, options),
  ttl: { IdToken: 300 },
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
  scopes: scopes.split(' '),
  interactions: { url: (_ctx, interaction) => `/login/${interaction.uid}` },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ ...told().person, sub: accountId }) }),
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
    grant.addOIDCScope(scopes)
    await grant.save()
    return grant
  },
})

provider.on('backchannel.error', (_ctx, error) => console.error(error))

const sent = []

async function body(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}

provider.use(async (ctx, next) => {
  if (ctx.path.startsWith('/login/')) {
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: told().person.sub } })
    ctx.respond = false
  } else if (ctx.path === '/kept' && ctx.method === 'POST') {
    sent.push(new URLSearchParams(await body(ctx.req)).get('logout_token'))
    ctx.body = ''
  } else if (ctx.path === '/kept') {
    ctx.body = { tokens: sent.splice(0) }
  } else {
    await next()
  }
})

createServer({ cert: readFileSync(chain), key: readFileSync(key) }, provider.callback()).listen(Number(port), '127.0.0.1')
