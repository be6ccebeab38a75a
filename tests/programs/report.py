"""Counting and reporting, shared by the Python suites.

A suite prints one line per test and ends with `NAME: N passed, M failed`.
"""

import sys
import time
import traceback


class Suite:
    def __init__(self, name):
        self.name = name
        self.passed = 0
        self.failed = []

    def test(self, name, function, *args):
        """Runs one test: it fails by raising."""
        start = time.monotonic()
        try:
            function(*args)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            self.failed.append(name)
            print(f"FAIL {name}", flush=True)
            if isinstance(error, AssertionError):
                print("     " + str(error).replace("\n", "\n     "), flush=True)
            else:
                traceback.print_exc(file=sys.stdout)
            return False
        self.passed += 1
        print(f"ok   {name} ({time.monotonic() - start:.2f}s)", flush=True)
        return True

    def finish(self):
        for name in self.failed:
            print(f"failed: {name}")
        print(f"{self.name}: {self.passed} passed, {len(self.failed)} failed", flush=True)
        sys.exit(1 if self.failed or not self.passed else 0)
