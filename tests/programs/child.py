"""Runs inside the interpreter under test: one half of a talk, or a case of its own.

    child.py NAME ROLE PORT CERTIFICATES VERSION

Prints "ready" once libssl is loaded, waits for a line on stdin, and ends with its facts as JSON.
"""

import asyncio
import json
import os
import socket
import ssl
import sys
import urllib.request

import talks


def context_facts(_port, directory, _version):
    """The facts of a context without a connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    path = lambda name: os.path.join(directory, name + ".pem")  # noqa: E731
    seen = {
        "library": ssl.OPENSSL_VERSION,
        "verify mode": context.verify_mode.name, "flags": int(context.verify_flags),
        "minimum": context.minimum_version.name, "maximum": context.maximum_version.name,
        "options": hex(context.options), "security level": context.security_level,
        "tickets": context.num_tickets, "stats": context.session_stats(),
        "store": context.cert_store_stats(),
        "nonsense ciphers": talks.attempt(context.set_ciphers, "nonsense"),
        "no file": talks.attempt(context.load_verify_locations, "/nonexistent"),
        "no chain": talks.attempt(context.load_cert_chain, path("ca_key")),
        "wrong key": talks.attempt(context.load_cert_chain, path("server"), path("client_key")),
        "empty buffer": talks.attempt(context.load_verify_locations, cadata=b"\1\2"),
        "no curve": talks.attempt(context.set_ecdh_curve, "prime256v2"),
        "long ALPN": talks.attempt(context.set_alpn_protocols, ["a" * 256]),
    }
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    seen["ciphers"] = [(c["name"], c["protocol"], c["strength_bits"], c["id"], c["description"])
                       for c in context.get_ciphers()]
    context.load_verify_locations(path("ca"))
    seen["loaded"] = context.cert_store_stats()
    seen["authorities"] = [ca["subject"] for ca in context.get_ca_certs()]
    return seen


def memory_bio(_port, directory, version):
    """Both ends in one thread, over memory BIOs, a handful of bytes at a time."""
    ends = {}
    for role in ("client", "server"):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        if role == "client":
            tls = talks.client_context(directory, version).wrap_bio(
                incoming, outgoing, server_hostname="localhost")
        else:
            tls = talks.server_context(directory, version).wrap_bio(
                incoming, outgoing, server_side=True)
        ends[role] = (tls, incoming, outgoing)
    client, server = ends["client"], ends["server"]

    def carry(step):
        for source, target in ((client, server), (server, client)):
            data = source[2].read(step)
            if data:
                target[1].write(data)

    def drive(step, *calls):
        """Repeats each call until it has a result, carrying bytes in between."""
        results = {}
        for _ in range(2_000_000):
            for number, call in enumerate(calls):
                if number not in results:
                    try:
                        results[number] = call()
                    except ssl.SSLWantReadError:
                        pass
            if len(results) == len(calls):
                return [results[n] for n in range(len(calls))]
            carry(step)
        raise AssertionError("no end to it")

    drive(7, client[0].do_handshake, server[0].do_handshake)
    seen = {"version": client[0].version(), "cipher": server[0].cipher()}
    client[0].write(talks.TEXT)
    seen["text"] = drive(3, lambda: server[0].read(100))[0].decode()
    received = bytearray()
    server[0].write(talks.BULK)

    def collect():
        while len(received) < len(talks.BULK):
            received.extend(client[0].read(100000))
        return True

    drive(10000, collect)
    seen["bulk"] = bytes(received) == talks.BULK
    seen["pending"] = client[0].pending()
    drive(5, client[0].unwrap, server[0].unwrap)
    seen["left"] = [client[1].pending, server[1].pending]
    client[1].write_eof()
    seen["read after the end"] = talks.attempt(client[0].read, 10)
    seen["write after the end"] = talks.attempt(client[0].write, b"x")
    return seen


def memory_bio_eof(_port, directory, version):
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = talks.client_context(directory, version).wrap_bio(
        incoming, outgoing, server_hostname="localhost")
    seen = {"first": talks.attempt(tls.do_handshake), "hello": outgoing.pending > 100}
    incoming.write_eof()
    seen["eof"] = talks.attempt(tls.do_handshake)
    return seen


def asyncio_both(_port, directory, version):
    return asyncio.run(conversation(directory, version))


async def conversation(directory, version):
    seen = {"server": []}

    async def serve(reader, writer):
        tls = writer.get_extra_info("ssl_object")
        line = await reader.readline()
        writer.write(line + talks.BULK)
        await writer.drain()
        seen["server"].append((tls.version(), await reader.read()))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0,
                                        ssl=talks.server_context(directory, version))
    port = server.sockets[0].getsockname()[1]

    async def client(number):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=talks.client_context(directory, version),
            server_hostname="localhost")
        writer.write(b"hello %d\n" % number)
        line = await reader.readline()
        bulk = await reader.readexactly(len(talks.BULK))
        cipher = writer.get_extra_info("cipher")
        writer.close()
        await writer.wait_closed()
        return line.decode(), bulk == talks.BULK, cipher

    async with server:
        seen["clients"] = await asyncio.wait_for(
            asyncio.gather(*(client(n) for n in range(5))), 25)
        await asyncio.sleep(0.1)
    seen["server"] = [(v, e.decode()) for v, e in seen["server"]]
    return seen


def asyncio_client(port, directory, version):
    """asyncio and its MemoryBIO against the test process's server."""
    async def fetch():
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=talks.client_context(directory, version),
            server_hostname="localhost")
        writer.write(b"GET /big HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        data = await reader.read()
        writer.close()
        await writer.wait_closed()
        return len(data.split(b"\r\n\r\n", 1)[1])
    return {"length": asyncio.run(asyncio.wait_for(fetch(), 25))}


def urllib_facts(port, directory, version):
    url = f"https://127.0.0.1:{port}"
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=talks.client_context(directory, version)))
    strict = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=talks.client_context(directory, version, ca="other")))
    with opener.open(url + "/one", timeout=20) as answer:
        seen = {"status": answer.status, "text": answer.read().decode()}
    with opener.open(url + "/big", timeout=20) as answer:
        seen["length"] = len(answer.read())
    with opener.open(url + "/post", data=talks.BULK, timeout=20) as answer:
        seen["posted"] = answer.read().decode()
    try:
        strict.open(url + "/", timeout=20)
    except OSError as error:
        seen["wrong CA"] = str(error)
    return seen


CASES = {f.__name__: f for f in (context_facts, memory_bio, memory_bio_eof, asyncio_both,
                                 asyncio_client, urllib_facts)}


def main():
    name, role, port, directory, version = sys.argv[1:]
    version = ssl.TLSVersion[version] if version != "-" else None
    port = int(port)
    listener = None
    if role == "server":
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(20)
        port = listener.getsockname()[1]
    print(json.dumps({"ready": port}), flush=True)
    sys.stdin.readline()
    if role == "alone":
        seen = CASES[name](port, directory, version)
    else:
        seen = talks.half(name, role)(end(role, port, listener), directory, version)
    print(talks.as_json(seen))


def end(role, port, listener):
    def fresh():
        raw = listener.accept()[0] if role == "server" else socket.create_connection(
            ("127.0.0.1", port))
        raw.settimeout(20)
        return raw
    return fresh


if __name__ == "__main__":
    main()
