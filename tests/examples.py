#!/usr/bin/python3
"""Checks the examples of docs/CLOSING.md: they are quoted exactly, and true on the system's libssl and on ours.

    tests/examples.py DIRECTORY-OF-libssl.so.3
    tests/examples.py --quote       writes the blocks of the guide anew

Each program ends with 0 if everything that it claims held. It is compiled against OpenSSL's header
and run on the system's libssl, which is the judge, and then on ours; and it is compiled against our
header and run on ours.
"""

import os
import re
import subprocess
import sys
import tempfile
import textwrap

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs"))
from report import Suite  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXAMPLES = os.path.join(ROOT, "examples", "closing")
GUIDE = os.path.join(ROOT, "docs", "CLOSING.md")
COMPILE = ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-g"]
LIBRARIES = ["-lssl", "-lcrypto", "-pthread"]
# In an example:  /* [name] */ … /* [end] */.  In the guide: the marker, then the block.
REGION = re.compile(r"^ */\* \[(?!end\])(\w+)\] \*/\n(.*?)^ */\* \[end\] \*/\n", re.M | re.S)
MARKER = r"<!-- (\S+\.c): (\w+) -->\n"
BLOCK = re.compile(r"(?:" + MARKER + r")?^```c\n(.*?)^```$", re.M | re.S)


def read(*path):
    with open(os.path.join(*path)) as file:
        return file.read()


def programs():
    return sorted(name[:-2] for name in os.listdir(EXAMPLES)
                  if name.endswith(".c") and name != "pair.c")


def regions():
    """The marked regions of all examples, without their common indentation."""
    found = {}
    for name in programs():
        for region, text in REGION.findall(read(EXAMPLES, name + ".c")):
            found[(f"{name}.c", region)] = textwrap.dedent(text)
    return found


def misquoted(guide, sources):
    """The errors in the guide's code blocks."""
    wrong, quoted = [], set()
    for file, region, text in BLOCK.findall(guide):
        name = (os.path.basename(file), region)
        if not file:
            wrong.append("a block without a marker:\n" + text)
        elif name not in sources or file != "examples/closing/" + name[0]:
            wrong.append(f"{file} has no region {region}")
        elif text != sources[name]:
            wrong.append(f"{file}: {region} is quoted as\n{text}but it is\n{sources[name]}")
        quoted.add(name)
    return wrong + [f"not quoted: {name}" for name in sources if name not in quoted]


def quotations():
    wrong = misquoted(read(GUIDE), regions())
    assert not wrong, "\n".join(wrong)


def misquotations_are_found():
    guide, sources = read(GUIDE), regions()
    line = next(iter(sources.values())).splitlines()[0]
    assert misquoted(guide.replace(line, line + " "), sources)
    assert misquoted(re.sub(MARKER, "", guide, count=1), sources)
    assert misquoted(guide, {**sources, ("new.c", "new"): "x\n"})


def mentions():
    missing = [name for name in programs() if name + ".c" not in read(GUIDE)]
    assert not missing, f"the guide does not mention {missing}"


def documents():
    """The files that the documents name exist, and the architecture names every module."""
    for name in ("README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/CLOSING.md"):
        text = read(ROOT, name)
        paths = re.findall(r"`((?:src|tests|c-tests|examples|docs|abi|scripts|include)/[\w./-]+)`", text)
        paths += [os.path.join(os.path.dirname(name), link)
                  for link in re.findall(r"\]\(([\w./-]+)\)", text)]
        missing = [path for path in paths if not os.path.exists(os.path.join(ROOT, path))]
        assert not missing, f"{name} names what is not there: {missing}"
        headings = {re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
                    for line in text.splitlines() if line.startswith("#")}
        lost = set(re.findall(r"\]\(#([^)]*)\)", text)) - headings
        assert not lost, f"{name} refers to chapters that it has not: {lost}"
    text = read(ROOT, "docs/ARCHITECTURE.md")
    unnamed = [entry.name for entry in os.scandir(os.path.join(ROOT, "src"))
               if entry.is_dir() and f"`src/{entry.name}`" not in text]
    assert not unnamed, f"docs/ARCHITECTURE.md does not name {unnamed}"


def formatted():
    names = [os.path.join(EXAMPLES, name) for name in os.listdir(EXAMPLES)]
    run("clang-format", "--dry-run", "-Werror", *names)


def quote():
    """Puts the marked regions into the guide's blocks."""
    sources = regions()

    def block(found):
        file, region = found.group(1), found.group(2)
        return f"<!-- {file}: {region} -->\n```c\n{sources[os.path.basename(file), region]}```"

    guide = BLOCK.sub(block, read(GUIDE))
    with open(GUIDE, "w") as out:
        out.write(guide)


def run(*command, **environment):
    result = subprocess.run(command, capture_output=True, text=True, timeout=60,
                            env={**os.environ, **environment})
    assert result.returncode == 0, \
        f"{' '.join(command)}: {result.returncode}\n{result.stdout}{result.stderr}"
    return result.stdout


def build(name, out, *options):
    run(*COMPILE, *options, os.path.join(EXAMPLES, name + ".c"), os.path.join(EXAMPLES, "pair.c"),
        "-o", out, *LIBRARIES)


def libssl_of(program, **environment):
    return re.search(r"libssl\.so\.3 => (\S+)", run("ldd", program, **environment)).group(1)


def on_system(program):
    assert libssl_of(program).startswith(("/lib/", "/usr/lib/")), libssl_of(program)
    run(program)


def on_ours(program, library):
    loaded = libssl_of(program, LD_LIBRARY_PATH=library)
    assert loaded == os.path.join(library, "libssl.so.3"), loaded
    run(program, LD_LIBRARY_PATH=library)


def main():
    os.environ.pop("LD_LIBRARY_PATH", None)
    os.environ.pop("LD_PRELOAD", None)
    if sys.argv[1] == "--quote":
        return quote()
    library = os.path.abspath(sys.argv[1])
    suite = Suite("examples")
    suite.test("quotations", quotations)
    suite.test("misquotations are found", misquotations_are_found)
    suite.test("every example is mentioned", mentions)
    suite.test("documents", documents)
    suite.test("format", formatted)
    with tempfile.TemporaryDirectory() as directory:
        for name in programs():
            theirs, ours = (os.path.join(directory, name + suffix) for suffix in ("", "-libssl_rs"))
            if not suite.test(f"{name}: compiles", build, name, theirs):
                continue
            if not suite.test(f"{name}: on the system's libssl", on_system, theirs):
                continue
            suite.test(f"{name}: on ours", on_ours, theirs, library)
            if suite.test(f"{name}: compiles with our header", build, name, ours,
                          "-DUSE_LIBSSL_RS_HEADER", "-I", os.path.join(ROOT, "include")):
                suite.test(f"{name}: with our header, on ours", on_ours, ours, library)
    suite.finish()


if __name__ == "__main__":
    main()
