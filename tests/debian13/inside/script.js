// Node.js: script.js alone|client|server PKI [PORT].
'use strict';
const fs = require('fs');
const https = require('https');
const tls = require('tls');

const [role, pki, port] = process.argv.slice(2);
const read = (name) => fs.readFileSync(`${pki}/${name}`);
const BULK = Buffer.concat(Array(1200).fill(Buffer.from(Array.from({length: 256}, (_, i) => i))));

function say(facts) {
  const maps = fs.readFileSync('/proc/self/maps', 'utf8');
  const libssl = [...new Set(maps.match(/\/\S*libssl\.so\.3/g) || [])];
  console.log('FACTS ' + JSON.stringify({...facts, libssl}));
  process.exit(0);
}

const serverOptions = {
  cert: read('server.pem'), key: read('server.key'), ca: read('ca.pem'), requestCert: true,
  rejectUnauthorized: false, ALPNProtocols: ['http/1.1'], ecdhCurve: 'X25519',
};
const clientOptions = {
  ca: read('ca.pem'), cert: read('client.pem'), key: read('client.key'), servername: 'localhost',
  ALPNProtocols: ['http/1.1'], host: '127.0.0.1',
};

function factsOf(socket) {
  const peer = socket.getPeerCertificate();
  const attempt = (f) => { try { return f(); } catch (error) { return String(error.code || error); } };
  return {
    protocol: socket.getProtocol(), cipher: socket.getCipher(), alpn: socket.alpnProtocol,
    authorized: socket.authorized, error: socket.authorizationError && String(socket.authorizationError),
    resumed: socket.isSessionReused(), peer: peer && peer.subject && peer.subject.CN,
    exported: attempt(() => socket.exportKeyingMaterial(16, 'EXPORTER-test', Buffer.alloc(0)).length),
    finished: Boolean(socket.getFinished()), sigalgs: attempt(() => (socket.getSharedSigalgs() || []).length > 0),
    chain: Boolean(socket.getPeerX509Certificate()),
  };
}

function talk(at, options, session) {
  return new Promise((resolve) => {
    const socket = tls.connect({...clientOptions, ...options, port: at, session});
    let text = '', last = null, facts = {};
    socket.on('session', (one) => { last = one; });
    socket.on('secureConnect', () => { facts = factsOf(socket); socket.write('hello\n'); });
    socket.on('data', (data) => { text += data; });
    socket.on('error', (error) => { facts = {code: error.code, reason: error.reason}; });
    socket.on('close', () => resolve([{...facts, text}, last]));
  });
}

async function alone() {
  const seen = [];
  const server = tls.createServer(serverOptions, (socket) => {
    seen.push(factsOf(socket));
    socket.on('error', () => {});
    socket.on('data', (data) => socket.end(String(data).toUpperCase()));
  });
  server.on('tlsClientError', (error) => seen.push({refused: error.code}));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address().port;
  const facts = {
    versions: process.versions.openssl, ciphers: tls.getCiphers().filter((name) => name.startsWith('tls_')),
    bounds: [tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION], talks: [],
  };
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    const options = {minVersion: version, maxVersion: version};
    const [first, session] = await talk(at, options);
    const [second] = await talk(at, options, session);
    facts.talks.push(first, second);
  }
  facts.wrong = (await talk(at, {ca: read('other.pem')}))[0];
  facts.name = (await talk(at, {servername: 'elsewhere'}))[0];
  facts.old = (await talk(at, {minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1'}))[0];
  facts.seen = seen;
  say(facts);
}

function get(path) {
  return new Promise((resolve) => {
    const options = {...clientOptions, port, path, agent: false};
    https.get(options, (answer) => {
      const parts = [];
      answer.on('data', (data) => parts.push(data));
      answer.on('end', () => resolve([answer.statusCode, Buffer.concat(parts).length]));
    }).on('error', (error) => resolve(String(error.code)));
  });
}

if (role === 'alone') {
  alone();
} else if (role === 'client') {
  get('/').then(async (one) => say({one, bulk: await get('/bulk')}));
} else {
  https.createServer(serverOptions, (request, answer) => {
    answer.setHeader('X-Facts', JSON.stringify(factsOf(request.socket)));
    answer.end(request.url === '/bulk' ? BULK : 'hello\n');
  }).listen(port, '127.0.0.1');
}
