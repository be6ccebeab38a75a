"""What the scenarios have in common: certificates, programs under test, and the other end.

All of it runs inside the chroot, in namespaces of its own: the network is loopback alone, and what is
left running ends with the scenario. The other end is always on the system's libssl.
"""

import contextlib
import glob
import os
import re
import socket
import ssl
import subprocess
import threading
import time

PKI = "/tests/pki"
WORK = "/tests/work"
OURS = "/opt/libssl-rs/libssl.so.3"
# How a program comes to use our library.
MODES = {
    "system": {},
    "LD_PRELOAD": {"LD_PRELOAD": OURS},
    "LD_LIBRARY_PATH": {"LD_LIBRARY_PATH": os.path.dirname(OURS)},
}
BULK = bytes(range(256)) * 1200


def certificates():
    """A CA, and certificates of a server and a client, made once."""
    if os.path.exists(PKI + "/complete"):
        return
    os.makedirs(PKI, exist_ok=True)

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=PKI, check=True, capture_output=True)

    for name in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "3650", "-subj", f"/CN={name}",
                "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    leaf = ["-CA", "ca.pem", "-CAkey", "ca.key", "-nodes", "-days", "3650",
            "-addext", "basicConstraints=critical,CA:FALSE",
            "-addext", "keyUsage=critical,digitalSignature,keyEncipherment"]
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    for name, kind in (("server", ["rsa:2048"]),
                       ("server_ec", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])):
        openssl("req", "-x509", "-newkey", *kind, *leaf, "-keyout", f"{name}.key", "-out",
                f"{name}.pem", "-subj", "/CN=localhost", "-addext", names,
                "-addext", "extendedKeyUsage=serverAuth")
    openssl("req", "-x509", "-newkey", "rsa:2048", *leaf, "-keyout", "client.key", "-out", "client.pem",
            "-subj", "/CN=client", "-addext", "extendedKeyUsage=clientAuth")
    for name in ("server", "client"):
        with open(f"{PKI}/{name}_all.pem", "wb") as both:
            for part in ("pem", "key"):
                with open(f"{PKI}/{name}.{part}", "rb") as file:
                    both.write(file.read())
    for key in glob.glob(PKI + "/*.key"):
        os.chmod(key, 0o644)
    open(PKI + "/complete", "w").close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def libraries(pid):
    """The libssl that a process has loaded."""
    try:
        with open(f"/proc/{pid}/maps") as file:
            return set(re.findall(r"/\S*libssl\.so\.3", file.read()))
    except OSError:
        return set()


class Program:
    """The program under test: how it is started, and whether our library was in it."""

    def __init__(self, mode):
        self.mode = mode
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": WORK, **MODES[mode]}
        self.seen = set()
        self.running = []

    def run(self, *command, timeout=40, **more):
        """Runs a command to its end; (status, what it printed)."""
        more.setdefault("stdin", subprocess.DEVNULL)
        if "input" in more:
            del more["stdin"]
        result = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, timeout=timeout, **more)
        return result.returncode, result.stdout.decode(errors="replace")

    def loads(self, *command):
        """Whether a program's loader gives it our library, or the system's."""
        trace = {**self.environment, "LD_TRACE_LOADED_OBJECTS": "1"}
        text = subprocess.run(command, env=trace, capture_output=True, text=True).stdout
        self.seen |= set(re.findall(r"/\S*libssl\.so\.3", text))

    @contextlib.contextmanager
    def serve(self, *command, port, ready=None, **more):
        """Runs a server while the caller talks to its port."""
        log = open(f"{WORK}/server.log", "wb+")
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT, **more)
        try:
            for _ in range(200):
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                if process.poll() not in (None, 0):
                    break
                time.sleep(0.05)
            else:
                raise AssertionError("no answer on its port: " + self.log(log))
            if process.poll() not in (None, 0):
                raise AssertionError(f"ended with {process.poll()}: " + self.log(log))
            yield process
            self.look()
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
            log.close()

    @staticmethod
    def log(file):
        file.seek(0)
        return file.read().decode(errors="replace")[-1500:]

    def look(self):
        """Notes the libssl of every process but this one."""
        for entry in os.listdir("/proc"):
            if entry.isdigit() and int(entry) != os.getpid():
                self.seen |= libraries(entry)

    def verdict(self):
        """None, or what is wrong with the libraries that were seen."""
        ours = {path for path in self.seen if path == OURS}
        others = self.seen - ours
        if self.mode == "system":
            return f"loads {ours}" if ours or not others else None
        return None if ours and not others else f"loads {self.seen or 'no libssl'}"


def context(server=False, version=None, client_certificate=None, verify=True, alpn=None):
    """The other end's settings."""
    if server:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(f"{PKI}/server.pem", f"{PKI}/server.key")
        if client_certificate:
            made.verify_mode = ssl.CERT_REQUIRED
    else:
        made = ssl.create_default_context(cafile=f"{PKI}/ca.pem")
        if client_certificate:
            made.load_cert_chain(f"{PKI}/client.pem", f"{PKI}/client.key")
        if not verify:
            made.check_hostname = False
            made.verify_mode = ssl.CERT_NONE
    made.load_verify_locations(f"{PKI}/ca.pem")
    if alpn:
        made.set_alpn_protocols(alpn)
    if version:
        made.minimum_version = made.maximum_version = ssl.TLSVersion[version]
    return made


def fetch(port, tls, path="/", session=None, send=None, host="localhost"):
    """One HTTPS request: (facts, session)."""
    with socket.create_connection(("127.0.0.1", port), 15) as raw:
        raw.settimeout(15)
        with tls.wrap_socket(raw, server_hostname=host, session=session) as s:
            s.sendall(send or f"GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
            data, end = b"", "close_notify"
            while True:
                try:
                    part = s.recv(65536)
                except ssl.SSLEOFError:
                    part, end = b"", "no close_notify"
                except OSError as error:
                    part, end = b"", type(error).__name__
                if not part:
                    break
                data += part
            head, _, body = data.partition(b"\r\n\r\n")
            lines = head.decode(errors="replace").split("\r\n")
            facts = {
                "version": s.version(), "cipher": s.cipher()[0], "alpn": s.selected_alpn_protocol(),
                "resumed": s.session_reused, "status": lines[0], "end": end,
                "headers": sorted(line for line in lines if line.lower().startswith("x-")),
                "length": len(body), "body": body.decode(errors="replace")[:300],
            }
            return facts, s.session


def attempt(function, *args, **named):
    """A result, or the error's name and text without places in source files."""
    try:
        return function(*args, **named)
    except OSError as error:
        return re.sub(r" \(_ssl\.c:\d+\)", "", f"{type(error).__name__}: {error}")


class Peer:
    """A TLS server of the other end: answers each line of HTTP, and notes what was negotiated."""

    def __init__(self, tls):
        self.tls, self.facts = tls, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(raw,), daemon=True).start()

    def answer(self, raw):
        raw.settimeout(15)
        facts = {}
        try:
            with self.tls.wrap_socket(raw, server_side=True) as s:
                subject = (s.getpeercert() or {}).get("subject")
                facts.update(version=s.version(), cipher=s.cipher()[0], alpn=s.selected_alpn_protocol(),
                             resumed=s.session_reused, client=str(subject))
                request = b""
                while b"\r\n\r\n" not in request:
                    part = s.recv(65536)
                    if not part:
                        break
                    request += part
                body = BULK if b" /bulk " in request else b"hello\n"
                s.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n"
                          + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
                s.unwrap()
                facts["end"] = "close_notify"
        except OSError as error:
            facts["end"] = re.sub(r" \(_ssl\.c:\d+\)", "", str(error))
        self.facts.append(facts)

    def close(self):
        self.listener.close()


@contextlib.contextmanager
def peer(**settings):
    server = Peer(context(server=True, **settings))
    try:
        yield server
    finally:
        time.sleep(0.1)
        server.close()
