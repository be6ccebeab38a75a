"""A network for the suite: only loopback, with a name server on port 53.

Programs that trust a resolver to validate DNSSEC (postfix) ask the one in /etc/resolv.conf, on port 53. The
processes have a namespace too: those that still run at the end are killed.
"""

import contextlib
import fcntl
import os
import socket
import struct
import subprocess
import sys
import threading

INSIDE = "LIBSSL_RS_NAMESPACE"
A, MX, TLSA = 1, 15, 52


def enter(directory):
    """Starts the program again in new namespaces, and returns there. Returns whether the program is run by the
    real root.
    """
    if not os.environ.get(INSIDE):
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        os.environ[INSIDE] = "user" if user else "root"
        os.execvp("unshare", ["unshare", *user, "--net", "--mount", "--pid", "--fork", "--kill-child",
                              "--mount-proc", "--", sys.executable, *sys.argv])
    with socket.socket() as any_socket:
        # SIOCSIFFLAGS: the loopback interface is up.
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1))
    file = os.path.join(directory, "resolv.conf")
    with open(file, "w") as conf:
        conf.write("nameserver 127.0.0.1\noptions trust-ad timeout:1\n")
    subprocess.run(["mount", "--bind", file, os.path.realpath("/etc/resolv.conf")], check=True)
    return os.environ[INSIDE] == "root"


class NameServer:
    """Answers from a table, as validated (AD): {(name, type): [data of records]}; all hosts of the domain
    have one address."""

    def __init__(self, table, domain, address):
        self.table = table
        self.domain = domain
        self.address = socket.inet_aton(address)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                query, client = self.socket.recvfrom(4096)
                self.socket.sendto(self.answer(query), client)

    def answer(self, query):
        at, labels = 12, []
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += 1 + query[at]
        question, (kind,) = query[12:at + 5], struct.unpack_from("!H", query, at + 1)
        name = ".".join(labels)
        records = self.table.get((name, kind), [])
        if kind == A and name.endswith(self.domain) and not name.startswith("_"):
            records = [self.address]
        # A response, authoritative and validated; recursion is available.
        head = query[:2] + struct.pack("!HHHHH", 0x85A0, 1, len(records), 0, 0)
        return head + question + b"".join(
            struct.pack("!HHHIH", 0xC00C, kind, 1, 60, len(data)) + data for data in records)


def wire_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
