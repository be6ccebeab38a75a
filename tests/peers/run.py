#!/usr/bin/python3
"""Closing on real sockets against peers that are not libssl: tests/peers/run.py DIRECTORY [NAME...]

Our end runs on the system's libssl, the judge, then on ours in DIRECTORY; both must say what
scenarios.py expects, and so must the peer, each time. NAME: only cases whose name contains it.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "programs"))

from report import Suite  # noqa: E402
from support import Certificates, Library, finish  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402

PYTHON = "/usr/bin/python3"
BUILD = os.path.join(os.path.dirname(os.path.dirname(HERE)), "target/peers")
PEERS = {
    "gnutls": ([os.path.join(BUILD, "gnutls")], ["1.2", "1.3"]),
    "mbedtls": ([os.path.join(BUILD, "mbedtls")], ["1.2"]),
    "python": ([PYTHON, os.path.join(HERE, "python_end.py")], ["1.2", "1.3"]),
}
certificates = None


def start(library, command, role, port, version, words):
    files = [certificates.server, certificates.server_key, certificates.ca]
    return library.start([*command, role, str(port), version, *files, *words],
                         stdin=subprocess.PIPE if "wait" in words else subprocess.DEVNULL,
                         stderr=subprocess.STDOUT)


def port_of(process):
    line = process.stdout.readline().decode()
    assert line.startswith("port: "), line + (process.stdout.read() or b"").decode()
    return int(line.split()[1])


def answers(process):
    status, out, _ = finish(process)
    lines = out.decode(errors="replace").splitlines()
    assert status == 0, f"{process.args[0]}: exit {status}\n" + "\n".join(lines)
    return [line for line in lines if not line.startswith("port: ")]


def connection(library, scenario, command, version, role):
    """One connection; what our end and the peer said of it."""
    system, end = Library("system"), [os.path.join(BUILD, "openssl")]
    try:
        if role == "server":
            ours = start(library, end, role, 0, version, scenario.ours)
            peer = start(system, command, "client", port_of(ours), version, scenario.peers)
        else:
            peer = start(system, command, "server", 0, version, scenario.peers)
            ours = start(library, end, role, port_of(peer), version, scenario.ours)
        first, second = (peer, ours) if "wait" in scenario.ours else (ours, peer)
        said = answers(first)
        return (answers(second), said) if first is peer else (said, answers(second))
    finally:
        library.end_children()
        system.end_children()


def check(library, scenario, command, version, role):
    ours, peers = connection(library, scenario, command, version, role)
    loaded = ours.pop(0)
    expected = library.file or "/usr/lib/x86_64-linux-gnu/libssl.so.3"
    assert loaded.startswith("library: ") and os.path.samefile(loaded[9:], expected), loaded
    opened = [f"open: TLSv{version}"], [f"open: TLS{version}", f"open: TLSv{version}"]
    assert ours[:1] == opened[0] and peers[0] in opened[1], (ours[:1], peers[:1])
    # What is left behind at our end, unread tickets, is nobody's concern.
    mine = [line for line in ours[1:] if not line.startswith("left: ")]
    told = "\nours:\n  " + "\n  ".join(ours) + "\npeer:\n  " + "\n  ".join(peers)
    assert mine == scenario.our_answers, f"ours: expected {scenario.our_answers}{told}"
    assert peers[1:] == scenario.peer_answers, f"peer: expected {scenario.peer_answers}{told}"


def main():
    global certificates
    directory, *names = sys.argv[1:] or sys.exit(__doc__)
    subprocess.run(["make", "-s", "-C", HERE], check=True, timeout=300)
    certificates = Certificates()
    suite = Suite("peers")
    ways = [Library("system"),
            Library("ours", os.path.abspath(directory), "LD_LIBRARY_PATH")]
    try:
        for scenario in SCENARIOS:
            for peer, (command, versions) in PEERS.items():
                for version in versions:
                    if scenario.only and scenario.only != (peer, version):
                        continue
                    for role in ("client", "server"):
                        name = f"{scenario.name}, {role} of {peer}, TLS {version}"
                        if names and not any(part in name for part in names):
                            continue
                        for library in ways:
                            suite.test(f"{name} [{library.name}]", check, library, scenario,
                                       command, version, role)
    finally:
        certificates.remove()
    suite.finish()


if __name__ == "__main__":
    main()
