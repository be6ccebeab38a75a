#!/usr/bin/python3
"""Checks docs/CONFORMANCE.md: every test that it names exists, and passes on both libraries, or on ours if it
tests a profile.

    tests/conformance.py LIBDIR [BUILD]

LIBDIR holds our libssl.so.3, BUILD (default: target/c-tests) what `make -C c-tests` built.
Each statement and each row of the table of generations counts as one test.
"""

import argparse
import importlib.machinery
import importlib.util
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/CONFORMANCE.md"
STATEMENTS, ROWS = 45, 33
EDITIONS = {"C": "both", "T": "1.0.1t", "U": "1.1.1"}
VERDICTS = ["true", "true, with exceptions", "false", "obsolete"]
PROFILES = ["switch", "partly", "never", "no"]
TEST = re.compile(r"`([a-z0-9_]+)/([\w,]+(?:/\w+)*)`")
NUMBERS = re.compile(r"[Rr]ows? (\d+(?:(?:, | and | to )\d+)*)")


class Item:
    """A statement or a row: where it stands, the tests it names, what is wrong with it."""

    def __init__(self, name):
        self.name, self.tests, self.problems = name, [], []


def statements(text):
    """The chapters about the manual page: one item for each heading of the third level."""
    found, verdicts = [], []
    for part in re.split(r"^### ", text, flags=re.M)[1:]:
        part = re.split(r"^## ", part, flags=re.M)[0]
        heading, body = part.split("\n", 1)
        item = Item(heading)
        found.append(item)
        fields = heading.split(" · ")
        if len(fields) != 3 or not re.fullmatch(r"[CTU]\d\d", fields[0]):
            item.problems.append("the heading is not: id · edition · verdict")
            continue
        name, edition, verdict = fields
        item.name = name
        verdicts.append(verdict)
        if edition != EDITIONS[name[0]]:
            item.problems.append(f"the edition is not {EDITIONS[name[0]]}")
        if verdict not in VERDICTS:
            item.problems.append(f"no such verdict: {verdict}")
        tests = re.search(r"^- Tests: (.*)\Z", body, flags=re.M | re.S)
        item.tests = TEST.findall(tests[1]) if tests else []
        if not item.tests and verdict != "obsolete":
            item.problems.append("names no test")
        if verdict not in ("true", "obsolete") and "- OpenSSL 3.0:" not in body:
            item.problems.append("does not say what OpenSSL 3.0 does")
        for numbers in NUMBERS.findall(body):
            if any(not 1 <= int(n) <= ROWS for n in re.findall(r"\d+", numbers)):
                item.problems.append(f"no such row: {numbers}")
    return found, verdicts


def generations(text):
    """The table's rows as items; how each is marked."""
    found = []
    for line in re.findall(r"^\| \d+ \|.*$", text, flags=re.M):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        item = Item(f"row {cells[0]}")
        found.append(item)
        if len(cells) != 7 or not all(cells[:6]):
            item.problems.append("has not seven cells")
            continue
        item.tests = TEST.findall(cells[6])
        if cells[5] != "no" and not any(p.startswith("profile") for p, _ in item.tests):
            item.problems.append("names no test of a profile")
        if cells[5] not in PROFILES:
            item.problems.append(f"no such mark: {cells[5]}")
        elif cells[5] != "switch" and not any(
                cells[0] in re.findall(r"\d+", head)
                for head in re.findall(r"^- Rows? ([\d, and]+):", text, flags=re.M)):
            item.problems.append(f"no note says why: {cells[5]}")
    return found


def whole(found, verdicts, rows, text):
    """The document as a whole, as one more item."""
    item = Item("the document")
    numbers = sorted(int(i.name[1:]) for i in found if re.fullmatch(r"[CTU]\d\d", i.name))
    if numbers != list(range(1, STATEMENTS + 1)):
        item.problems.append(f"the statements are not 1 to {STATEMENTS}, each once")
    if [i.name for i in rows] != [f"row {n}" for n in range(1, ROWS + 1)]:
        item.problems.append(f"the rows are not 1 to {ROWS}, in their order")
    counts = ", ".join(f"{verdicts.count(v)} {v}" for v in VERDICTS)
    if f"{len(found)} statements: {counts}." not in text:
        item.problems.append(f"the sum is not: {len(found)} statements: {counts}.")
    return item


def run_programs(programs, library, build):
    """Results of the programs: {program: {library's name: a Run of c-tests/run}}, empty where there
    is no such program."""
    loader = importlib.machinery.SourceFileLoader("runner", str(ROOT / "c-tests/run"))
    runner = importlib.util.module_from_spec(importlib.util.spec_from_loader("runner", loader))
    sys.dont_write_bytecode = True
    loader.exec_module(runner)
    header = "libssl_rs" if (ROOT / "include/libssl_rs.h").exists() else "openssl"
    options = argparse.Namespace(mode="plain", timeout=300, sysroot=None)
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name in sorted(programs):
            program = build / f"plain-{header}" / name
            results[name] = {
                side: runner.run_program(str(program), directory, options, scratch)
                for side, directory in (("the system's libssl", None), ("ours", library))
                if program.exists() and (directory or name not in runner.OURS_ONLY)}
    return results


def check_tests(item, results):
    """Every named test has variants, and all of them passed on both libraries."""
    for program, case in dict.fromkeys(item.tests):
        if not results[program]:
            item.problems.append(f"{program} is not built, or does not exist")
            continue
        for side, run in results[program].items():
            variants = [n for n in run.cases if n == case or n.startswith(case + "/")]
            failed = [n for n in variants if not run.cases[n]]
            if not variants:
                item.problems.append(f"{program}/{case} did not run on {side}")
            elif failed:
                item.problems.append(f"{program}: {', '.join(failed)} failed on {side}")
            if run.problems:
                item.problems.append(f"{program} on {side}: {run.problems[0]}")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    library = pathlib.Path(sys.argv[1]).resolve()
    build = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else ROOT / "target/c-tests"
    if not (library / "libssl.so.3").exists():
        sys.exit(f"no libssl.so.3 in {library}")
    text = DOCUMENT.read_text()
    found, verdicts = statements(text)
    rows = generations(text)
    items = [*found, *rows, whole(found, verdicts, rows, text)]
    results = run_programs({p for i in items for p, _ in i.tests}, library, build)
    for item in items:
        check_tests(item, results)
        for problem in item.problems:
            print(f"{item.name}: {problem}")
    failed = sum(bool(item.problems) for item in items)
    named = {test for item in items for test in item.tests}
    print(f"{len(named)} tests are named, of {len(results)} programs")
    print(f"{len(items) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
