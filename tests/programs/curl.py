#!/usr/bin/python3
"""Debian's curl, unchanged, on our library: tests/programs/curl.py DIRECTORY-OF-libssl.so.3"""

import hashlib
import os
import ssl
import sys

from report import Suite
from server import BODY, Server
from support import Certificates, finish, ports_out, request_of, run_cases

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
certificates = None


def serve(version=None, name="server", **more):
    return Server(getattr(certificates, name), getattr(certificates, name + "_key"), version, **more)


def curl(library, *arguments):
    return library.start(["curl", "-sS", "--max-time", "25", "--noproxy", "*", *arguments])


def transfer(library, server, *arguments, status=0):
    """Runs curl; reads its maps while the server holds it, if it requests /hold."""
    process = curl(library, *arguments)
    if any(a.endswith("/hold") for a in arguments):
        request = request_of(process, server)
        library.check_maps(process.pid)
        server.requests.put(request)
        server.release()
    code, out, err = finish(process)
    assert code == status, f"curl: exit {code}, expected {status}\n{err}"
    return out, err


def get(library, version, name):
    with serve(version, name) as server:
        out, _ = transfer(library, server, "--cacert", certificates.ca, server.url + "/hold")
        request = server.requests.get(timeout=5)
        assert out == b"GET /hold 0\n", out
        return {**request, "end": server.ends.get(timeout=5)}


def cipher(library, chosen):
    with serve(TLS12, "ec") as server:
        transfer(library, server, "--cacert", certificates.ca, "--ciphers", chosen,
                 server.url + "/hold")
        return server.requests.get(timeout=5)


def suite13(library, chosen):
    with serve(TLS13) as server:
        transfer(library, server, "--cacert", certificates.ca, "--tls13-ciphers", chosen,
                 server.url + "/hold")
        return server.requests.get(timeout=5)


def curves(library, chosen):
    with serve(TLS13) as server:
        transfer(library, server, "--cacert", certificates.ca, "--curves", chosen,
                 server.url + "/hold")
        return server.requests.get(timeout=5)


def download(library, version):
    with serve(version) as server:
        out, _ = transfer(library, server, "--cacert", certificates.ca, server.url + "/big")
        assert hashlib.sha256(out).digest() == hashlib.sha256(BODY).digest(), len(out)
        return server.ends.get(timeout=5)


def upload(library, version):
    path = os.path.join(certificates.directory, "upload")
    with open(path, "wb") as file:
        file.write(BODY)
    with serve(version) as server:
        out, _ = transfer(library, server, "--cacert", certificates.ca, "-T", path,
                          server.url + "/up")
        request = server.requests.get(timeout=5)
        assert request.pop("body") == BODY, "the server did not get what was sent"
        assert out == b"PUT /up %d\n" % len(BODY), out
        return {**request, "end": server.ends.get(timeout=5)}


def reuse(library, version):
    """Two requests, one connection; and a third on a second connection, which resumes."""
    with serve(version) as server:
        transfer(library, server, "--cacert", certificates.ca, server.url + "/1", server.url + "/2",
                 "--next", "-sS", "--cacert", certificates.ca, "-H", "Connection: close",
                 server.url + "/3", "--next", "-sS", "--cacert", certificates.ca, server.url + "/4")
        seen = [server.requests.get(timeout=5) for _ in range(4)]
        assert [r["connection"] for r in seen] == [1, 1, 1, 2], seen
        return {"reused": [r["reused"] for r in seen],
                "ends": sorted(server.ends.get(timeout=5) for _ in range(2))}


def wrong_ca(library, version):
    with serve(version) as server:
        _, err = transfer(library, server, "--cacert", certificates.other, server.url + "/",
                          status=60)
        assert "unable to get local issuer certificate" in err, err
        return {"message": ports_out(err), "server saw": server.ends.get(timeout=5)}


def wrong_name(library):
    with serve(None, "elsewhere") as server:
        _, err = transfer(library, server, "--cacert", certificates.ca, server.url + "/",
                          status=60)
        return {"message": ports_out(err), "server saw": server.ends.get(timeout=5)}


def insecure(library):
    with serve(None, "elsewhere") as server:
        transfer(library, server, "-k", server.url + "/hold")
        return server.requests.get(timeout=5)


def client_certificate(library, version):
    with serve(version, ca=certificates.ca) as server:
        transfer(library, server, "--cacert", certificates.ca, "--cert", certificates.client,
                 "--key", certificates.client_key, server.url + "/hold")
        return {**server.requests.get(timeout=5), "end": server.ends.get(timeout=5)}


def no_client_certificate(library):
    with serve(TLS12, ca=certificates.ca) as server:
        _, err = transfer(library, server, "--cacert", certificates.ca, server.url + "/",
                          status=35)
        return {"message": ports_out(err), "server saw": server.ends.get(timeout=5)}


def version_mismatch(library):
    with serve(TLS12) as server:
        _, err = transfer(library, server, "--cacert", certificates.ca, "--tlsv1.3",
                          server.url + "/", status=35)
        return {"message": ports_out(err), "server saw": server.ends.get(timeout=5)}


def plain_http(library):
    """A server that does not speak TLS: the error names the cause."""
    import socket
    import threading
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        peer, _ = listener.accept()
        peer.recv(4096)
        peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        peer.close()

    threading.Thread(target=answer, daemon=True).start()
    _, err = transfer(library, None, f"https://localhost:{listener.getsockname()[1]}/", status=35)
    listener.close()
    return ports_out(err)


def verbose(library, version, part):
    """The output of -v: the handshake's messages, or the facts of the connection."""
    with serve(version) as server:
        _, err = transfer(library, server, "-v", "--cacert", certificates.ca, server.url + "/hold")
        lines = [line for line in ports_out(err).splitlines() if line.startswith("*")]
        messages = [line for line in lines if "TLSv1" in line and ", TLS" in line]
        if part == "messages":
            return messages
        facts = [line for line in lines if line not in messages]
        wanted = "SSL connection using " + version.name.replace("_", ".")
        assert any(wanted in line for line in facts), err
        return [line for line in facts if "bytes data" not in line]


def cases():
    for version in (TLS12, TLS13):
        tls = version.name.replace("_", ".")
        yield f"curl {tls} RSA", get, version, "server"
        yield f"curl {tls} ECDSA", get, version, "ec"
        yield f"curl {tls} downloads 5 MB", download, version
        yield f"curl {tls} uploads 5 MB", upload, version
        yield f"curl {tls} reuses connection and session", reuse, version
        yield f"curl {tls} wrong CA", wrong_ca, version
        yield f"curl {tls} client certificate", client_certificate, version
        yield f"curl {tls} -v facts", verbose, version, "facts"
        yield f"curl {tls} -v messages", verbose, version, "messages"
    for name in ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                 "ECDHE-ECDSA-CHACHA20-POLY1305"):
        yield f"curl --ciphers {name}", cipher, name
    for name in ("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"):
        yield f"curl --tls13-ciphers {name}", suite13, name
    for name in ("P-384", "X25519:P-256"):
        yield f"curl --curves {name}", curves, name
    yield "curl wrong host name", wrong_name
    yield "curl -k", insecure
    yield "curl without the client certificate asked for", no_client_certificate
    yield "curl --tlsv1.3 to a TLS 1.2 server", version_mismatch
    yield "curl https to a plain HTTP server", plain_http


def main():
    global certificates
    suite = Suite("curl")
    certificates = Certificates()
    try:
        run_cases(suite, cases(), os.path.abspath(sys.argv[1]))
    finally:
        certificates.remove()
    suite.finish()


if __name__ == "__main__":
    main()
