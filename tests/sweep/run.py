#!/usr/bin/python3
"""Compares every getter of libssl at every stage of a connection, on the system's libssl and on ours.

    tests/sweep/run.py DIRECTORY-OF-libssl.so.3 [SCENARIO...]
    tests/sweep/run.py --shrink DIRECTORY     rewrites differences.txt: counts only go down
    tests/sweep/run.py --show DIRECTORY       prints each difference that is not accepted

A test is one line that both print alike. differences.txt lists the accepted differences, with their number
and reason; one more or one less is a failure, so that the list only shrinks. Each function of the ABI is
either called or listed in not-asked.txt with the reason.

Each scenario runs once more, as "lent-SCENARIO", to compare how long the returned pointers stay valid: on
ours at least as long as on the system's.
"""

import argparse
import collections
import concurrent.futures
import fnmatch
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "programs"))
from differences import Accepted, check_loaded, in_form, show, start  # noqa: E402
from report import Suite  # noqa: E402

PROGRAM = os.path.join(ROOT, "target", "sweep", "sweep")
ACCEPTED = os.path.join(HERE, "differences.txt")
NOT_ASKED = os.path.join(HERE, "not-asked.txt")
SYMBOLS = os.path.join(ROOT, "abi", "libssl3.symbols")

Difference = collections.namedtuple("Difference", "scenario stage role function system ours")


def sweep(scenario, library, keys, *options):
    """The scenario's stages on one library: {(stage, role): {(function, n): value}}."""
    result = start(PROGRAM, [*options, scenario], library, keys)
    lines = result.stdout.splitlines()
    check_loaded(scenario, lines, library)
    stages, answers, counts = {}, {}, {}
    for line in lines[1:]:
        if line.startswith("@ "):
            stage, role = line[2:].split(" ")
            answers, counts = {}, collections.Counter()
            stages[stage, role] = answers
        elif " = " in line:
            function, value = line.split(" = ", 1)
            answers[function, counts[function]] = value
            counts[function] += 1
    if result.returncode != 0:
        place = f"on {library or 'the system'}, behind {list(stages)[-1:]}"
        raise RuntimeError(f"{scenario} {place}: exit {result.returncode} {result.stderr[-500:]}")
    return stages


def compare(scenario, system, ours):
    """How many lines are alike, and the differences."""
    alike, differences = 0, []
    for stage, role in [*system, *(key for key in ours if key not in system)]:
        one, other = system.get((stage, role)), ours.get((stage, role))
        if one is None or other is None:
            there = [side and "here" or "-" for side in (one is not None, other is not None)]
            differences.append(Difference(scenario, stage, role, "stage", *there))
            continue
        for function, n in [*one, *(key for key in other if key not in one)]:
            values = one.get((function, n), "-"), other.get((function, n), "-")
            if values[0] == values[1]:
                alike += 1
            else:
                differences.append(Difference(scenario, stage, role, function, *values))
    return alike, differences


def compare_lives(scenario, system, ours):
    """The number of pointers that are valid as long on ours, and the differences. Only stages and functions of
    both libraries count.
    """
    place = {stage: n for n, stage in enumerate(stage for stage in system if stage in ours)}
    place[None] = len(place)

    def last(stages, life):
        """The first common stage at which the pointer is not valid any more."""
        if life == "for good":
            return place[None]
        later = list(stages)
        later = later[later.index(tuple(life.split(" ")[1:])):]
        return place[next((stage for stage in later if stage in place), None)]

    alike, differences = 0, []
    for stage, role in (stage for stage in system if stage in ours):
        answers, others = system[stage, role], ours[stage, role]
        for key in answers:
            if key not in others:
                continue
            if last(ours, others[key]) >= last(system, answers[key]):
                alike += 1
            else:
                found = Difference("lent-" + scenario, stage, role, key[0], answers[key], others[key])
                differences.append(found)
    return alike, differences


def fields(key):
    """Those of a difference: SCENARIO STAGE ROLE FUNCTION SYSTEM | OURS."""
    *place, values = key.split(" ", 4)
    system, _, ours = values.partition(" | ")
    return [*place, system, ours]


def every_function_is_asked(asked):
    with open(SYMBOLS) as file:
        symbols = set(re.findall(r"^(\w+)$", file.read(), re.M))
    excluded = {}
    with open(NOT_ASKED) as file:
        for line in file.read().splitlines():
            if line.startswith("["):
                reason = line
            elif line and not line.startswith("#"):
                for name in line.split():
                    assert name not in excluded, f"{name} stands twice in not-asked.txt"
                    excluded[name] = reason
    asked &= symbols
    missing = sorted(symbols - asked - set(excluded))
    assert not missing, "neither asked nor excluded: " + " ".join(missing)
    both = sorted(asked & set(excluded))
    assert not both, "asked, and excluded: " + " ".join(both)
    unknown = sorted(set(excluded) - symbols)
    assert not unknown, "not in the ABI: " + " ".join(unknown)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directory")
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    library = os.path.abspath(options.directory)
    subprocess.run(["make", "-s", "-C", HERE], check=True)

    suite = Suite("sweep")
    names = start(PROGRAM, ["--list"]).stdout.split()
    chosen = [name for name in names if not options.scenarios
              or any(fnmatch.fnmatch(name, wanted) for wanted in options.scenarios)]
    accepted = Accepted(ACCEPTED, fields, index=Difference._fields.index("function"))
    differences, asked = [], set()
    with tempfile.TemporaryDirectory() as keys, concurrent.futures.ThreadPoolExecutor(2) as pool:
        def both(scenario):
            return [[sweep(scenario, side, keys, *option) for side in (None, library)]
                    for option in ([], ["--lent"])]

        for scenario, running in [(name, pool.submit(both, name)) for name in chosen]:
            try:
                (system, ours), lives = running.result()
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                print(error)
                suite.failed.append(scenario)
                continue
            for alike, found in (compare(scenario, system, ours), compare_lives(scenario, *lives)):
                suite.passed += alike
                differences += found
            asked.update(function for answers in system.values() for function, _ in answers)
    left = accepted.left_of(differences)
    if options.shrink:
        accepted.shrink()
        left = accepted.left_of(differences)

    show(left, options.show,
         lambda d: f"{d.scenario} {d.stage} {d.role} {d.function} {d.system} | {d.ours}")
    suite.failed += [f"{d.scenario} {d.stage} {d.role} {d.function}" for d in left]
    if chosen == names:
        accepted.judge(suite)
        suite.test("every function of the ABI is asked or excluded", every_function_is_asked, asked)
    suite.test("the program's source is in form", in_form, HERE)
    print(f"{len(differences) - len(left)} accepted differences")
    suite.finish()


if __name__ == "__main__":
    main()
