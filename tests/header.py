#!/usr/bin/python3
"""Checks include/libssl_rs.h: it is current, compiles everywhere, agrees with OpenSSL's headers, and links.

    tests/header.py [DIRECTORY OF libssl.so]
"""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs"))
from report import Suite  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INCLUDE = os.path.join(ROOT, "include")
HEADER = os.path.join(INCLUDE, "libssl_rs.h")
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-pedantic"]
OURS = "#include <libssl_rs.h>\n"
THEIRS = "#include <openssl/ssl.h>\n"
NEWER = "#define LIBSSL_RS_NEWER\n"
ORDERS = {"alone": OURS, "before ssl.h": OURS + THEIRS, "after ssl.h": THEIRS + OURS,
          "with newer functions": NEWER + OURS, "with newer functions, before ssl.h": NEWER + OURS + THEIRS,
          "with newer functions, after ssl.h": NEWER + THEIRS + OURS}
COMPILERS = ["gcc -std=c99", "gcc -std=c11", "g++ -std=c++17"]
if subprocess.run(["which", "clang"], capture_output=True).returncode == 0:
    COMPILERS += ["clang -std=c99", "clang -std=c11", "clang++ -std=c++17"]
# The enumerations that only <openssl/ssl.h> may define.
LEFT_OUT = re.compile(r"TLS_ST_|SSL_CT_VALIDATION_")


def run(*command, **more):
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, **more)
    assert result.returncode == 0, " ".join(command) + "\n" + (result.stdout + result.stderr)[:2000]
    return result.stdout


def current():
    run("cargo", "run", "-q", "--locked", "-p", "libssl-rs-tools", "--", "header", "--check",
        cwd=ROOT)


def compiles(directory, compiler, order):
    words = compiler.split()
    name = os.path.join(directory, "header." + ("cc" if "++" in words[0] else "c"))
    with open(name, "w") as file:
        file.write(ORDERS[order] + "int main(void) { return 0; }\n")
    run(*words, *WARNINGS, "-I", INCLUDE, "-c", name, "-o", name + ".o")


def rejects(directory):
    """The comparison with ssl.h works: a wrong signature does not compile."""
    name = os.path.join(directory, "wrong.c")
    with open(name, "w") as file:
        file.write(OURS + THEIRS + "long SSL_shutdown(const SSL *);\nint main(void) { return 0; }\n")
    result = subprocess.run(["gcc", *WARNINGS, "-I", INCLUDE, "-c", name, "-o", name + ".o"],
                            capture_output=True, text=True)
    assert result.returncode != 0 and "conflicting types" in result.stderr, result.stderr


def defined():
    with open(HEADER) as file:
        text = file.read().split("/* Since OpenSSL")[0]
    constants = re.findall(r"^# *ifndef (\w+)\n#define \1 ", text, re.M)
    macros = re.findall(r"^#define (?!LIBSSL_RS_)(\w+)\(([^)]*)\)", text, re.M)
    return constants, macros


def values(directory):
    """Every constant has the value that OpenSSL's headers give it."""
    constants, _ = defined()
    assert len(constants) > 400, f"only {len(constants)} constants found"
    printed = {}
    for name, include in (("ours", OURS), ("theirs", THEIRS)):
        source = os.path.join(directory, name + ".c")
        with open(source, "w") as file:
            file.write(include + "#include <stdio.h>\nint main(void) {\n")
            for constant in constants:
                file.write(f'    printf("{constant} %lld\\n", (long long)({constant}));\n')
            file.write("}\n")
        run("gcc", "-I", INCLUDE, source, "-o", source + ".out")
        printed[name] = run(source + ".out").splitlines()
    differ = [f"{a} / {b}" for a, b in zip(printed["ours"], printed["theirs"]) if a != b]
    assert not differ, "ours / OpenSSL's:\n" + "\n".join(differ)


def normal(text):
    """An expansion without what does not matter: casts, parentheses, spelling of numbers."""
    text = re.sub(r"\(\s*(void|char|int|unsigned char|uint64_t)\s*\**\s*\)(?=\s*[\w(])", "", text)
    text = re.sub(r"\(\s*void\s*\(\s*\*\s*\)\s*\(\s*void\s*\)\s*\)", "", text)
    text = re.sub(r"\b(0[xX][0-9a-fA-F]+|\d+)[uUlL]*\b", lambda m: str(int(m[1], 0)), text)
    return re.sub(r"[\s()]", "", text)


def expansions(directory):
    """Every macro with arguments becomes the same call as OpenSSL's."""
    _, macros = defined()
    assert len(macros) > 150, f"only {len(macros)} macros found"
    results = {}
    for name, include in (("ours", OURS), ("theirs", THEIRS)):
        source = os.path.join(directory, name + "_macros.c")
        with open(source, "w") as file:
            file.write(include)
            for macro, parameters in macros:
                count = len([p for p in parameters.split(",") if p.strip()])
                arguments = ", ".join(f"a{i}" for i in range(count))
                file.write(f"@@ {macro} {macro}({arguments})\n")
        text = run("gcc", "-E", "-P", "-I", INCLUDE, source)
        parts = text.split("@@")[1:]
        # The name itself comes first; an object-like alias of it may have been expanded too.
        results[name] = [normal(part.split(None, 1)[1]) for part in parts]
    differ = [f"{m[0]}: {a} / {b}" for m, a, b in zip(macros, results["ours"], results["theirs"])
              if a != b]
    assert not differ, "ours / OpenSSL's:\n" + "\n".join(differ)


def complete():
    """Every function of the library is declared; C++ cannot declare one of them."""
    names = []
    for symbols in ("abi/libssl3.symbols", "abi/libssl3-newer.symbols"):
        with open(os.path.join(ROOT, symbols)) as file:
            names += [line.split()[-1] for line in file if line.strip()]
    with open(HEADER) as file:
        text = file.read().split("\n#ifdef __cplusplus\n}")[0]  # what follows are macros
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    missing = [n for n in names if not re.search(rf"\b{n}\(", text)]
    assert not missing, f"{len(missing)} of {len(names)} not declared: " + " ".join(missing)


CPP = OURS + r"""
#include <cstdio>
#include <memory>

int main()
{
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> ctx(SSL_CTX_new(TLS_method()), SSL_CTX_free);
    if (!ctx || !SSL_CTX_set_min_proto_version(ctx.get(), TLS1_2_VERSION))
        return 1;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(ctx.get()), SSL_free);
    if (!ssl)
        return 2;
    SSL_set_shutdown(ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    if (SSL_get_shutdown(ssl.get()) != 3)
        return 3;
    const STACK_OF(SSL_CIPHER) *ciphers = SSL_get_ciphers(ssl.get());
    if (sk_SSL_CIPHER_num(ciphers) < 1)
        return 4;
    std::printf("%s\n", SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, 0)));
    return 0;
}
"""


def cpp(directory, library):
    """A C++ program that includes the header alone, linked with -lssl, runs on our library."""
    source = os.path.join(directory, "program.cc")
    program = os.path.join(directory, "program")
    with open(source, "w") as file:
        file.write(CPP)
    run("g++", "-std=c++17", *WARNINGS, "-I", INCLUDE, source, "-o", program, "-L", library,
        "-lssl", "-lcrypto")
    loaded = run("ldd", program, env={"LD_LIBRARY_PATH": library, "PATH": os.environ["PATH"]})
    assert os.path.join(library, "libssl.so.3") in loaded, loaded
    out = run(program, env={"LD_LIBRARY_PATH": library})
    assert out.startswith("TLS_"), out


def main():
    suite = Suite("header")
    library = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as directory:
        suite.test("the header is what the source generates", current)
        for compiler in COMPILERS:
            for order in ORDERS:
                suite.test(f"compiles {order}, {compiler}", compiles, directory, compiler, order)
        suite.test("a wrong signature is noticed", rejects, directory)
        suite.test("constants have OpenSSL's values", values, directory)
        suite.test("macros expand to OpenSSL's calls", expansions, directory)
        suite.test("all functions are declared", complete)
        if library:
            suite.test("a C++ program runs", cpp, directory, library)
    suite.finish()


if __name__ == "__main__":
    main()
