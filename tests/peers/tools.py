"""gnutls-cli and gnutls-serv, unchanged from their package, as peers. Their output and exit status tell how
they saw the connection end."""

import contextlib
import fcntl
import os
import socket
import struct
import subprocess
import sys
import time

from scenarios import CLOSED, DONE, SENT
from support import TIMEOUT, Library, free_port, stop

CLEAN = "Peer has closed the GnuTLS connection"
CUT = "Fatal error: The TLS connection was non-properly terminated."
BROKEN = "Fatal error: Error in the pull function."
EOF = "unexpected eof while reading"
LONG = 300_000  # gnutls-cli prints each byte by itself

# Our server's words and answers, whether gnutls-cli's input has ended, its status, what it prints.
CLIENT = [
    ("two_way, it closes first", ["read", "read", "shutdown"], [CLOSED, DONE], True, 0, CLEAN),
    ("one_way", ["read", "write:good bye", "shutdown"], [SENT], False, 0, "good bye- " + CLEAN),
    ("no answer to our close_notify", ["read", "shutdown", "shutdown"],
     [SENT, f"shutdown: -1 SSL, {EOF}, sent"], False, 0, CLEAN),
    ("quiet", ["read", "quiet", "shutdown"], [DONE], False, 1, CUT),
    ("end of file", ["read", "fin", "read"], [f"read: 0 SSL, {EOF}"], False, 1, CUT),
    ("reset", ["read", "reset"], [], False, 1, BROKEN),
    ("half-close, then a long download", ["read", "read", f"send:{LONG}", "shutdown"],
     [CLOSED, f"send: {LONG} bytes", DONE], True, 0, CLEAN),
    ("a long download, then one_way", ["read", f"send:{LONG}", "shutdown"],
     [f"send: {LONG} bytes", SENT], False, 0, CLEAN),
]

LINE = "write:hello\n"
# Our client's words and answers, and what an echoing gnutls-serv complains of.
SERVER = [
    ("two_way", [LINE, "read", "shutdown", "shutdown"], [SENT, DONE], None),
    ("half-close, then the answer", [LINE, "shutdown", "read", "read", "shutdown"],
     [SENT, CLOSED, DONE], None),
    ("close_notify alone", ["shutdown", "shutdown"], [SENT, DONE], None),
    ("quiet", [LINE, "read", "quiet", "shutdown"], [DONE],
     "The TLS connection was non-properly terminated."),
    ("reset", [LINE, "read", "reset"], [], "Error in the pull function."),
]
HTTP = ("half-close, then a download by HTTP", ["write:GET / HTTP/1.0\r\n\r\n", "shutdown", "readall",
                                               "shutdown"])


class Helpers:
    """run.py's helpers: start our end, its port, its output."""

    def __init__(self, start, port_of, answers, certificates):
        self.start, self.port_of, self.answers = start, port_of, answers
        self.certificates = certificates

    def client(self, library, port, version, words):
        try:
            return self.answers(library, self.start(library, "client", port, version, words))
        finally:
            library.end_children()


def alone():
    """Moves into a network of its own if that is allowed, because gnutls-serv listens on all addresses. Returns
    whether it did."""
    if os.environ.get("PEERS_NETWORK") == "own":
        with socket.socket() as any_socket:  # SIOCSIFFLAGS: lo is up and running
            fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x49))
        return True
    command = ["unshare", "--map-root-user", "--net"]
    with contextlib.suppress(OSError):
        if subprocess.run([*command, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            os.environ["PEERS_NETWORK"] = "own"
            os.execvp("unshare", [*command, sys.executable, *sys.argv])
    return False


def priority(version):
    return f"--priority=NORMAL:-VERS-ALL:+VERS-TLS{version}"


def matching(answers, expected, told):
    """Our answers, except the written and read data, are the expected ones."""
    said = [a for a in answers if a.split(":")[0] in ("shutdown", "send") or a[:6] == "read: "
            and a.split()[1:2] in (["0"], ["-1"])]
    assert said == expected, f"ours: expected {expected}\n  " + "\n  ".join(answers) + told


def client(helpers, library, case, version):
    _, words, expected, ended, status, text = case
    tool = Library("system")
    try:
        ours = helpers.start(library, "server", 0, version, words)
        peer = tool.start(["gnutls-cli", f"--x509cafile={helpers.certificates.ca}",
                           priority(version), "--verify-hostname=localhost", "-p",
                           str(helpers.port_of(ours)), "127.0.0.1"],
                          stdin=subprocess.PIPE, stderr=subprocess.STDOUT)
        peer.stdin.write(b"hello\n")
        peer.stdin.flush()
        if ended:
            peer.stdin.close()
            peer.stdin = None
        # Without an end of its input it ends because of us, and our end has its time limit.
        out = peer.stdout.read().decode(errors="replace")
        code = peer.wait(timeout=TIMEOUT)
        said = helpers.answers(library, ours)
        told = f"\ngnutls-cli: exit {code}\n{out[-400:]}"
        matching(said, expected, told)
        assert "read: hello" in said, said
        assert code == status and text in out, f"expected exit {status} and {text!r}{told}"
        if f"send:{LONG}" in words:
            pattern = "0123456789abcdefghijklmnopqrstuvwxyz+-/"
            assert (pattern * (LONG // 39 + 1))[:LONG] in out, "not all that was sent" + told
    finally:
        library.end_children()
        tool.end_children()


@contextlib.contextmanager
def serving(tool, certificates, version, mode):
    """A gnutls-serv; gives its port and a function that stops it and returns what it has printed."""
    port = free_port()
    server = tool.start(["gnutls-serv", "-q", mode, f"--x509certfile={certificates.server}",
                         f"--x509keyfile={certificates.server_key}", priority(version), "-p",
                         str(port)], stderr=subprocess.STDOUT)

    def end():
        stop(server)
        return server.stdout.read().decode(errors="replace")

    try:
        for _ in range(TIMEOUT * 20):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert server.poll() is None, end()
            time.sleep(0.05)
        yield port, end
    finally:
        tool.end_children()


def server(helpers, library, case, version):
    _, words, expected, complaint = case
    with serving(Library("system"), helpers.certificates, version, "--echo") as (port, end):
        said = helpers.client(library, port, version, words)
        # It has lived through it.
        again = helpers.client(library, port, version,
                               ["write:again\n", "read", "shutdown", "shutdown"])
        out = end()
    told = "\ngnutls-serv:\n" + out[-400:]
    matching(said, expected, told)
    matching(again, [SENT, DONE], told)
    assert LINE not in words or "read" not in words or "read: hello" in said, said
    complaints = out.split("Error while receiving data\nError: ")[1:]
    assert len(complaints) == (complaint is not None), told
    assert all(text.startswith(complaint) for text in complaints), told


def download(helpers, library, version):
    _, words = HTTP
    with serving(Library("system"), helpers.certificates, version, "--http") as (port, end):
        said = helpers.client(library, port, version, words)
        out = end()
    told = "\n".join(said) + "\ngnutls-serv:\n" + out[-400:]
    sizes = [line.split() for line in said if line.startswith("readall: ")]
    assert sizes and int(sizes[0][1]) > 300 and sizes[0][-2:] == ["0", "ZERO_RETURN"], told
    assert [line for line in said if line.startswith("shutdown")] == [SENT, DONE], told


def cases(networked):
    """(name, function, its arguments behind the helpers and the library) of each case."""
    for version in ("1.2", "1.3"):
        for case in CLIENT:
            yield f"{case[0]}, server of gnutls-cli, TLS {version}", client, (case, version)
        for case in SERVER if networked else []:
            yield f"{case[0]}, client of gnutls-serv, TLS {version}", server, (case, version)
        if networked:
            yield f"{HTTP[0]}, client of gnutls-serv, TLS {version}", download, (version,)
