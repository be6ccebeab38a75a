"""Python's ssl module: script.py alone|client|server PKI [PORT]."""

import asyncio
import http.server
import json
import re
import ssl
import sys
import urllib.request

BULK = bytes(range(256)) * 1200


def libraries():
    with open("/proc/self/maps") as file:
        return sorted(set(re.findall(r"/\S*libssl\.so\.3", file.read())))


def say(facts):
    print("FACTS " + json.dumps({**facts, "libssl": libraries()}, default=str))


def attempt(function, *args, **named):
    try:
        return function(*args, **named)
    except OSError as error:
        return re.sub(r" \(_ssl\.c:\d+\)", "", f"{type(error).__name__}: {error}")


def contexts(pki):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(f"{pki}/server.pem", f"{pki}/server.key")
    server.load_verify_locations(f"{pki}/ca.pem")
    server.verify_mode = ssl.CERT_OPTIONAL
    server.set_alpn_protocols(["http/1.1"])
    server.set_ecdh_curve("X25519")
    client = ssl.create_default_context(cafile=f"{pki}/ca.pem")
    client.load_cert_chain(f"{pki}/client.pem", f"{pki}/client.key")
    client.set_alpn_protocols(["http/1.1"])
    return client, server


def in_memory(client, server, session=None):
    ends = []
    for tls, more in ((client, {"server_hostname": "localhost", "session": session}),
                      (server, {"server_side": True})):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        ends.append((tls.wrap_bio(incoming, outgoing, **more), incoming, outgoing))
    (one, one_in, one_out), (two, two_in, two_out) = ends

    def both(*calls):
        results = {}
        while len(results) < len(calls):
            for number, call in enumerate(calls):
                if number not in results:
                    try:
                        results[number] = call()
                    except ssl.SSLWantReadError:
                        pass
            two_in.write(one_out.read())
            one_in.write(two_out.read())
        return [results[n] for n in range(len(calls))]

    both(one.do_handshake, two.do_handshake)
    one.write(b"ping")
    two.write(BULK[:5000])
    texts = both(lambda: two.read(100).decode(), lambda: len(one.read(100)))
    facts = {
        "version": one.version(), "cipher": one.cipher(), "alpn": two.selected_alpn_protocol(),
        "shared": len(two.shared_ciphers() or []) > 2, "resumed": (one.session_reused, two.session_reused),
        "peer": two.getpeercert().get("subject") if two.getpeercert() else None, "texts": texts,
        "unique": one.get_channel_binding("tls-unique") == two.get_channel_binding("tls-unique"),
        "chain": len(one.get_verified_chain()), "unverified": len(one.get_unverified_chain()),
        "compression": one.compression(), "ticket": one.session and one.session.has_ticket,
        "timeout": one.session and one.session.timeout,
        "made in this century": one.session and one.session.time > 1_600_000_000,
    }
    session = one.session
    two.write(b"end")
    both(lambda: one.read(5000), two.unwrap, one.unwrap)
    facts["after"] = attempt(one.read, 5), attempt(two.write, b"x")
    return facts, session


async def conversation(client, server):
    seen = []

    async def serve(reader, writer):
        seen.append((await reader.readline()).decode())
        writer.write(BULK)
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=server)
    port = listener.sockets[0].getsockname()[1]
    for _ in range(3):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client,
                                                       server_hostname="localhost")
        writer.write(b"hello\n")
        seen.append((writer.get_extra_info("cipher"), len(await reader.read())))
        writer.close()
        await writer.wait_closed()
    listener.close()
    return seen


def alone(pki):
    default = ssl.create_default_context()
    facts = {
        "library": ssl.OPENSSL_VERSION, "options": hex(default.options), "flags": str(default.verify_flags),
        "versions": (default.minimum_version.name, default.maximum_version.name),
        "level": default.security_level, "tickets": default.num_tickets,
        "features": [ssl.HAS_PSK, ssl.HAS_TLSv1_3, ssl.HAS_ALPN], "store": default.cert_store_stats(),
        "nonsense": attempt(default.set_ciphers, "nonsense"),
        "no file": attempt(default.load_cert_chain, f"{pki}/nothing"),
        "wrong key": attempt(default.load_cert_chain, f"{pki}/server.pem", f"{pki}/client.key"),
        "empty": attempt(default.load_verify_locations, cadata=b"\1"),
    }
    for version in ("TLSv1_2", "TLSv1_3"):
        client, server = contexts(pki)
        client.maximum_version = client.minimum_version = ssl.TLSVersion[version]
        first, session = in_memory(client, server)
        second, _ = in_memory(client, server, session)
        facts[version] = [first, second, client.session_stats()["hits"], server.session_stats()["hits"],
                          asyncio.run(conversation(client, server))]
    client, server = contexts(pki)
    facts["wrong name"] = attempt(in_memory, *wrong_name(client, server))
    return facts


def wrong_name(client, server):
    """A client that trusts another CA."""
    strict = ssl.create_default_context(cafile="/tests/pki/other.pem")
    return strict, server


def client(pki, port):
    tls, _ = contexts(pki)
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=tls))
    facts = {"text": opener.open(f"https://localhost:{port}/", timeout=15).read().decode(),
             "bulk": len(opener.open(f"https://localhost:{port}/bulk", timeout=15).read())}
    try:
        import requests
        answer = requests.get(f"https://localhost:{port}/", verify=f"{pki}/ca.pem", timeout=15)
        facts["requests"] = answer.status_code, answer.text
        requests.get(f"https://localhost:{port}/", verify=f"{pki}/other.pem", timeout=15)
    except requests.exceptions.SSLError as error:
        facts["not trusted"] = "certificate verify failed" in str(error)
    return facts


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        s = self.connection
        body = BULK if self.path == "/bulk" else b"hello\n"
        self.send_response(200)
        self.send_header("X-Facts", f"{s.version()} {s.cipher()} {s.session_reused} "
                                    f"{s.selected_alpn_protocol()} {s.getpeercert()['subject']}")
        self.end_headers()
        self.wfile.write(body)

    def finish(self):
        super().finish()
        attempt(self.connection.unwrap)

    def log_message(self, *_):
        pass


def server(pki, port):
    _, tls = contexts(pki)
    listener = http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer)
    listener.socket = tls.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
    listener.serve_forever()


def main():
    role, pki = sys.argv[1:3]
    if role == "server":
        server(pki, int(sys.argv[3]))
    say(alone(pki) if role == "alone" else client(pki, int(sys.argv[3])))


if __name__ == "__main__":
    main()
