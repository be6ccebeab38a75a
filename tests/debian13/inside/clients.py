"""Programs that are clients alone or both ends by command line: curl, openssl."""

import re
import subprocess
import time

from support import PKI, WORK, context, fetch, free_port, peer


def curl(program, port, *words):
    status, text = program.run(
        "curl", "--silent", "--show-error", "--cacert", f"{PKI}/ca.pem", "--write-out",
        "\n%{http_code} %{http_version} %{ssl_verify_result} %{num_certs} %{exitcode}", *words[:-1],
        f"https://localhost:{port}{words[-1]}")
    return status, text.replace(str(port), "PORT")


def curl_version(program):
    program.loads("/usr/bin/curl")
    return program.run("curl", "--version")


def curl_versions(program):
    seen = []
    for version in ("TLSv1_2", "TLSv1_3"):
        with peer(version=version, alpn=["http/1.1"]) as server:
            seen.append((curl(program, server.port, "/"), curl(program, server.port, "/bulk")[0]))
        seen.append(server.facts)
    return seen


def curl_failures(program):
    seen = []
    with peer() as server:
        seen.append(curl(program, server.port, "--cacert", f"{PKI}/other.pem", "/"))
        seen.append(curl(program, server.port, "--tls-max", "1.1", "/"))
        seen.append(curl(program, server.port, "--ciphers", "nonsense", "--tls-max", "1.2", "/"))
        seen.append(curl(program, server.port, "--pinnedpubkey", "sha256//" + "A" * 43 + "=", "/"))
    return seen


def curl_client_certificate(program):
    with peer(client_certificate=True) as server:
        seen = [curl(program, server.port, "--cert", f"{PKI}/client.pem", "--key",
                     f"{PKI}/client.key", "/"), curl(program, server.port, "/")[0] > 0]
    return seen, [facts.get("client") for facts in server.facts]


def curl_verbose(program):
    with peer(version="TLSv1_3") as server:
        _, text = curl(program, server.port, "--verbose", "--curves", "X25519", "/")
    return [line for line in text.splitlines() if re.match(r"\* (SSL conn|ALPN|.*issuer|.*subject)", line)]


def curl_again(program):
    """Two requests with one curl, of which the second resumes."""
    with peer(version="TLSv1_3") as server:
        program.run("curl", "--silent", "--cacert", f"{PKI}/ca.pem",
                    f"https://localhost:{server.port}/", f"https://localhost:{server.port}/")
    return [facts.get("resumed") for facts in server.facts]


def http3_is_refused(program):
    """Asked for QUIC alone, without a server that speaks it, curl fails and does not crash."""
    status, _ = curl(program, free_port(), "--http3-only", "--max-time", "3", "/")
    return 0 < status < 100


def openssl_lists(program):
    program.loads("/usr/bin/openssl")
    seen = [program.run("openssl", "version")]
    for words in (["-s", "-tls1_3"], ["-s", "-v", "-stdname", "-tls1_2", "ECDHE+AESGCM"]):
        seen.append(program.run("openssl", "ciphers", *words))
    return seen


def s_client(program, port, *words, send=b"GET / HTTP/1.0\r\n\r\n"):
    process = subprocess.Popen(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "localhost", "-CAfile",
         f"{PKI}/ca.pem", "-groups", "X25519", *words], env=program.environment, cwd=WORK,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    process.stdin.write(send)
    process.stdin.flush()
    time.sleep(0.5)
    text = process.communicate(timeout=20)[0].decode(errors="replace")
    wanted = re.compile(r"New, |Protocol|Verif|Peer sign|Peer Temp|Negotiated TLS1.3 group|ALPN|DONE|hello|"
                        r"Ciphersuite|Reused|Secure Reneg|Compression|Early data|closed|Cipher  ")
    lines = [line.strip() for line in text.splitlines() if wanted.search(line)]
    return [line for line in lines if "error:" not in line]


def openssl_client(program):
    seen = []
    for version in ("TLSv1_2", "TLSv1_3"):
        for words in ([], ["-brief"], ["-alpn", "h2,http/1.1"]):
            with peer(version=version, alpn=["http/1.1"]) as server:
                seen.append(s_client(program, server.port, *words))
            seen.append(server.facts)
    return seen


def openssl_client_refuses(program):
    """A client that gives the handshake up says what was negotiated by then."""
    seen = []
    for version in ("TLSv1_2", "TLSv1_3"):
        with peer(version=version) as server:
            seen.append(s_client(program, server.port, "-verify_return_error", "-verify_hostname", "elsewhere"))
    return seen


def openssl_sessions(program):
    seen = []
    for version in ("TLSv1_2", "TLSv1_3"):
        with peer(version=version) as server:
            s_client(program, server.port, "-sess_out", f"{WORK}/session")
            _, text = program.run("openssl", "sess_id", "-in", f"{WORK}/session", "-noout", "-text")
            seen.append([line for line in text.splitlines()
                         if re.search(r"Protocol|Cipher|Extended|Verify", line)])
            seen.append([line for line in s_client(program, server.port, "-sess_in", f"{WORK}/session")
                         if "Reused" in line or "New" in line])
        seen.append([facts.get("resumed") for facts in server.facts])
    return seen


def openssl_server(program):
    seen = []
    for words in (["-tls1_2"], ["-tls1_3"], ["-Verify", "1", "-verify_return_error"]):
        port = free_port()
        with program.serve("openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert",
                           f"{PKI}/server.pem", "-key", f"{PKI}/server.key", "-CAfile",
                           f"{PKI}/ca.pem", "-alpn", "http/1.1", "-groups", "X25519", "-www", *words,
                           port=port):
            tls = context(alpn=["http/1.1"], client_certificate="-Verify" in words)
            facts, session = fetch(port, tls)
            again, _ = fetch(port, tls, session=session)
            for one in (facts, again):
                for key in ("body", "length"):
                    del one[key]
            seen += [facts, again]
    return seen


CASES = {
    "curl": [curl_version, curl_versions, curl_failures, curl_client_certificate, curl_verbose,
             curl_again, http3_is_refused],
    "openssl": [openssl_lists, openssl_client, openssl_client_refuses, openssl_sessions, openssl_server],
}
