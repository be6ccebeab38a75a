#!/usr/bin/python3
"""Tests closing on real sockets against peers that are not libssl: tests/peers/run.py DIRECTORY [NAME...]

Our end runs on the system's libssl, the judge, then on ours in DIRECTORY. Each time, our end and the peer
must report what scenarios.py expects. NAME: only cases whose name contains it.
"""

import functools
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "programs"))

from report import Suite  # noqa: E402
from support import Certificates, Library, finish  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402
import tools  # noqa: E402

PYTHON = "/usr/bin/python3"
BUILD = os.path.join(os.path.dirname(os.path.dirname(HERE)), "target/peers")
PEERS = {
    "gnutls": ([os.path.join(BUILD, "gnutls")], ["1.2", "1.3"]),
    "mbedtls": ([os.path.join(BUILD, "mbedtls")], ["1.2"]),
    "python": ([PYTHON, os.path.join(HERE, "python_end.py")], ["1.2", "1.3"]),
}
certificates = None


def start(command, library, role, port, version, words):
    files = [certificates.server, certificates.server_key, certificates.ca]
    return library.start([*command, role, str(port), version, *files, *words],
                         stdin=subprocess.PIPE if "wait" in words else subprocess.DEVNULL,
                         stderr=subprocess.STDOUT)


start_ours = functools.partial(start, [os.path.join(BUILD, "openssl")])


def port_of(process):
    line = process.stdout.readline().decode()
    assert line.startswith("port: "), line + (process.stdout.read() or b"").decode()
    return int(line.split()[1])


def answers(process):
    """The output of an end that has ended without failure."""
    status, out, _ = finish(process)
    lines = out.decode(errors="replace").splitlines()
    assert status == 0, f"{process.args[0]}: exit {status}\n" + "\n".join(lines)
    return [line for line in lines if not line.startswith("port: ")]


def our_answers(library, process):
    """The output of our end, which must have loaded the right library."""
    loaded, *lines = answers(process)
    path = loaded.removeprefix("library: ")
    if library.file:
        assert os.path.samefile(path, library.file), loaded
    else:
        assert path.startswith(("/usr/lib/", "/lib/")), loaded
    return lines


def connection(library, scenario, command, version, role):
    """One connection; the outputs of our end and of the peer."""
    system = Library("system")
    try:
        if role == "server":
            ours = start_ours(library, role, 0, version, scenario.ours)
            peer = start(command, system, "client", port_of(ours), version, scenario.peers)
        else:
            peer = start(command, system, "server", 0, version, scenario.peers)
            ours = start_ours(library, role, port_of(peer), version, scenario.ours)
        if "wait" in scenario.ours:  # until the peer has ended: finish() closes its input
            peers = answers(peer)
            return our_answers(library, ours), peers
        return our_answers(library, ours), answers(peer)
    finally:
        library.end_children()
        system.end_children()


def check(library, scenario, command, version, role):
    ours, peers = connection(library, scenario, command, version, role)
    told = "\nours:\n  " + "\n  ".join(ours) + "\npeer:\n  " + "\n  ".join(peers)
    assert ours[0] == f"open: TLSv{version}", told
    assert peers[0] in (f"open: TLS{version}", f"open: TLSv{version}"), told
    # What is left behind at our end, unread tickets, is nobody's concern.
    mine = [line for line in ours[1:] if not line.startswith("left: ")]
    assert mine == scenario.our_answers, f"ours: expected {scenario.our_answers}{told}"
    assert peers[1:] == scenario.peer_answers, f"peer: expected {scenario.peer_answers}{told}"


def cases(networked):
    """(name, function, its arguments behind the library) of each case."""
    for scenario in SCENARIOS:
        for peer, (command, versions) in PEERS.items():
            for version in versions:
                if scenario.only and scenario.only != (peer, version):
                    continue
                for role in ("client", "server"):
                    yield (f"{scenario.name}, {role} of {peer}, TLS {version}", check,
                           (scenario, command, version, role))
    helpers = tools.Helpers(start_ours, port_of, our_answers, certificates)
    for name, function, arguments in tools.cases(networked):
        yield name, functools.partial(function, helpers), arguments


def main():
    global certificates
    directory, *names = sys.argv[1:] or sys.exit(__doc__)
    networked = tools.alone()
    subprocess.run(["make", "-s", "-C", HERE], check=True, timeout=300)
    certificates = Certificates()
    suite = Suite("peers")
    ways = [Library("system"),
            Library("ours", os.path.abspath(directory), "LD_LIBRARY_PATH")]
    try:
        for name, function, arguments in cases(networked):
            if not names or any(part in name for part in names):
                for library in ways:
                    suite.test(f"{name} [{library.name}]", function, library, *arguments)
    finally:
        certificates.remove()
    if not networked:
        print("not run, since it listens on all addresses and a network of its own is not "
              "allowed here: gnutls-serv")
    suite.finish()


if __name__ == "__main__":
    main()
