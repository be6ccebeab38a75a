"""The differences between two libraries' outputs, and those that a suite's differences.txt accepts.

A line of the file is COUNT KEY, with * for anything in the key; the reason stands above, in brackets. One
difference more or less is a failure, so that the list only shrinks.
"""

import collections
import os
import re
import subprocess


class Pattern:
    """A line of the file: the number of accepted differences with these fields."""

    def __init__(self, line, fields):
        count, self.key = line.split(" ", 1)
        self.count, self.found, self.fields = int(count), 0, fields(self.key)
        wanted = "\0".join(self.fields)
        self.expression = re.compile(re.escape(wanted).replace(r"\*", "[^\0]*"))

    def matches(self, difference):
        return self.expression.fullmatch("\0".join(difference)) is not None

    def judgement(self):
        if self.found > self.count:
            return f"{self.found} differences, {self.count} accepted: {self.key}"
        if self.found < self.count:
            return f"{self.found} differences left of {self.count} (run.py --shrink): {self.key}"
        return None


class Accepted:
    """A suite's differences.txt. `fields` splits a key into the parts of a difference; `index` is the field by
    which patterns are looked up, if there are too many to try each.
    """

    def __init__(self, path, fields, index=None):
        self.path, self.fields, self.index = path, fields, index
        self.read()

    def read(self):
        """The patterns, and the file's lines with the patterns in their places."""
        self.lines, reason = [], None
        with open(self.path) as file:
            for line in file.read().splitlines():
                if line.startswith("["):
                    reason = line.strip("[]")
                elif line and not line.startswith("#"):
                    assert reason, f"no reason given: {line}"
                    line = Pattern(line, self.fields)
                self.lines.append(line)
        self.patterns = [line for line in self.lines if isinstance(line, Pattern)]

    def place(self, fields):
        return "" if self.index is None else fields[self.index]

    def left_of(self, differences):
        """The differences that no pattern accepts; the first pattern that matches counts."""
        placed = collections.defaultdict(list)
        for pattern in self.patterns:
            placed[self.place(pattern.fields)].append(pattern)
        wild = [p for name, found in placed.items() if "*" in name for p in found]
        left = []
        for difference in differences:
            for pattern in [*placed[self.place(difference)], *wild]:
                if pattern.matches(difference):
                    pattern.found += 1
                    break
            else:
                left.append(difference)
        return left

    def shrink(self):
        """Rewrites the file: counts only go down."""
        with open(self.path, "w") as file:
            for line in self.lines:
                if not isinstance(line, Pattern):
                    file.write(line + "\n")
                elif line.found:
                    file.write(f"{min(line.found, line.count)} {line.key}\n")
        self.read()

    def judge(self, suite):
        """Each pattern must have matched as often as it says."""
        for pattern in self.patterns:
            wrong = pattern.judgement()
            if wrong:
                print(wrong)
                suite.failed.append(wrong)


def start(program, arguments, library=None, keys=None):
    """Runs a test program on a library, the system's if there is none."""
    environment = {**os.environ, "LC_ALL": "C"}
    environment.pop("LD_LIBRARY_PATH", None)
    if library:
        environment["LD_LIBRARY_PATH"] = library
    if keys:
        environment["CTESTS_KEYS"] = keys
    return subprocess.run([program, *arguments], env=environment, capture_output=True, text=True,
                          errors="replace", timeout=60, stdin=subprocess.DEVNULL)


def check_loaded(name, lines, library):
    """The program's first line says which library it loaded."""
    loaded = lines[0].removeprefix("# libssl: ") if lines else "nothing"
    expected = os.path.join(library, "libssl.so.3") if library else "/lib/x86_64-linux-gnu/"
    if not os.path.realpath(loaded).startswith(os.path.realpath(expected)):
        raise RuntimeError(f"{name}: loaded {loaded}, not {expected}")


def show(left, everything, text):
    shown = left if everything else left[:40]
    for difference in shown:
        print(text(difference))
    if len(left) > len(shown):
        print(f"... and {len(left) - len(shown)} more (--show)")


def in_form(folder):
    result = subprocess.run(["make", "-s", "-C", folder, "format-check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
