#!/usr/bin/python3
"""Debian's nginx, unchanged, on our library: tests/programs/nginx.py DIRECTORY

Its clients are curl and Python on the system's libssl.
"""

import contextlib
import hashlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

from report import Suite
from server import BODY, Server
from support import (TIMEOUT, Certificates, Library, finish, free_port, run_cases,
                     wait_until)

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
SYSTEM = Library("system")
FACTS = ("$ssl_protocol|$ssl_cipher|$ssl_session_reused|$ssl_server_name|$ssl_client_verify|"
         "$ssl_client_s_dn|$server_protocol|$ssl_alpn_protocol|$ssl_curve")
certificates = None

CONFIGURATION = """
daemon off;
master_process on;
worker_processes {workers};
user root;
pid {directory}/nginx.pid;
error_log {directory}/error.log info;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    client_max_body_size 50m;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        server_name localhost;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_protocols {protocols};
        root {directory}/files;
        {more}
        location = /facts {{ return 200 "{facts}\\n"; }}
        location /put/ {{
            proxy_pass http://unix:{directory}/backend.sock;
            proxy_request_buffering {buffering};
        }}
        location = /upstream {{
            proxy_pass https://127.0.0.1:{upstream}/one;
            proxy_ssl_trusted_certificate {ca};
            proxy_ssl_verify on;
            proxy_ssl_name localhost;
            proxy_ssl_server_name on;
            proxy_ssl_session_reuse on;
        }}
    }}
    server {{
        listen unix:{directory}/backend.sock;
        location / {{
            dav_methods PUT;
            create_full_put_path on;
            root {directory}/files;
        }}
    }}
    {servers}
}}
"""


class Nginx:
    def __init__(self, library, more="", servers="", workers=1, upstream=1, name="server",
                 buffering="on", protocols="TLSv1.2 TLSv1.3", tolerated="$^"):
        self.tolerated = tolerated
        self.library = library
        self.directory = tempfile.mkdtemp(prefix="libssl-rs-nginx-")
        self.port = free_port()
        self.url = f"https://localhost:{self.port}"
        os.mkdir(os.path.join(self.directory, "files"))
        with open(os.path.join(self.directory, "files", "big"), "wb") as file:
            file.write(BODY)
        self.path = os.path.join(self.directory, "nginx.conf")
        more = more.replace("@CA@", certificates.ca).replace("@DIR@", self.directory)
        servers = servers.replace("@PORT@", str(self.port))
        with open(self.path, "w") as file:
            file.write(CONFIGURATION.format(
                directory=self.directory, port=self.port, more=more, servers=servers, facts=FACTS,
                certificate=getattr(certificates, name), key=getattr(certificates, name + "_key"),
                workers=workers, upstream=upstream, ca=certificates.ca, buffering=buffering,
                protocols=protocols))

    def __enter__(self):
        self.process = self.library.start(
            ["nginx", "-c", self.path, "-p", self.directory, "-e", self.directory + "/error.log"])
        try:
            wait_until(self.listening, "nginx to listen")
            for pid in [self.process.pid] + self.workers():
                self.library.check_maps(pid)
        except BaseException:
            self.end()
            said = f"{self.process.communicate()[1].decode()}\n{self.log()}"
            shutil.rmtree(self.directory, ignore_errors=True)
            raise AssertionError(said) from None
        return self

    def end(self):
        """Ends all of it, each process by its pid."""
        workers = self.workers()
        self.process.kill()
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def listening(self):
        assert self.process.poll() is None, "nginx has ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0 and self.workers()

    def workers(self):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
            return [int(pid) for pid in file.read().split()]
        return []

    def log(self):
        with contextlib.suppress(OSError), open(self.directory + "/error.log", errors="replace") as file:
            return file.read()
        return ""

    def __exit__(self, kind, *_):
        try:
            try:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.end()
                raise AssertionError(f"nginx does not end\n{self.log()[-2000:]}") from None
            err = self.process.communicate()[1].decode()
            bad = [line for line in self.log().splitlines()
                   if re.search(r"\[(alert|crit|emerg)\]|exited on signal", line)
                   and not re.search(self.tolerated, line)]
            if kind is None:
                assert "no version information" not in err, err
                assert not bad, "\n".join(bad)
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)


def curl(*arguments, status=0):
    process = SYSTEM.start(["curl", "-sS", "--max-time", "25", "--noproxy", "*", "--cacert",
                            certificates.ca, *arguments])
    code, out, err = finish(process)
    assert code == status, f"curl: exit {code}, expected {status}\n{err}"
    return out if status == 0 else err


def facts(nginx, *arguments):
    return curl(*arguments, nginx.url + "/facts").decode().strip().split("|")


def transfer(library, http, version):
    """Facts, a 5 MB download and a 5 MB upload."""
    options = [f"--http{http}", "--tlsv1." + version, "--tls-max", "1." + version]
    with Nginx(library) as nginx:
        seen = facts(nginx, *options)
        assert seen[6] == "HTTP/" + {"1.1": "1.1", "2": "2.0"}[http], seen
        body = curl(*options, nginx.url + "/big")
        assert hashlib.sha256(body).digest() == hashlib.sha256(BODY).digest(), len(body)
        curl(*options, "-T", os.path.join(nginx.directory, "files", "big"), nginx.url + "/put/new")
        with open(os.path.join(nginx.directory, "files", "put", "new"), "rb") as file:
            assert file.read() == BODY, "what arrived is not what was sent"
        return seen


def unbuffered(library):
    with Nginx(library, buffering="off") as nginx:
        curl("-T", os.path.join(nginx.directory, "files", "big"), nginx.url + "/put/new")
        with open(os.path.join(nginx.directory, "files", "put", "new"), "rb") as file:
            assert file.read() == BODY, "what arrived is not what was sent"


def parallel(library):
    """Many requests at once, on many connections and on one."""
    with Nginx(library, workers=2) as nginx:
        children = [SYSTEM.start(["curl", "-sS", "--max-time", "25", "--noproxy", "*", "--cacert",
                                  certificates.ca, "--parallel", "-o", "/dev/null", "-w",
                                  "%{http_code} %{size_download}\n",
                                  nginx.url + "/big?[1-8]"]) for _ in range(4)]
        lines = []
        for child in children:
            code, out, err = finish(child)
            assert code == 0, err
            lines += out.decode().split("\n")[:-1]
        assert lines == [f"200 {len(BODY)}"] * 32, lines


def ciphers(library):
    """ssl_ciphers, and which side's preference counts."""
    more = ("ssl_ciphers ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-GCM-SHA384:"
            "ECDHE-RSA-AES128-GCM-SHA256;")
    chosen = ["--tls-max", "1.2", "--ciphers",
              "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"]
    with Nginx(library, more) as nginx:
        client = facts(nginx, *chosen)
    with Nginx(library, more + "ssl_prefer_server_ciphers on;") as nginx:
        server = facts(nginx, *chosen)
        other = curl("--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256",
                     nginx.url + "/facts", status=35)
        assert re.search(r"handshake failure", other), other
    assert (client[1], server[1]) == ("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384")
    return client, server


def two_certificates(library):
    """RSA and ECDSA in one server: the client's cipher list decides."""
    more = f"ssl_certificate {certificates.ec}; ssl_certificate_key {certificates.ec_key};"
    seen = []
    with Nginx(library, more) as nginx:
        for name in ("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"):
            seen.append(facts(nginx, "--tls-max", "1.2", "--ciphers", name))
        seen.append(facts(nginx, "--tlsv1.3"))
    return seen


def curves(library):
    with Nginx(library, "ssl_ecdh_curve P-384:X25519;") as nginx:
        return facts(nginx, "--curves", "X25519:P-384"), facts(nginx, "--curves", "P-256:P-384")


def protocols(library):
    seen = []
    for offered, wanted in (("TLSv1.2", "1.3"), ("TLSv1.3", "1.2")):
        with Nginx(library, protocols=offered) as nginx:
            err = curl("--tlsv" + wanted, "--tls-max", wanted, nginx.url + "/facts", status=35)
            seen.append(err.replace(str(nginx.port), "PORT"))
    return seen


def get(nginx, context, session=None, path="/facts"):
    """One request on one connection; its facts, its session and how it ended."""
    raw = socket.create_connection(("127.0.0.1", nginx.port), TIMEOUT)
    with context.wrap_socket(raw, server_hostname="localhost", session=session,
                             suppress_ragged_eofs=False) as tls:
        tls.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        data = b""
        try:
            while part := tls.recv(65536):
                data += part
            end = "close_notify"
        except ssl.SSLError as error:
            end = error.reason
        return data.split(b"\r\n\r\n", 1)[1].decode().strip(), tls.session, end, tls.session_reused


def client_context(version):
    context = ssl.create_default_context(cafile=certificates.ca)
    context.minimum_version = context.maximum_version = version
    return context


def sessions(library, version, more, reused):
    """Three connections, the later two with the first one's session."""
    seen = []
    with Nginx(library, more) as nginx:
        context = client_context(version)
        session = None
        for _ in range(3):
            text, new, end, again = get(nginx, context, session)
            session = session or new
            seen.append((text, end, again))
    assert [again for *_, again in seen] == [False, reused, reused], seen
    return seen


def shared_tickets(library):
    """Two workers with one key file: either resumes what the other began."""
    with tempfile.NamedTemporaryFile(suffix=".key") as key:
        key.write(os.urandom(80))
        key.flush()
        seen = set()
        with Nginx(library, f"ssl_session_tickets on; ssl_session_ticket_key {key.name};",
                   workers=2) as nginx:
            for version in (TLS12, TLS13):
                context = client_context(version)
                session = get(nginx, context)[1]
                for _ in range(6):
                    seen.add(get(nginx, context, session)[3])
    assert seen == {True}, seen


def tickets_shared_with_the_system(library):
    """Two servers with one key file, the second on the system's libssl: either resumes what the
    other began."""
    seen = []
    other = Library("system")
    with tempfile.NamedTemporaryFile(suffix=".key") as key:
        key.write(os.urandom(80))
        key.flush()
        more = f"ssl_session_tickets on; ssl_session_ticket_key {key.name};"
        try:
            with Nginx(library, more) as first, Nginx(other, more) as second:
                for version in (TLS12, TLS13):
                    for begins, resumes in ((first, second), (second, first)):
                        context = client_context(version)
                        session = get(begins, context)[1]
                        seen.append(get(resumes, context, session)[3])
        finally:
            other.end_children()
    assert seen == [True] * 4, seen


CLIENT = "ssl_client_certificate @CA@; ssl_verify_client {};"


def client_certificate(library, version):
    options = ["--tlsv1." + version, "--tls-max", "1." + version]
    own = ["--cert", certificates.client, "--key", certificates.client_key]
    with Nginx(library, CLIENT.format("optional")) as nginx:
        seen = [facts(nginx, *options, *own), facts(nginx, *options)]
    assert seen[0][4:6] == ["SUCCESS", "CN=A client"] and seen[1][4] == "NONE", seen
    with Nginx(library, CLIENT.format("on")) as nginx:
        seen.append(facts(nginx, *options, *own))
        answer = curl(*options, "-o", "/dev/null", "-w", "%{http_code}", nginx.url + "/facts")
        assert answer == b"400", answer
    return seen


def unknown_client(library):
    """A client certificate that the server does not trust."""
    with Nginx(library, CLIENT.format("on")) as nginx:
        answer = curl("--cert", certificates.other, "--key", certificates.other_key,
                      "-w", "%{http_code}", "-o", "/dev/null", nginx.url + "/facts")
    with Nginx(library, CLIENT.format("optional_no_ca")) as nginx:
        seen = facts(nginx, "--cert", certificates.other, "--key", certificates.other_key)
    assert answer == b"400" and seen[4].startswith("FAILED"), (answer, seen)
    return seen


SECOND = """
    server {{
        listen 127.0.0.1:@PORT@ ssl http2;
        server_name elsewhere.test;
        ssl_certificate {};
        ssl_certificate_key {};
        location = /facts {{ return 200 "second: $ssl_server_name"; }}
    }}
"""


def server_names(library):
    servers = SECOND.format(certificates.elsewhere, certificates.elsewhere_key)
    with Nginx(library, servers=servers) as nginx:
        first = facts(nginx)
        second = curl("--resolve", f"elsewhere.test:{nginx.port}:127.0.0.1",
                      f"https://elsewhere.test:{nginx.port}/facts").decode()
    assert second == "second: elsewhere.test", second
    return first, second


def as_client(library):
    """nginx in front of an HTTPS server, as a TLS client."""
    with Server(certificates.server, certificates.server_key) as upstream:
        with Nginx(library, upstream=upstream.port) as nginx:
            text = [curl(nginx.url + "/upstream").decode() for _ in range(3)]
            seen = [upstream.requests.get(timeout=5) for _ in range(3)]
            return text, [{k: r[k] for k in ("version", "cipher", "reused")} for r in seen]


def plain_request(library):
    with Nginx(library) as nginx:
        connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=TIMEOUT)
        connection.request("GET", "/facts")
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 400 and "plain HTTP request was sent to HTTPS port" in text, text


def garbage(library):
    """Bytes that are not TLS end only that connection; the log has the reason."""
    with Nginx(library, tolerated="SSL_do_handshake") as nginx:
        for data in (b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", b"\x15\x03\x03\x00\x02\x01\x00",
                     b"\x16\x03\x01\xff\xff" + b"\x00" * 100, bytes(range(200, 256)), b""):
            with socket.create_connection(("127.0.0.1", nginx.port), TIMEOUT) as raw:
                raw.sendall(data)
                raw.shutdown(socket.SHUT_WR)
                with contextlib.suppress(ConnectionResetError):
                    while raw.recv(4096):
                        pass
        seen = facts(nginx)
        return seen, re.findall(r"\[\w+\] .*(SSL_do_handshake\(\).*?) while", nginx.log())


def ends(library, version):
    """What nginx sends at a connection's end, and its reaction to a client's end."""
    with Nginx(library) as nginx:
        context = client_context(version)
        _, _, end, _ = get(nginx, context)
        raw = socket.create_connection(("127.0.0.1", nginx.port), TIMEOUT)
        tls = context.wrap_socket(raw, server_hostname="localhost")
        tls.sendall(b"GET /facts HTTP/1.1\r\nHost: localhost\r\n\r\n")
        tls.recv(65536)
        try:
            tls.unwrap()
            answer = "close_notify"
        except ssl.SSLError as error:
            answer = error.reason
        tls.close()
        return {"server closes": end, "server's answer": answer}


def reload(library):
    """A reload forks again from a master that has the library loaded."""
    with Nginx(library) as nginx:
        before = nginx.workers()
        text = facts(nginx)
        nginx.process.send_signal(signal.SIGHUP)
        wait_until(lambda: nginx.workers() and not set(before) & set(nginx.workers()),
                   "the new worker")
        time.sleep(0.1)
        for pid in nginx.workers():
            library.check_maps(pid)
        assert facts(nginx) == text
        return text


def cases():
    for version in ("2", "3"):
        for http_version in ("1.1", "2"):
            yield f"nginx TLSv1.{version} HTTP/{http_version}", transfer, http_version, version
        yield f"nginx client certificate TLSv1.{version}", client_certificate, version
    for version in (TLS12, TLS13):
        tls = version.name.replace("_", ".")
        cache = "ssl_session_cache shared:cache:1m; ssl_session_tickets off;"
        yield f"nginx session cache {tls}", sessions, version, cache, True
        builtin = "ssl_session_cache builtin:1000; ssl_session_tickets off;"
        yield f"nginx built-in session cache {tls}", sessions, version, builtin, True
        yield f"nginx tickets {tls}", sessions, version, "ssl_session_tickets on;", True
        off = "ssl_session_cache off; ssl_session_tickets off;"
        yield f"nginx no sessions {tls}", sessions, version, off, False
        yield f"nginx ends of connections {tls}", ends, version
    yield "nginx ticket key file", shared_tickets
    yield "nginx tickets shared with the system's libssl", tickets_shared_with_the_system
    yield "nginx ssl_ciphers", ciphers
    yield "nginx ssl_ecdh_curve", curves
    yield "nginx ssl_protocols", protocols
    yield "nginx two certificates", two_certificates
    yield "nginx unknown client certificate", unknown_client
    yield "nginx server names", server_names
    yield "nginx upload without buffering", unbuffered
    yield "nginx parallel downloads", parallel
    yield "nginx as a client", as_client
    yield "nginx plain HTTP request", plain_request
    yield "nginx garbage", garbage
    yield "nginx reload", reload


def main():
    global certificates
    suite = Suite("nginx")
    certificates = Certificates()
    try:
        run_cases(suite, cases(), os.path.abspath(sys.argv[1]))
    finally:
        certificates.remove()
    suite.finish()


if __name__ == "__main__":
    main()
