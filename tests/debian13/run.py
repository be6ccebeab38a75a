#!/usr/bin/python3
"""Debian 13: our library, built on Debian 12, with the C library and the OpenSSL 3.5 of Debian 13.

    tests/debian13/run.py DIRECTORY OF libssl.so.3

Debian 13's libraries are downloaded into target/debian13, and not installed. If they are not available, this
is reported and counts as passed.
"""

import fnmatch
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "programs"))
from report import Suite  # noqa: E402

TARGET = os.path.join(ROOT, "target", "debian13")
SYSROOT = os.path.join(TARGET, "root")
LIBRARIES = os.path.join(SYSROOT, "usr/lib/x86_64-linux-gnu")
LOADER = os.path.join(SYSROOT, "usr/lib64/ld-linux-x86-64.so.2")
SYSTEM = "/usr/lib/x86_64-linux-gnu"
HEADERS = ["-I", os.path.join(SYSROOT, "usr/include"),
           "-I", os.path.join(SYSROOT, "usr/include/x86_64-linux-gnu")]
CFLAGS = ["-g", "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-deprecated-declarations"]
COMPILERS = ["gcc -std=c99", "gcc -std=c11", "g++ -std=c++17"]
# Traces of how connections end, where they are at hand.
ORACLE = os.path.join(os.path.dirname(ROOT), "shared", "oracle")


def run(*command, **more):
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=300,
                            **more)
    assert result.returncode == 0, " ".join(command) + "\n" + (result.stdout + result.stderr)[-3000:]
    return result.stdout


def start(library):
    """How Debian 13's loader starts a program: with its own libssl, or with one in a directory."""
    path = [library] if library else []
    return [LOADER, "--library-path", ":".join([*path, LIBRARIES, SYSTEM])]


def exported(library):
    """NAME@@VERSION of every function."""
    lines = run("readelf", "--wide", "--dyn-syms", library).splitlines()
    fields = [line.split() for line in lines]
    return {f[7] for f in fields if len(f) > 7 and f[3] == "FUNC" and f[6] != "UND"}


def abi(library):
    """Every function of Debian 13's libssl is there, under its version."""
    theirs = exported(os.path.join(LIBRARIES, "libssl.so.3"))
    ours = exported(os.path.join(library, "libssl.so.3"))
    assert len(theirs) == 604, f"Debian 13's libssl has {len(theirs)} functions"
    assert theirs <= ours, f"missing: {sorted(theirs - ours)}"
    own = {name for name in ours - theirs if not name.startswith("libssl_rs_")}
    assert not own, f"besides: {sorted(own)}"


def build(name, *sources):
    """A program against Debian 13's headers and libraries."""
    program = os.path.join(TARGET, name)
    libraries = [os.path.join(LIBRARIES, f"lib{name}.so.3") for name in ("ssl", "crypto")]
    # The C library of this machine has not all that Debian 13's libcrypto needs; the loader finds it.
    run("gcc", *CFLAGS, "-std=gnu11", "-D_GNU_SOURCE", "-DUSE_OPENSSL_HEADER", "-I",
        os.path.join(ROOT, "c-tests/support"), *HEADERS, *sources, "-o", program, *libraries,
        "-lcmocka", "-lpthread", "-Wl,--unresolved-symbols=ignore-in-shared-libs")
    return program


def answers(program, version, library):
    """The output of newer.c by call: its values in order."""
    output = run(*start(library), program, version)
    found, loaded = {}, None
    for line in output.splitlines():
        if line.startswith("# libssl: "):
            loaded = os.path.dirname(line.split(": ")[1])
            continue
        call, _, value = line.partition(" -> " if " -> " in line else " ->")
        found.setdefault(call, []).append(value)
    assert os.path.realpath(loaded) == os.path.realpath(library or LIBRARIES), loaded
    assert len(found) > 300, f"only {len(found)} calls"
    return found


def read_differences():
    listed = {}
    with open(os.path.join(HERE, "newer-differences.txt")) as file:
        for line in file:
            call, _, reason = line.strip().rpartition(" # ")
            if line.strip() and not line.startswith("#"):
                assert call and reason, f"CALL # REASON expected: {line}"
                pattern = re.escape(call).replace(re.escape("\\*"), "[*]").replace(r"\*", ".*")
                listed[call] = re.compile(r"(?:.*: )?" + pattern.replace(r"\\\\", r"\\"))
    return listed


def newer(library):
    """The functions that 3.2 to 3.5 added return the same as Debian 13's libssl."""
    support = os.path.join(ROOT, "c-tests/support")
    sources = [os.path.join(support, f) for f in sorted(os.listdir(support)) if f.endswith(".c")]
    program = build("newer", os.path.join(HERE, "newer.c"), *sources)
    listed = read_differences()
    seen, wrong = set(), []
    for version in ("12", "13"):
        theirs, ours = answers(program, version, None), answers(program, version, library)
        for call in {**theirs, **ours}:
            if theirs.get(call) == ours.get(call):
                continue
            matching = {name for name, pattern in listed.items() if pattern.fullmatch(call)}
            seen |= matching
            if not matching:
                wrong.append(f"TLS 1.{version[1]} {call}:\n  Debian 13's {theirs.get(call)}\n"
                             f"  ours {ours.get(call)}")
    assert not wrong, "\n".join(wrong)
    stale = set(listed) - seen
    assert not stale, f"listed as different, and alike: {sorted(stale)}"


def header(compiler, order):
    """Our header and OpenSSL 3.5's agree on all functions, newer ones included."""
    words = compiler.split()
    name = os.path.join(TARGET, "header." + ("cc" if "++" in words[0] else "c"))
    with open(name, "w") as file:
        file.write("".join(f"#include <{name}>\n" for name in order))
        file.write("int (*is_quic)(const SSL *) = SSL_is_quic;\nint main(void) { return 0; }\n")
    run(*words, "-Wall", "-Wextra", "-Werror", "-pedantic", "-Wno-deprecated-declarations",
        "-isystem", os.path.join(SYSROOT, "usr/include"),
        "-isystem", os.path.join(SYSROOT, "usr/include/x86_64-linux-gnu"),
        "-I", os.path.join(ROOT, "include"), "-c", name, "-o", name + ".o")


def newer_macros():
    """The macros that 3.2 to 3.5 added become the same calls."""
    with open(os.path.join(ROOT, "include/libssl_rs.h")) as file:
        text = file.read().partition("/* Since OpenSSL 3.2. */")[2]
    macros = re.findall(r"^#define (\w+)(?:\(([^)]*)\))?", text, re.M)
    assert len(macros) > 5, macros
    results = {}
    for include in ("libssl_rs.h", "openssl/ssl.h"):
        name = os.path.join(TARGET, "macros.c")
        with open(name, "w") as file:
            file.write(f"#include <{include}>\n")
            for macro, parameters in macros:
                count = len(parameters.split(",")) if parameters else 0
                arguments = ", ".join(f"a{i}" for i in range(count))
                file.write(f"@@ {macro}({arguments})\n" if count else f"@@ {macro}\n")
        text = run("gcc", "-E", "-P", *HEADERS, "-I", os.path.join(ROOT, "include"), name)
        calls = text.split("@@")[1:]
        # Without casts, parentheses, and OpenSSL's check of a pointer's type.
        calls = [re.sub(r"\(1 \? \((\w+)\) : .*", r"\1)", call) for call in calls]
        results[include] = [re.sub(r"\([\w ]+\*+\)|\(STACK_OF\(\w+\) \*\)|\(struct \w+ \*\)|[()\s]", "", c)
                            for c in calls]
    differ = [pair for pair in zip(macros, *results.values()) if pair[1] != pair[2]]
    assert not differ, f"ours, OpenSSL's: {differ}"


def c_tests(suite, library):
    """The C tests on both libraries; each case counts."""
    run("make", "--no-print-directory", "-C", os.path.join(ROOT, "c-tests"), "-j2", "plain")
    command = [os.path.join(ROOT, "c-tests/run"), "--lib-dir", library, "--sysroot", SYSROOT,
               "--otherwise", os.path.join(HERE, "c-tests.txt")]
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=600)
    for line in result.stdout.splitlines():
        if line.startswith("    ") or "names a case" in line or "not " in line:
            print(line)
    found = re.search(r"^(\d+) passed, (\d+) failed", result.stdout, re.M)
    if not found:
        suite.failed.append("c-tests: " + (result.stdout + result.stderr)[-500:])
        return
    print(f"c-tests: {found[0]}", flush=True)
    suite.passed += int(found[1])
    suite.failed += [f"c-tests case {n + 1}" for n in range(int(found[2]))]


def with_newer_texts():
    """OpenSSL 3.0's traces with the texts of the newer libcrypto."""
    directory = os.path.join(TARGET, "traces")
    for generation in ("3.0", "3.0-alt"):
        source = os.path.join(ORACLE, "golden", generation)
        os.makedirs(os.path.join(directory, "golden", generation), exist_ok=True)
        for name in os.listdir(source):
            with open(os.path.join(source, name), errors="replace") as file:
                text = file.read().replace(":sslv3 alert ", ":ssl/tls alert ")
            with open(os.path.join(directory, "golden", generation, name), "w") as file:
                file.write(text)
    shutil.copy(os.path.join(ORACLE, "scenarios.txt"), directory)
    return directory


def tracer(name, library):
    """A directory in which the oracle finds its tracer, which Debian 13's loader starts."""
    directory = os.path.join(TARGET, "oracle-" + name)
    os.makedirs(directory, exist_ok=True)
    real = os.path.join(TARGET, "trace")
    if not os.path.exists(real):
        run("cc", "-O1", "-Wno-deprecated-declarations", "-pthread", "-Wl,-z,lazy", "-I", ORACLE,
            os.path.join(ORACLE, "trace.c"), "-o", real, "-lssl", "-lcrypto")
    wrapper = os.path.join(directory, "trace-3.0")
    with open(wrapper, "w") as file:
        file.write(f"#!/bin/sh\nexec {' '.join(start(library))} {real} \"$@\"\n")
    os.chmod(wrapper, 0o755)
    return directory


def traces(golden, name, library, *more):
    """(alike, otherwise) of the oracle's traces."""
    command = [os.path.join(ORACLE, "oracle"), "system", "-q", "--golden", golden, "--build",
               tracer(name, library), *more]
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=600)
    found = re.search(r"(\d+) passed, (\d+) failed", result.stdout)
    assert found, (result.stdout + result.stderr)[-2000:]
    return int(found[1]), int(found[2])


def traces_are_those_of_3_0(library):
    """With a newer libcrypto too, connections end as with OpenSSL 3.0, whose behaviour ours has."""
    accepted = os.path.join(ROOT, "c-tests/oracle-differences.txt")
    passed, failed = traces("3.0", "ours", library, "--expect", accepted, "--set",
                            with_newer_texts())
    assert passed > 500 and not failed, f"{passed} passed, {failed} failed"


def main():
    suite = Suite("debian13")
    library = os.path.abspath(sys.argv[1])
    fetched = subprocess.run([os.path.join(HERE, "fetch"), TARGET], capture_output=True, text=True)
    if fetched.returncode != 0:
        print("skipped: " + (fetched.stdout + fetched.stderr).strip())
        suite.passed += 1
        suite.finish()
    suite.test("Debian 13's functions are exported", abi, library)
    suite.test("the newer functions answer as Debian 13's", newer, library)
    orders = [["libssl_rs.h"], ["libssl_rs.h", "openssl/ssl.h"], ["openssl/ssl.h", "libssl_rs.h"]]
    for compiler in COMPILERS:
        for order in orders:
            suite.test(f"{compiler} takes {' and '.join(order)}", header, compiler, order)
    suite.test("the newer macros are OpenSSL's", newer_macros)
    c_tests(suite, library)
    if os.path.isdir(ORACLE):
        suite.test("traces are OpenSSL 3.0's", traces_are_those_of_3_0, library)
        for name, at in (("Debian 13's libssl", None), ("ours", library)):
            alike, otherwise = traces("3.5", "ours" if at else "theirs", at)
            print(f"     traces of OpenSSL 3.5, {name}: {alike} of {alike + otherwise} alike")
    suite.finish()


if __name__ == "__main__":
    main()
