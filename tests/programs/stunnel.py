#!/usr/bin/python3
"""Debian's stunnel, unchanged, on our library: tests/programs/stunnel.py DIRECTORY

Both its sides, against Python and against stunnel on the system's libssl. It makes its contexts with a
property query ("provider!=fips").
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import threading

from report import Suite
from support import (TIMEOUT, Certificates, Library, finish, free_port, run_cases, wait_until)

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
VERSIONS = {"TLSv1.2": TLS12, "TLSv1.3": TLS13}
SYSTEM = Library("system")
BLOCK = os.urandom(1 << 20)
certificates = None

CONFIGURATION = """
foreground = yes
pid =
debug = info
syslog = no
socket = l:TCP_NODELAY=1
[first]
client = {client}
accept = 127.0.0.1:{port}
connect = 127.0.0.1:{target}
sslVersion = {version}
{more}
"""

# What of the log is about TLS, and the same on every run.
FACTS = re.compile(r"ciphersuite|session|resumption|[Cc]ertificate|SNI|CERT:|TLS (alert|closed)|"
                   r"error queue|SSL_(accept|connect|read|write|shutdown)|Peer|Temporary")


class Echo:
    """Sends back what it gets, and ends when its peer does."""

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self.listener.accept()
                threading.Thread(target=self.echo, args=(peer,), daemon=True).start()

    @staticmethod
    def echo(peer):
        with peer, contextlib.suppress(OSError):
            while part := peer.recv(65536):
                peer.sendall(part)

    def __exit__(self, *_):
        self.listener.close()


class Stunnel:
    """One service: TLS outside on a server, inside on a client."""

    def __init__(self, library, target, client=False, version="TLSv1.3", more=""):
        self.library = library
        self.directory = tempfile.mkdtemp(prefix="libssl-rs-stunnel-")
        self.port = free_port()
        self.path = os.path.join(self.directory, "stunnel.conf")
        self.log_path = os.path.join(self.directory, "log")
        with open(self.path, "w") as file:
            file.write(f"output = {self.log_path}\n" + CONFIGURATION.format(
                client="yes" if client else "no", port=self.port, target=target, version=version,
                more=more))

    def __enter__(self):
        self.process = self.library.start(["stunnel", self.path])
        try:
            wait_until(self.listening, "stunnel to listen")
            self.library.check_maps(self.process.pid)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise AssertionError(self.log()) from None
        return self

    def listening(self):
        assert self.process.poll() is None, "stunnel has ended"
        return "Configuration successful" in self.log()

    def log(self):
        with contextlib.suppress(OSError), open(self.log_path, errors="replace") as file:
            return file.read()
        return ""

    def facts(self):
        """What the log says about TLS, without times, ports and places in the source."""
        facts = []
        for line in self.log().split("Configuration successful", 1)[1].splitlines():
            line = re.sub(r"^.*?LOG\d\[[^]]*\]: ", "", line)
            line = re.sub(r": [^ :]*\.(c|rs):\d+: ", ": ", line)
            line = re.sub(r"Session id: [0-9A-F]+", "Session id: SOME", line)
            if FACTS.search(line):
                facts.append(line)
        return facts

    def wait_for_ends(self, times=1):
        """So many connections have ended."""
        wait_until(lambda: len(re.findall("Connection (?:closed|reset)", self.log())) >= times,
                   f"the ends of {times} connections")

    def __exit__(self, kind, *_):
        try:
            self.process.send_signal(signal.SIGTERM)
            code, out, err = finish(self.process, 10)
            assert kind or code == 0, f"exit {code}\n{err}\n{self.log()}"
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)


def server(library, target, name="server", **more):
    own = (f"cert = {getattr(certificates, name)}\nkey = {getattr(certificates, name + '_key')}\n")
    return Stunnel(library, target, more=own + more.pop("more", ""), **more)


def client(library, target, **more):
    checks = (f"CAfile = {certificates.ca}\nverifyChain = yes\ncheckHost = localhost\n"
              "sni = localhost\n")
    return Stunnel(library, target, client=True, more=checks + more.pop("more", ""), **more)


def converse(connection, data=b"a line\n"):
    """Sends data and gets it back, in pieces that fit all buffers."""
    for start in range(0, len(data), 50000):
        part = data[start:start + 50000]
        connection.sendall(part)
        received = b""
        while len(received) < len(part):
            more = connection.recv(65536)
            assert more, f"ended after {start + len(received)} bytes"
            received += more
        assert received == part, "what came back is not what was sent"


def plain(port, data=b"a line\n"):
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        converse(connection, data)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(1)


def context_for(version):
    context = ssl.create_default_context(cafile=certificates.ca)
    context.minimum_version = context.maximum_version = VERSIONS[version]
    return context


def tls(port, context, session=None, name="localhost", data=b"a line\n"):
    """One connection to a server; what was negotiated, its session and how it ended."""
    raw = socket.create_connection(("127.0.0.1", port), TIMEOUT)
    with context.wrap_socket(raw, server_hostname=name, session=session,
                             suppress_ragged_eofs=False) as connection:
        converse(connection, data)
        seen = [connection.version(), connection.cipher()[0], connection.session_reused]
        new = connection.session
        try:
            connection.unwrap().close()
            end = "close_notify"
        except ssl.SSLError as error:
            end = error.reason
        return seen + [end], new


def serves(library, version, name):
    with Echo() as echo, server(library, echo.port, name=name, version=version) as stunnel:
        seen = tls(stunnel.port, context_for(version), data=BLOCK)[0]
        stunnel.wait_for_ends()
        return [*map(str, seen), *stunnel.facts()]


def resumes_clients(library, version):
    """Three connections to a server, the later two with the first one's session."""
    with Echo() as echo, server(library, echo.port, version=version) as stunnel:
        context, session, seen = context_for(version), None, []
        for times in range(3):
            one, new = tls(stunnel.port, context, session)
            session = session or new
            seen.append(one)
            stunnel.wait_for_ends(times + 1)
        assert [one[2] for one in seen] == [False, True, True], seen
        return [*map(str, seen), *stunnel.facts()]


def connects(library, version):
    """A client's connections to a server on the system's libssl: the second one resumes."""
    with Echo() as echo, server(SYSTEM, echo.port, version=version) as peer, \
            client(library, peer.port, version=version) as stunnel:
        for times in range(3):
            assert plain(stunnel.port, BLOCK) == b""
            stunnel.wait_for_ends(times + 1)
        assert "previous session reused" in stunnel.log(), stunnel.log()
        return stunnel.facts()


def both(library, version):
    with Echo() as echo, server(library, echo.port, version=version) as peer, \
            client(library, peer.port, version=version) as stunnel:
        for times in range(2):
            assert plain(stunnel.port, BLOCK) == b""
            peer.wait_for_ends(times + 1)
            stunnel.wait_for_ends(times + 1)
        return stunnel.facts() + peer.facts()


def asks_for_certificates(library, version):
    """A server that requires a certificate: with one, without one, and with an unknown one."""
    more = f"CAfile = {certificates.ca}\nverifyChain = yes\nrequireCert = yes\n"
    seen = []
    with Echo() as echo, server(library, echo.port, version=version, more=more) as stunnel:
        for times, own in enumerate(("client", "other", None)):
            context = context_for(version)
            if own:
                context.load_cert_chain(getattr(certificates, own),
                                        getattr(certificates, own + "_key"))
            try:
                seen.append(tls(stunnel.port, context)[0])
            except (OSError, AssertionError):
                # Which alert, or none, depends on who is faster. The log says why.
                seen.append("refused")
            stunnel.wait_for_ends(times + 1)
        assert seen[1:] == ["refused"] * 2, seen
        return [*map(str, seen), *stunnel.facts()]


def shows_a_certificate(library, version):
    more = f"CAfile = {certificates.ca}\nverifyChain = yes\nrequireCert = yes\n"
    own = f"cert = {certificates.client}\nkey = {certificates.client_key}\n"
    with Echo() as echo, server(SYSTEM, echo.port, version=version, more=more) as peer, \
            client(library, peer.port, version=version, more=own) as stunnel:
        assert plain(stunnel.port) == b""
        stunnel.wait_for_ends()
        return stunnel.facts() + peer.facts()


def refuses_a_stranger(library, version):
    """The server's certificate has another name."""
    with Echo() as echo, server(SYSTEM, echo.port, name="elsewhere", version=version) as peer, \
            client(library, peer.port, version=version) as stunnel:
        with contextlib.suppress(ConnectionError, AssertionError):
            assert plain(stunnel.port) == b""
        stunnel.wait_for_ends()
        return stunnel.facts()


def virtual_hosts(library, version):
    """Two services behind one port, selected by the server name; each resumes its own sessions."""
    more = (f"[second]\nsni = first:elsewhere.test\nconnect = 127.0.0.1:@PORT@\n"
            f"cert = {certificates.elsewhere}\nkey = {certificates.elsewhere_key}\n")
    seen = []
    with Echo() as echo, \
            server(library, echo.port, version=version,
                   more=more.replace("@PORT@", str(echo.port))) as stunnel:
        context = context_for(version)
        for name in ("localhost", "elsewhere.test"):
            session = None
            for _ in range(2):
                one, new = tls(stunnel.port, context, session, name)
                session = session or new
                seen.append([name] + one)
                stunnel.wait_for_ends(len(seen))
        return [*map(str, seen), *stunnel.facts()]


def cases():
    for version in VERSIONS:
        yield f"stunnel server {version} RSA", serves, version, "server"
        yield f"stunnel server {version} ECDSA", serves, version, "ec"
        yield f"stunnel server {version} resumption", resumes_clients, version
        yield f"stunnel client {version}", connects, version
        yield f"stunnel both sides {version}", both, version
        yield f"stunnel server {version} client certificates", asks_for_certificates, version
        yield f"stunnel client {version} certificate", shows_a_certificate, version
        yield f"stunnel client {version} another name", refuses_a_stranger, version
        yield f"stunnel server {version} virtual hosts", virtual_hosts, version


def main():
    global certificates
    suite = Suite("stunnel")
    certificates = Certificates()
    try:
        run_cases(suite, cases(), os.path.abspath(sys.argv[1]))
    finally:
        SYSTEM.end_children()
        certificates.remove()
    suite.finish()


if __name__ == "__main__":
    main()
