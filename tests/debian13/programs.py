#!/usr/bin/python3
"""Debian 13's programs on our library, inside a chroot that debootstrap makes.

    tests/debian13/programs.py DIRECTORY OF libssl.so.3 [PROGRAM...]    as root

Each program's cases run on Debian 13's own libssl, then on ours under LD_PRELOAD and LD_LIBRARY_PATH;
the facts must be equal, but for the cases of programs-differences.txt. DEBIAN13_CHROOT names another place for the chroot than target/debian13.
Mounts, processes and the network are those of namespaces that end with each run.
"""

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "programs"))
from report import Suite  # noqa: E402

CHROOT = os.path.abspath(os.environ.get("DEBIAN13_CHROOT",
                                        os.path.join(ROOT, "target", "debian13", "chroot")))
PROGRAMS = ["curl", "openssl", "python", "php", "ruby", "nodejs", "nginx", "apache2", "haproxy", "stunnel",
            "postgresql", "postfix"]
OURS = ["LD_PRELOAD", "LD_LIBRARY_PATH"]
# What is mounted for one run: the certificates are shared, what a program writes is not.
SETUP = """
set -e
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/dev"
for name in null zero full random urandom tty; do
    touch "$1/dev/$name"; mount --bind "/dev/$name" "$1/dev/$name"
done
mkdir "$1/dev/shm" "$1/dev/pts"; chmod 1777 "$1/dev/shm"
ln -s /proc/self/fd "$1/dev/fd"; ln -s fd/1 "$1/dev/stdout"; ln -s fd/2 "$1/dev/stderr"
for place in tmp run var/tmp var/log tests/work; do mount -t tmpfs -o mode=1777 tmpfs "$1/$place"; done
exec chroot "$1" /usr/bin/python3 -B /tests/inside/scenarios.py "$2" "$3"
"""


def facts(program, mode):
    """Runs a program's cases on one library: {case: facts}."""
    command = ["unshare", "--mount", "--propagation", "private", "--net", "--pid", "--fork",
               "--kill-child", "--ipc", "sh", "-c", SETUP, "sh", CHROOT, program, mode]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"}
    try:
        result = subprocess.run(command, env=environment, capture_output=True, text=True,
                                errors="replace", timeout=300, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return {"all cases": "not done in time"}
    for line in result.stdout.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line[7:])
    return {"all cases": (result.stdout + result.stderr)[-2000:]}


def difference(theirs, ours, at=""):
    """The places at which two facts differ."""
    if type(theirs) is type(ours) is dict:
        keys = sorted({*theirs, *ours})
        return [d for key in keys for d in difference(theirs.get(key), ours.get(key), f"{at}.{key}")]
    if type(theirs) is type(ours) is list and len(theirs) == len(ours):
        return [d for i, pair in enumerate(zip(theirs, ours)) for d in difference(*pair, f"{at}[{i}]")]
    if theirs == ours:
        return []
    return [f"{at}: Debian 13's {str(theirs)[:1500]}\n  ours {str(ours)[:1500]}"]


def read_differences():
    """{(program, case): reason} of the accepted differences."""
    listed = {}
    with open(os.path.join(HERE, "programs-differences.txt")) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                program, case, reason = line.split(None, 2)
                listed[program, case] = reason
    return listed


def otherwise(case, theirs, ours):
    assert difference(theirs.get(case), ours.get(case)), "listed as different, and alike"


def alike(case, theirs, ours):
    assert "all cases" not in {**theirs, **ours}, f"{theirs}\n{ours}"
    for side in (theirs, ours):
        assert not str(side.get(case)).startswith("failed: "), side[case]
    differ = difference(theirs[case], ours.get(case))
    assert not differ, "\n".join(differ)


def main():
    suite, listed = Suite("debian13-programs"), read_differences()
    library, chosen = os.path.abspath(sys.argv[1]), sys.argv[2:] or PROGRAMS
    made = subprocess.run([os.path.join(HERE, "chroot"), CHROOT])
    if made.returncode != 0:
        sys.exit("no chroot: see above")
    shutil.rmtree(f"{CHROOT}/tests/inside", ignore_errors=True)
    shutil.copytree(os.path.join(HERE, "inside"), f"{CHROOT}/tests/inside")
    os.makedirs(f"{CHROOT}/opt/libssl-rs", exist_ok=True)
    os.makedirs(f"{CHROOT}/tests/work", exist_ok=True)
    shutil.copy(os.path.join(library, "libssl.so.3"), f"{CHROOT}/opt/libssl-rs/libssl.so.3")
    facts(chosen[0], "system")  # makes the certificates
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = {(p, m): pool.submit(facts, p, m) for p in chosen for m in ["system", *OURS]}
        for program in chosen:
            theirs = runs[program, "system"].result()
            for mode in OURS:
                ours = runs[program, mode].result()
                for case in {**theirs, **ours}:
                    judge = otherwise if (program, case) in listed else alike
                    suite.test(f"{program}, {mode}: {case}", judge, case, theirs, ours)
    suite.finish()


if __name__ == "__main__":
    main()
