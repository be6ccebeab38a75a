#!/usr/bin/python3
"""Debian's mumble-server on our library: tests/programs/mumble.py DIRECTORY

It represents programs with Qt, which opens "libssl.so" itself.
"""

import contextlib
import os
import socket
import ssl
import sys
import tempfile

from report import Suite
from support import free_port, run_cases, stop, wait_until


@contextlib.contextmanager
def server(library):
    """A server with a self-made certificate, and its port."""
    with tempfile.TemporaryDirectory() as directory:
        port, settings = free_port(), os.path.join(directory, "server.ini")
        with open(settings, "w") as file:
            file.write(f"database={directory}/server.sqlite\nhost=127.0.0.1\nport={port}\n"
                       "bonjour=false\nlogfile=\n" + ("uname=root\n" if os.getuid() == 0 else ""))
        with open(os.path.join(directory, "log"), "w+") as log:
            process = library.start(["murmurd", "-fg", "-ini", settings], stdout=log, stderr=log)

            def answers():
                assert process.poll() is None, f"ended with {process.returncode}: {text(log)}"
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    return True

            wait_until(answers, "the server")
            library.check_maps(process.pid)
            yield port
            stop(process)


def text(log):
    log.seek(0)
    return log.read()


def negotiated(library, version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    with server(library) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as tcp:
        with context.wrap_socket(tcp) as tls:
            # The first message is the server's version.
            return tls.version(), tls.cipher(), tls.recv(6)[:2]


suite = Suite("mumble")
run_cases(suite, [(f"a client connects with {version.name}", negotiated, version)
                  for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)],
          os.path.abspath(sys.argv[1]))
suite.finish()
