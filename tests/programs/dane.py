#!/usr/bin/python3
"""Debian's ldns-dane and stubby, unchanged, on our library: tests/programs/dane.py DIRECTORY

ldns-dane makes TLSA records for a server and verifies servers by them; stubby asks name servers over
TLS, and knows them by the digests of their keys, which are TLSA records to libssl.
"""

import base64
import contextlib
import hashlib
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import threading

from report import Suite
from server import Server
from support import Certificates, finish, free_port, run_cases, stop, wait_until

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
certificates = None


def ldns_dane(library, *arguments):
    code, out, err = finish(library.start(["ldns-dane", *arguments]))
    return code, out.decode() + err


def records(library, version, kind, *trust):
    """A record that ldns-dane makes, and its verdict on servers with and without the key."""
    with Server(certificates.chain, certificates.dotted_key, version) as server, \
            Server(certificates.ec, certificates.ec_key, version) as other:
        create = ["-d", "-a", "127.0.0.1", *trust, "create", "localhost"]
        code, made = ldns_dane(library, *create, str(server.port), *kind)
        found = re.search(r"TLSA\t(.*)", made)
        assert code == 0 and found, made
        facts = [found[1]]
        for where, name in ((server, "localhost"), (other, "localhost"), (server, "elsewhere.test")):
            file = os.path.join(certificates.directory, "tlsa")
            with open(file, "w") as records_file:
                records_file.write(f"_{where.port}._tcp.{name}. 3600 IN TLSA {found[1]}\n")
            answer = ldns_dane(library, "-d", "-a", "127.0.0.1", *trust, "-t", file, "verify")
            facts.append((name, where is server, answer))
    assert [answer[0] for _, _, answer in facts[1:]] == [0, 1, 1], facts
    return facts


def from_file(library, kind, name):
    """The same for a certificate in a file, which libssl's records verify without a connection."""
    code, made = ldns_dane(library, "-d", "-c", certificates.server, "create", "localhost", "443", *kind)
    assert code == 0 and "TLSA" in made, made
    file = os.path.join(certificates.directory, "tlsa")
    with open(file, "w") as records_file:
        records_file.write(made)
    code, said = ldns_dane(library, "-d", "-n", "-c", getattr(certificates, name), "-t", file, "verify")
    assert (code == 0) == (name == "server"), said
    return made, code, said


class TlsNameServer:
    """Answers each question over TLS with the same address."""

    def __init__(self, version):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificates.server, certificates.server_key)
        self.context.minimum_version = self.context.maximum_version = version
        self.asked = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self.listener.accept()
                threading.Thread(target=self.connection, args=(peer,), daemon=True).start()

    def connection(self, raw):
        raw.settimeout(30)
        with contextlib.suppress(OSError), self.context.wrap_socket(raw, server_side=True) as tls:
            stream = tls.makefile("rb")
            while (length := stream.read(2)):
                query = stream.read(struct.unpack("!H", length)[0])
                self.asked += 1
                end = query.index(0, 12) + 5
                answer = query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0) + query[12:end] + \
                    struct.pack("!HHHIH4s", 0xC00C, 1, 1, 60, 4, b"\x0a\x0b\x0c\x0d")
                tls.sendall(struct.pack("!H", len(answer)) + answer)


CONFIGURATION = """
resolution_type: GETDNS_RESOLUTION_STUB
dns_transport_list:
  - GETDNS_TRANSPORT_TLS
tls_authentication: GETDNS_AUTHENTICATION_REQUIRED
tls_ca_file: "{ca}"
idle_timeout: 1000
listen_addresses:
  - 127.0.0.1@{port}
upstream_recursive_servers:
  - address_data: 127.0.0.1
    tls_port: {server}
"""


def pin(name):
    public = ["openssl", "x509", "-in", getattr(certificates, name), "-noout", "-pubkey"]
    key = subprocess.run(public, check=True, capture_output=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], check=True,
                         capture_output=True, input=key).stdout
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def resolves(library, version, answered, ca, name, *pins):
    """One question to stubby, whose server must have the name, one of the pins, or both."""
    port = free_port()
    with TlsNameServer(version) as server:
        file = os.path.join(certificates.directory, "stubby.yml")
        with open(file, "w") as conf:
            conf.write(CONFIGURATION.format(ca=ca, port=port, server=server.port))
            if name:
                conf.write(f'    tls_auth_name: "{name}"\n')
            if pins:
                conf.write("    tls_pubkey_pinset:\n")
            for key in pins:
                conf.write(f'      - digest: "sha256"\n        value: {pin(key)}\n')
        process = library.start(["stubby", "-C", file], stderr=subprocess.STDOUT)
        code = wait_until(lambda: ask(port) or process.poll(), "an answer of stubby")
        assert isinstance(code, str), process.stdout.read()
        library.check_maps(process.pid)
        stop(process)
        assert (code == "0") == answered == (server.asked > 0), f"code {code}, asked {server.asked}"
        return code


def ask(port):
    """The code of the answer, as text; empty while stubby is not reachable."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(6)
        asker.connect(("127.0.0.1", port))
        try:
            asker.send(b"\x12\x34\x01\x00\0\x01\0\0\0\0\0\0\x03www\x04test\0\0\x01\0\x01")
            return str(asker.recv(512)[3] & 15)
        except OSError:
            return None


def cases():
    ca, other = certificates.ca, certificates.other
    for version in (TLS12, TLS13):
        tls = version.name.replace("_", ".")
        for usage in ("0", "1", "2", "3"):
            for selector, matching in (("0", "1"), ("1", "2"), ("1", "0")):
                kind = (usage, selector, matching)
                yield f"ldns-dane {' '.join(kind)} {tls}", records, version, kind, "-f", ca
        for title, answered, *arguments in [
            ("by its key", True, ca, None, "server"),
            ("by one of two keys", True, ca, None, "ec", "server"),
            ("by its key, unknown CA", True, other, None, "server"),
            ("by another key", False, ca, None, "ec"),
            ("by name", True, ca, "localhost"),
            ("by another name", False, ca, "elsewhere.test"),
            ("by name and key", True, ca, "localhost", "server"),
            ("by name and another key", False, ca, "localhost", "ec"),
            ("by another name and its key", False, ca, "elsewhere.test", "server"),
        ]:
            yield f"stubby: server known {title} {tls}", resolves, version, answered, *arguments
    for kind in (("3", "0", "1"), ("3", "1", "2")):
        for name in ("server", "ec"):
            yield f"ldns-dane {' '.join(kind)}, file of {name}", from_file, kind, name


def main():
    global certificates
    suite = Suite("dane")
    certificates = Certificates()
    try:
        # ldns-dane wants names with their final dot.
        certificates.make_leaf("dotted", "rsa:2048", "localhost", "DNS:localhost.")
        with open(os.path.join(certificates.directory, "chain.pem"), "wb") as chain:
            for part in (certificates.dotted, certificates.ca):
                with open(part, "rb") as file:
                    chain.write(file.read())
        run_cases(suite, cases(), os.path.abspath(sys.argv[1]))
    finally:
        certificates.remove()
    suite.finish()


if __name__ == "__main__":
    main()
