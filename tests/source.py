#!/usr/bin/python3
"""Checks the rules of the source that the compiler does not check.

    tests/source.py

- `unsafe` stands in its places only;
- a number of the protocol is a literal in crates/tls/src/registry only, but for tests and OpenSSL's constants;
- the table of files in a mod.rs, or in the lib.rs of a crate below, matches the folder;
- a module of src imports what stands below it only, and the modules of a crate below import one another in no circle;
- the clocks are read in their places only;
- what the lower crates make public is used, not only by tests;
- no constant is defined in two places, nor under two names if it is OpenSSL's.

What doesn't hold yet is listed here, and a list that is too long is an error too.
"""

import collections
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "programs"))
from report import Suite  # noqa: E402

ROOT = os.path.dirname(HERE)

# Folders whose business unsafe is: libcrypto, the pointers of C, and callbacks of the program.
UNSAFE_FOLDERS = ("crates/crypto/", "crates/entry/", "src/abi/", "src/bio_ssl/", "src/conf/",
                  "src/connection/", "src/context/", "src/session/")
UNSAFE_FILES = {
    # Thread-local references, as long as rustls runs.
    "src/handshake/current.rs", "src/handshake/restore.rs", "src/handshake/verifier.rs",
    # No block: the types of C functions.
    "src/callbacks.rs",
    "src/load.rs", "src/memory.rs", "src/objects.rs", "src/other_libssl.rs",
    "src/stderr.rs", "src/unwind.rs",
}

# Literals that look like a number of the protocol: file, literal, and what it is instead.
NOT_OF_THE_PROTOCOL = {
    ("crates/crypto/src/aead/builtin.rs", "16"): "length of a key",
    ("crates/crypto/src/aead/builtin.rs", "32"): "length of a key",
    ("crates/crypto/src/bio.rs", "0x0100"): "BIO_TYPE_DESCRIPTOR",
    ("crates/crypto/src/bio.rs", "0x0200"): "BIO_TYPE_FILTER",
    ("crates/crypto/src/bio.rs", "0x0400"): "BIO_TYPE_SOURCE_SINK",
    ("crates/crypto/src/x509_cert.rs", "0x2000"): "EXFLAG_SS",
    ("crates/tls/src/exchange/dhe.rs", "112"): "bits of security",
    ("crates/tls/src/exchange/dhe.rs", "128"): "bits of security",
    ("crates/tls/src/exchange/dhe.rs", "152"): "bits of security",
    ("crates/tls/src/exchange/dhe.rs", "192"): "bits of security",
    ("src/abi/contexts/conf.rs", "2"): "what SSL_CONF_cmd returns",
    ("src/abi/records/buffers.rs", "4"): "codes of max_fragment_length",
    ("src/connection/configuration.rs", "2"): "number of pipelines",
    ("src/handshake/hello_checks.rs", "4"): "codes of max_fragment_length",
    ("src/handshake/unprotected.rs", "0x03ff"): "a version that is not on the wire, between us and rustls",
    ("src/session/asn1.rs", "0x7f"): "length in DER",
    ("src/session/der.rs", "0x80"): "length in DER",
    ("src/session/der.rs", "0xff"): "sign of an integer in DER",
    ("src/session/ticket.rs", "0xff00"): "length of a session",
    ("src/unwind.rs", "1"): "version of the unwinder's interface",
}

# Constants that stand in several files still.
CONSTANTS = {
    # Words, not numbers that mean something elsewhere.
    "KEPT",
    "DOWNGRADE_TO_TLS12", "NAMED_CURVE", "OCSP",
}

# Constants that have name and value of one of OpenSSL's by chance, or where crates/tls can't see it: file and name.
NOT_OPENSSL = {
    ("crates/crypto/src/err.rs", "LOAD_SSL_STRINGS"): "libcrypto's too, which knows nothing of TLS",
    ("crates/tls/src/choose/mod.rs", "COMPRESSION"): "an operation among others of SecurityOp",
    ("crates/tls/src/choose/mod.rs", "TICKET"): "an operation among others of SecurityOp",
    ("crates/tls/src/choose/mod.rs", "VERSION"): "an operation among others of SecurityOp",
    ("crates/tls/src/error/verdict.rs", "NONE"): "many are called so",
    ("crates/tls/src/error/verdict.rs", "SSL"): "all are called so",
    ("crates/tls/src/extension/table.rs", "TLS_ONLY"): "a bit among others of Context",
    ("crates/tls/src/message/mod.rs", "LEN"): "length of a message's header",
    ("crates/tls/src/message/mod.rs", "MAX_SESSION_ID_LEN"): "RFC 8446's; OpenSSL's is for its own sessions",
    ("crates/tls/src/registry/algorithm.rs", "MD5"): "a bit of a set",
    ("crates/tls/src/registry/algorithm.rs", "RSA"): "a bit of a set",
    ("crates/tls/src/schedule/secret.rs", "MAX_LEN"): "the longest hash",
    ("src/session/asn1.rs", "EXTENDED_MASTER_SECRET"): "a flag in a session's encoding",
}

# An integer, and how code uses one that is a number of the protocol. Versions, suites, groups, schemes and
# extensions are written with four hexadecimal digits; message types, content types and alerts stand in patterns, are
# compared, or are put into the registry's types and into what is called after them.
INTEGER = r"(?<![\w.])(?:0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)(?:[ui](?:8|16|32|64|size))?(?![\w.]*[\w\"])"
NOUN = r"\w*(?:version|suite|group|scheme|extension|alert|content_type|message_type|description|kind)s?"
NEWTYPE = (r"(?:ProtocolVersion|ContentType(?:::from|::Other)?|HandshakeType|AlertDescription|AlertLevel|CipherSuite|"
           r"NamedGroup|SignatureScheme|ExtensionType|HandshakeState)")
COMPARED = r"(?:[=!]=|[<>]=?)"
NUMBERS = [re.compile(pattern) for pattern in (
    r"(\b0[xX](?:_*[0-9a-fA-F]){4}(?:u16|u32|i32)?\b)",
    rf"\b{NEWTYPE}\(({INTEGER})\)",
    rf"\b{NOUN}(?:\.\w+(?:\(\))?)*\s*{COMPARED}\s*({INTEGER})",
    rf"({INTEGER})\s*{COMPARED}\s*[&*]?(?:\w+(?:\(\))?\.)*{NOUN}\b",
    rf"\b{NOUN}\(&?({INTEGER})",
    rf"\b{NOUN}: ({INTEGER})",
    rf"\b(?:message|record|header)\[0\]\s*{COMPARED}\s*({INTEGER})",
    rf"\.contains\(&({INTEGER})\)",
)]
PATTERN = re.compile(r"^\s*(\S.*?)(?: if .*)?=>", re.M)
CONSTANT = re.compile(r"\s*(?:pub(?:\([a-z]+\))? )?const (\w+): [^=]+ = ([^;]+);")
ROW = re.compile(r"//! \| (`[^|]*`) \|")

# All modules of src, from the top down: each imports what stands after it, so no two import one another.
FLOORS = ("bio_ssl", "conf", "abi", "load", "connection", "context", "session", "handshake",
          "callbacks", "unwind", "objects", "other_libssl", "locked", "stderr", "memory", "constants")
UPWARDS = {
    # bio_ssl and conf are built on entry points; abi has the entry points of both.
    ("abi", "bio_ssl"), ("abi", "conf"),
}

# Who reads a clock: the time of day, and the one that measures a round trip.
CLOCK = re.compile(r"SystemTime|UnixTime::now|Instant::now|gettime|\btime\(")
CLOCKS = {"crates/crypto/src/clock.rs", "src/connection/handshake.rs"}

# The handshake engine, which rustls stands for until it is complete. This goes when it is switched on.
ENGINE = tuple(f"crates/tls/src/{part}" for part in (
    "both/", "choose/", "client/", "config.rs", "exchange/", "extension/", "facts.rs", "link.rs", "machine/",
    "message/", "schedule/", "server/", "session.rs"))
# What is there for the engine.
FOR_ENGINE = ("crates/tls/src/codec/", "crates/tls/src/record/secret.rs")

# Tables, of which no program uses all rows.
TABLES = ("crates/crypto/src/reasons.rs", "crates/tls/src/error/reason.rs", "crates/tls/src/registry/")

# What only tests and benchmarks use of the lower crates.
FOR_TESTS = {
    # Tests of crates/tls, which has no unsafe, make libraries and keys with them.
    "with_query", "generate_rsa_for_test",
}

PUBLIC = re.compile(r"\bpub (?:const |unsafe |safe )*(?:fn|const|static) (\w+)")
TAKEN = re.compile(r"\b(?:types|constants)! \{([^}]*)\}")


def sources(folder):
    """Path and code of each file, without its tests and comments."""
    for directory, _, names in os.walk(os.path.join(ROOT, folder)):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(directory, name), ROOT)
            if name.endswith(".rs") and name != "tests.rs" and "/tests/" not in path:
                with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                    text = file.read()
                code = re.sub(r"\n#\[cfg\(test\)\]\nmod tests \{.*", "", text, flags=re.S)
                code = re.sub(r"(?ms)^( *)#\[cfg\(test\)\]\n(?:[^\n]*;\n|.*?^\1\}\n)", "", code)
                yield path, re.sub(r"//.*", "", code)


FILES = dict(pair for folder in ("src", "crates") for pair in sources(folder))


def unsafe_in_its_places():
    found = {path for path, code in FILES.items() if re.search(r"\bunsafe (\{|fn|impl|extern|trait)", code)}
    found = {path for path in found if not path.startswith(UNSAFE_FOLDERS)}
    assert found == UNSAFE_FILES, f"unsafe: {sorted(found ^ UNSAFE_FILES)}"
    with open(os.path.join(ROOT, "crates/tls/src/lib.rs"), encoding="utf-8") as file:
        assert "#![forbid(unsafe_code)]" in file.read(), "crates/tls does not forbid unsafe"


def numbers(code):
    """The literals in code that look like numbers of the protocol."""
    code = re.sub(r"""(?:"(?:[^"\\]|\\.)*"|b'[^']*')""", "TEXT", code)
    for number in NUMBERS:
        for match in number.finditer(code):
            if int(re.sub(r"[ui](8|16|32|64|size)$", "", match.group(1)), 0) or "x" in match.group(1).lower():
                yield match.group(1)
    for pattern in PATTERN.finditer(code):
        for literal in re.findall(INTEGER, pattern.group(1)):
            # 0 and 1 count things.
            if int(re.sub(r"[ui](8|16|32|64|size)$", "", literal), 0) > 1:
                yield literal


def numbers_in_the_registry():
    found = {(path, literal) for path, code in FILES.items()
             if "/registry/" not in path and path != "src/constants.rs" for literal in numbers(code)}
    assert found == set(NOT_OF_THE_PROTOCOL), \
        f"numbers of the protocol, or not there any more: {sorted(found ^ set(NOT_OF_THE_PROTOCOL))}"


def tables_match_their_folders():
    for path in FILES:
        folder, name = os.path.split(path)
        # src/handshake goes with rustls; the table of src is docs/ARCHITECTURE.md's.
        if name not in ("mod.rs", "lib.rs") or path in ("src/handshake/mod.rs", "src/lib.rs", "crates/entry/src/lib.rs"):
            continue
        entries = {entry.removesuffix(".rs") for entry in os.listdir(os.path.join(ROOT, folder))}
        entries -= {"mod", "lib", "tests"}
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            rows = {word for row in map(ROW.match, file) if row for word in re.findall(r"`(\w+)`", row.group(1))}
        assert rows == entries, f"{path}: its table and its folder differ in {sorted(rows ^ entries)}"


def modules_import_downwards():
    modules = {name.removesuffix(".rs") for name in os.listdir(os.path.join(ROOT, "src"))} - {"lib"}
    assert modules == set(FLOORS), f"FLOORS and src differ: {sorted(modules ^ set(FLOORS))}"
    found = set()
    for path, code in FILES.items():
        if path.startswith("src/") and path != "src/lib.rs":
            module = path.split("/")[1].removesuffix(".rs")
            assert not re.search(r"\bcrate::[{*]", code), f"{path}: an import of several modules in one line"
            used = set(re.findall(r"\bcrate::(\w+)", code)) & modules
            found |= {(module, other) for other in used if FLOORS.index(other) < FLOORS.index(module)}
    assert found == UPWARDS, f"imports that go up: {sorted(found ^ UPWARDS)}"


def lower_crates_have_no_circles():
    """Takes away modules that import none of those that are left, until only circles are left."""
    for crate in ("crates/crypto/src/", "crates/tls/src/"):
        imports = collections.defaultdict(set)
        for path, code in FILES.items():
            if path.startswith(crate) and not path.startswith(ENGINE):
                module, _, inner = path.removeprefix(crate).removesuffix(".rs").partition("/")
                # In a file of the crate's own folder `super` is the crate.
                roots = "crate" if inner else "crate|super"
                assert not re.search(rf"\b(?:{roots})::\*", code), f"{path}: an import of all modules"
                for one, several in re.findall(rf"\b(?:{roots})::(?:(\w+)|\{{([^;]*)\}};)", code):
                    imports[module] |= {one, *re.findall(r"\w+", several)}
        left = {module: used - {module} for module, used in imports.items() if module != "lib"}
        while leaves := {module for module, used in left.items() if not used & left.keys()}:
            left = {module: used for module, used in left.items() if module not in leaves}
        assert not left, f"{crate}: circles, or what imports from them: {sorted(left)}"


def clocks_are_read_in_their_places():
    found = {path for path, code in FILES.items() if CLOCK.search(code)}
    assert found == CLOCKS, f"clocks: {sorted(found ^ CLOCKS)}"


def lower_crates_have_no_dead_code():
    """Compares only names: a function whose name occurs elsewhere counts as used."""
    words = collections.Counter(word for code in FILES.values() for word in re.findall(r"\w+", code))
    public = collections.Counter()
    for path, code in FILES.items():
        if path.startswith(("crates/crypto/", "crates/tls/")) and not path.startswith(ENGINE + FOR_ENGINE + TABLES):
            public.update(PUBLIC.findall(code))
            public.update(name for taken in TAKEN.findall(code) for name in re.findall(r"\w+", taken))
    found = {name for name, times in public.items() if words[name] == times}
    assert found == FOR_TESTS, f"public and not used: {sorted(found ^ FOR_TESTS)}"


def constants_stand_once():
    places = collections.defaultdict(set)
    for path, code in FILES.items():
        for line in code.splitlines():
            constant = CONSTANT.match(line)
            if constant:
                places[constant.groups()].add(path)
    found = {name for (name, _), paths in places.items() if len(paths) > 1}
    assert found == CONSTANTS, f"defined in two places, or not any more: {sorted(found ^ CONSTANTS)}"


def words(name):
    """The words of a constant's name, without OpenSSL's different spellings of one."""
    return [{"LENGTH": "LEN", "TLSEXT": "", "SSL3": "SSL"}.get(word, word) for word in name.upper().split("_")]


def openssl_constants_stand_once():
    """A constant that says part of the name of one of OpenSSL's and has its value is that one."""
    openssl = [(words(name), int(value.replace("_", ""), 0)) for name, value in
               re.findall(r"pub const (\w+): \w+ = ((?:0x)?[0-9a-f_]+);", FILES["src/constants.rs"])]
    found = set()
    for path, code in FILES.items():
        for name, value in re.findall(r"\bconst (\w+): [^=]+ = (?:\w+\()?((?:0x)?[0-9a-f_]+)\)?;", code):
            if path == "src/constants.rs":
                continue
            for known, number in openssl:
                rest = iter(known)
                if int(value.replace("_", ""), 0) == number and all(word in rest for word in words(name)):
                    found.add((path, name))
    assert found == set(NOT_OPENSSL), f"OpenSSL's constants: {sorted(found ^ set(NOT_OPENSSL))}"



suite = Suite("source")
for check in (unsafe_in_its_places, numbers_in_the_registry, tables_match_their_folders,
              modules_import_downwards, lower_crates_have_no_circles, clocks_are_read_in_their_places,
              lower_crates_have_no_dead_code, constants_stand_once, openssl_constants_stand_once):
    suite.test(check.__name__.replace("_", " "), check)
suite.finish()
