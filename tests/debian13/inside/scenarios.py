"""Runs one program's scenario inside the chroot, on one library: prints each case's facts as JSON.

    scenarios.py PROGRAM MODE
"""

import json
import os
import subprocess
import sys
import traceback

import clients
import interpreters
import servers
import support

CASES = {**clients.CASES, **servers.CASES, **interpreters.CASES}


def main():
    name, mode = sys.argv[1:]
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    os.makedirs(support.WORK, exist_ok=True)
    os.chmod(support.WORK, 0o777)
    support.certificates()
    program = support.Program(mode)
    facts = {}
    for case in CASES[name]:
        try:
            facts[case.__name__] = case(program)
        except Exception:  # whatever it is, it is this case's result
            facts[case.__name__] = "failed: " + traceback.format_exc()[-1500:]
    facts["the library is loaded"] = program.verdict()
    print("RESULT " + json.dumps(facts, default=str))


if __name__ == "__main__":
    main()
