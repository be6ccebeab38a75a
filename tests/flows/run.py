#!/usr/bin/python3
"""Compares flows of handshakes, event by event, on the system's libssl and on ours.

    tests/flows/run.py DIRECTORY-OF-libssl.so.3 [FLOW...]      FLOW: a name with * for anything
    tests/flows/run.py --shrink DIRECTORY     rewrites differences.txt: counts only go down
    tests/flows/run.py --show DIRECTORY       prints each difference that is not accepted
    tests/flows/run.py --trace DIRECTORY FLOW prints both traces side by side

Both ends of a flow use the same library. A test is a flow in one version: the client's events and the
server's events are alike on both libraries, line by line. differences.txt lists the accepted differences,
with their number and reason; one more or one less is a failure, so that the list only shrinks.
"""

import argparse
import collections
import concurrent.futures
import difflib
import fnmatch
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "programs"))
from differences import Accepted, check_loaded, in_form, show, start  # noqa: E402
from report import Suite  # noqa: E402

PROGRAM = os.path.join(ROOT, "target", "flows", "flows")
ACCEPTED = os.path.join(HERE, "differences.txt")

# A line that only the system's library says ("-") or only ours ("+").
Difference = collections.namedtuple("Difference", "flow end sign line")


def traces(flow, library, keys):
    """Each end's events of the flow on one library: {"C": lines, "S": lines}."""
    result = start(PROGRAM, [flow], library, keys)
    lines = result.stdout.splitlines()
    check_loaded(flow, lines, library)
    if result.returncode != 0:
        raise RuntimeError(f"{flow} on {library or 'the system'}: exit {result.returncode} "
                           f"{result.stderr[-500:]} {lines[-1:]}")
    return {end: [line[2:] for line in lines if line.startswith(end + " ")] for end in "CS"}


def compare(flow, system, ours):
    differences = []
    for end in "CS":
        matcher = difflib.SequenceMatcher(None, system[end], ours[end], autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind == "equal":
                continue
            for sign, lines in (("-", system[end][a:b]), ("+", ours[end][c:d])):
                differences += [Difference(flow, end, sign, line) for line in lines]
    return differences


def show_traces(flow, library, keys):
    system, ours = (traces(flow, side, keys) for side in (None, library))
    for end in "CS":
        print(f"== {flow}, {'client' if end == 'C' else 'server'}")
        for line in difflib.ndiff(system[end], ours[end]):
            if not line.startswith("?"):
                print(line)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directory")
    parser.add_argument("flows", nargs="*")
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--trace", action="store_true")
    options = parser.parse_args()
    library = os.path.abspath(options.directory)
    subprocess.run(["make", "-s", "-C", HERE], check=True)

    suite = Suite("flows")
    names = start(PROGRAM, ["--list"]).stdout.split()
    chosen = [name for name in names if not options.flows
              or any(fnmatch.fnmatch(name, wanted) for wanted in options.flows)]
    # COUNT FLOW END SIGN LINE
    accepted = Accepted(ACCEPTED, lambda key: key.split(" ", 3))
    print("the judge:", start(PROGRAM, ["--version"]).stdout.strip())
    differences, bad = [], set()
    with tempfile.TemporaryDirectory() as keys, concurrent.futures.ThreadPoolExecutor(2) as pool:
        start(PROGRAM, [names[0], "full-rsa/tls13"], None, keys)  # makes the keys
        if options.trace:
            for name in chosen:
                show_traces(name, library, keys)
            return
        running = [(name, [pool.submit(traces, name, side, keys) for side in (None, library)])
                   for name in chosen]
        for flow, (system, ours) in running:
            try:
                differences += compare(flow, system.result(), ours.result())
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                print(error)
                bad.add(flow)
    left = accepted.left_of(differences)
    if options.shrink:
        accepted.shrink()
        left = accepted.left_of(differences)

    show(left, options.show, " ".join)
    bad.update(d.flow for d in left)
    suite.failed += [flow for flow in chosen if flow in bad]
    suite.passed += len(chosen) - len(suite.failed)
    if chosen == names:
        accepted.judge(suite)
    suite.test("the program's source is in form", in_form, HERE)
    with_none = len(set(chosen) - {d.flow for d in differences} - bad)
    print(f"{with_none} flows without a difference, {len(differences) - len(left)} accepted differences")
    suite.finish()


if __name__ == "__main__":
    main()
