"""Measures a handshake at each end: instructions, allocations, stack."""
import os
import re
import subprocess

ROUNDS = 10  # of benches/costs.c

PARTS = [(f"{kind}, TLS {version}, {key_title}, {role}", kind, role, version, key)
         for version in ("1.3", "1.2")
         for kind, key, key_title in (("full", "p256", "P-256"), ("full", "rsa", "RSA-2048"),
                                      ("resumed", "p256", "P-256"))
         for role in ("client", "server")]


def run(program, part, library, scratch, prefix=()):
    environment = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "LD_LIBRARY_PATH")}
    if library:
        environment["LD_LIBRARY_PATH"] = str(library)
    kind, role, version, key = part
    return subprocess.run([*prefix, program, kind, role, scratch, version, key], env=environment,
                          check=True, capture_output=True, text=True).stdout


def measure(program, part, library, scratch):
    """(instructions, allocations, bytes, stack) of one end's part of a handshake."""
    out = scratch / "callgrind.out"
    run(program, part, library, scratch, prefix=(
        "valgrind", "-q", "--tool=callgrind", "--collect-atstart=no",
        f"--callgrind-out-file={out}"))
    total = re.search(r"^(?:totals|summary): (\d+)", out.read_text(), re.M)
    return int(total[1]) // ROUNDS, *map(int, run(program, part, library, scratch).split())


def table(program, libraries, scratch):
    columns = [f"{what}, {name}" for what in ("instructions", "allocations", "bytes asked for",
                                              "bytes of stack")
               for name, _ in libraries[:2]]
    lines = ["| of | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 1) + "|"]
    for title, *part in PARTS:
        figures = [measure(program, part, library, scratch) for _, library in libraries[:2]]
        cells = [f"{of_one:,}" for both in zip(*figures) for of_one in both]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
