#!/usr/bin/python3
"""Debian's Python 3.11, unchanged, on our library: tests/programs/cpython.py DIRECTORY

The test process itself, on the system's libssl, is the peer.
"""

import json
import os
import socket
import ssl
import subprocess
import sys
import threading

import child
import talks
from report import Suite
from server import Server
from support import PYTHON, TIMEOUT, Certificates, finish, run_cases

HERE = os.path.dirname(os.path.abspath(__file__))
VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
certificates = None


def python(library, name, role, port, version):
    """Starts the child and looks into its maps once libssl is loaded."""
    process = library.start([PYTHON, os.path.join(HERE, "child.py"), name, role, str(port),
                             certificates.directory, version.name if version else "-"],
                            stdin=subprocess.PIPE)
    line = process.stdout.readline()
    if not line:
        raise AssertionError(finish(process)[2])
    library.check_maps(process.pid)
    return process, json.loads(line)["ready"]


def go(process):
    process.stdin.write(b"\n")
    process.stdin.flush()


def result(process):
    code, out, err = finish(process)
    assert code == 0, err
    return json.loads(out)


def talk(library, name, role, version):
    """The interpreter under test has one role, a thread of this process has the other."""
    if role == "client":
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(20)
        port = listener.getsockname()[1]
        other = "server"
    else:
        listener, port, other = None, 0, "client"
    process, port = python(library, name, role, port, version)
    seen = {}

    def peer():
        try:
            seen["peer"] = talks.half(name, other)(child.end(other, port, listener),
                                                   certificates.directory, version)
        except BaseException as error:  # told below, with what the child says
            seen["error"] = talks.text_of(error)

    thread = threading.Thread(target=peer, daemon=True)
    thread.start()
    go(process)
    try:
        mine = result(process)
    except AssertionError as error:
        thread.join(1)
        raise AssertionError(f"{error}\npeer: {seen}") from None
    finally:
        if listener:
            listener.close()
    thread.join(TIMEOUT)
    assert "peer" in seen, f"peer: {seen.get('error', 'hangs')}; {mine}"
    theirs = json.loads(talks.as_json(seen["peer"]))
    assert mine.pop("same", None) == theirs.pop("same", None), "the two ends do not agree"
    return {**{f"{role}: {k}": v for k, v in mine.items()},
            **{f"{other}: {k}": v for k, v in theirs.items()}}


def alone(library, name, version):
    process, _ = python(library, name, "alone", 0, version)
    go(process)
    return result(process)


def with_server(library, name, version):
    with Server(certificates.server, certificates.server_key, version) as server:
        process, _ = python(library, name, "alone", server.port, version)
        go(process)
        seen = result(process)
        return {**seen, "ends": server.all_ends()}


def cases():
    yield "python a context's facts", alone, "context_facts", None
    for version in VERSIONS:
        tls = version.name.replace("_", ".")
        yield f"python urllib {tls}", with_server, "urllib_facts", version
        yield f"python asyncio both ends {tls}", alone, "asyncio_both", version
        yield f"python asyncio client {tls}", with_server, "asyncio_client", version
        yield f"python MemoryBIO {tls}", alone, "memory_bio", version
        yield f"python MemoryBIO end of file {tls}", alone, "memory_bio_eof", version
        for name in talks.NAMES:
            for role in ("client", "server"):
                yield f"python {name} {role} {tls}", talk, name, role, version


def main():
    global certificates
    suite = Suite("python")
    certificates = Certificates()
    try:
        run_cases(suite, cases(), os.path.abspath(sys.argv[1]))
    finally:
        certificates.remove()
    suite.finish()


if __name__ == "__main__":
    main()
