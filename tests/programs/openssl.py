#!/usr/bin/python3
"""Debian's openssl command, unchanged, on our library: tests/programs/openssl.py DIRECTORY"""

import contextlib
import os
import re
import ssl
import subprocess
import sys

from report import Suite
from server import BODY, Server
from support import TIMEOUT, Certificates, Library, finish, request_of, run_cases, stop

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
OPTION = {TLS12: "-tls1_2", TLS13: "-tls1_3"}
REQUEST = b"GET /hold HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
certificates = None


def s_client(library, server, *options, ca="ca", held=True):
    """One request; stdout and stderr together, without the parts that differ in each run."""
    process = library.start(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-servername", "localhost",
         "-CAfile", getattr(certificates, ca), *options],
        stdin=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=certificates.directory)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(REQUEST)
        process.stdin.flush()
    if held:
        request_of(process, server)
        library.check_maps(process.pid)
        server.release()
    code, out, _ = finish(process)
    return code, normal(out.decode(errors="replace"))


def normal(text):
    text = re.sub(r"^.*(Session-ID|Master-Key|Resumption PSK|Start Time|Keying material):.*$",
                  r"\1", text, flags=re.M)
    text = re.sub(r"^ +[0-9a-f]{4} - .*\n", "", text, flags=re.M)
    text = re.sub(r"handshake has read \d+ bytes and written \d+ bytes", "handshake", text)
    text = re.sub(r"^[0-9A-F]{8,}:error:(\w+):([^:]*):[^:]*:([^:]*):.*$", r"error:\1:\2:\3", text, flags=re.M)
    # What else a TLS 1.2 server could read is not kept: only uncompressed points are sent.
    text = re.sub(r"^Supported Elliptic Curve Point Formats:.*\n", "", text, flags=re.M)
    # The peer's order of what arrives after the handshake is not fixed.
    return sorted(line for line in text.splitlines() if line.strip())


def brief(library, version, name):
    with Server(getattr(certificates, name), getattr(certificates, name + "_key"),
                version) as server:
        code, lines = s_client(library, server, "-brief", "-ign_eof", "-alpn", "http/1.1",
                               "-verify_return_error", OPTION[version])
        assert code == 0 and "Verification: OK" in lines, lines
        return lines, server.ends.get(timeout=5)


def everything(library, version):
    with Server(certificates.server, certificates.server_key, version) as server:
        code, lines = s_client(library, server, "-ign_eof", "-showcerts", OPTION[version],
                               "-keymatexport", "label", "-keymatexportlen", "20")
        return code, lines, server.ends.get(timeout=5)


def distrust(library, version):
    with Server(certificates.server, certificates.server_key, version) as server:
        code, lines = s_client(library, server, "-brief", "-verify_return_error", OPTION[version],
                               ca="other", held=False)
        return code, lines, server.ends.get(timeout=5)


def reconnects(library, version):
    """Five more connections in one process, each with the first one's session."""
    with Server(certificates.server, certificates.server_key, version) as server:
        server.release()
        code, lines = s_client(library, server, "-reconnect", "-ign_eof", OPTION[version],
                               held=False)
        # With TLS 1.3 it does not wait for the tickets, so nothing is resumed.
        count = sum(line.startswith("Reused, ") for line in lines)
        assert code == 0 and count == 5, f"{count} of 5 resumed: {lines}"
        return count


@contextlib.contextmanager
def s_server(library, *options):
    process = library.start(
        ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificates.server,
         "-key", certificates.server_key, *options],
        stdin=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=certificates.directory)
    try:
        for line in process.stdout:
            if found := re.search(rb"ACCEPT 127\.0\.0\.1:(\d+)", line):
                break
        else:
            raise AssertionError("s_server does not accept")
        library.check_maps(process.pid)
        yield f"https://localhost:{int(found[1])}"
    finally:
        stop(process)
        process.stdout.close()
        process.stdin.close()


def curl(url, *options):
    process = Library("system").start(["curl", "-sS", "--max-time", str(TIMEOUT - 5), "--noproxy",
                                       "*", "--cacert", certificates.ca, *options, url])
    code, out, err = finish(process)
    assert code == 0, err
    return out


def serves(library, version):
    """A status page and a 5 MB file; groups and algorithms limited to those of both libraries."""
    common = ["-groups", "X25519:P-256:P-384", "-sigalgs",
              "ECDSA+SHA256:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA+SHA256"]
    with open(os.path.join(certificates.directory, "big"), "wb") as file:
        file.write(BODY)
    with s_server(library, OPTION[version], *common, "-www") as url:
        page = normal(curl(url).decode())
        wanted = r"^(New|Reused), |Protocol  :|Cipher    :|Verify return|Shared|Supported groups"
        page = [line for line in page if re.search(wanted, line)]
        assert page, "an empty page"
    with s_server(library, OPTION[version], "-HTTP") as url:
        assert curl(url + "/big", "--http0.9").endswith(BODY), "not what was sent"
    return page


def cases():
    for version in (TLS12, TLS13):
        tls = version.name.replace("_", ".")
        yield f"s_client -brief {tls} RSA", brief, version, "server"
        yield f"s_client -brief {tls} ECDSA", brief, version, "ec"
        yield f"s_client {tls}", everything, version
        yield f"s_client wrong CA {tls}", distrust, version
        yield f"s_server {tls}", serves, version
    yield "s_client -reconnect TLSv1.2", reconnects, TLS12


def main():
    global certificates
    suite = Suite("openssl")
    certificates = Certificates()
    try:
        run_cases(suite, cases(), os.path.abspath(sys.argv[1]))
    finally:
        certificates.remove()
    suite.finish()


if __name__ == "__main__":
    main()
