// A Bluesky PDS, and a stand-in for the PLC directory. Variables of the environment configure it.
import http from 'node:http'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const installed = createRequire(`${process.env.FSP_INSTALLED}/package.json`)
const { PDS, envToCfg, envToSecrets, readEnv } = await import(pathToFileURL(installed.resolve('@atproto/pds')))

// The newest operation of each identity.
const operations = new Map()

function identity(did, operation) {
  return {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: did,
    alsoKnownAs: operation.alsoKnownAs,
    verificationMethod: Object.entries(operation.verificationMethods).map(([id, key]) => ({
      id: `${did}#${id}`, type: 'Multikey', controller: did, publicKeyMultibase: key.slice('did:key:'.length),
    })),
    service: Object.entries(operation.services).map(([id, service]) => ({
      id: `#${id}`, type: service.type, serviceEndpoint: service.endpoint,
    })),
  }
}

http.createServer((request, response) => {
  const did = decodeURIComponent(request.url.split('/')[1])
  const parts = []
  const say = (status, value) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(value))
  }
  request.on('data', (part) => parts.push(part)).on('end', () => {
    if (request.method === 'POST') {
      operations.set(did, JSON.parse(Buffer.concat(parts)))
      return say(200, {})
    }
    const operation = operations.get(did)
    if (!operation) return say(404, { message: 'not registered' })
    return say(200, /\/(data|log\/last)$/.test(request.url) ? { did, ...operation } : identity(did, operation))
  })
}).listen(Number(new URL(process.env.PDS_DID_PLC_URL).port), '127.0.0.1')

const environment = readEnv()
const server = await PDS.create(envToCfg(environment), envToSecrets(environment))
await server.start()
