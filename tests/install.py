#!/usr/bin/python3
"""Checks `make install`: the installed files, and a program that is built with pkg-config and runs.

    tests/install.py DIRECTORY-OF-libssl.so.3
"""

import filecmp
import os
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs"))
from report import Suite  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = r"""
#include <libssl_rs.h>

int main(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    int ok = ctx != NULL && SSL_CTX_get_quiet_shutdown(ctx) == 0;

    SSL_CTX_free(ctx);
    return ok ? 0 : 1;
}
"""


def run(*command, **environment):
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1200,
                            env={**os.environ, **environment})
    assert result.returncode == 0, " ".join(command) + "\n" + result.stdout + result.stderr
    return result.stdout


def destdir(directory, library):
    run("make", "install", "PREFIX=/opt/tls", f"DESTDIR={directory}")
    found = sorted(os.path.relpath(os.path.join(where, name), directory)
                   for where, _, names in os.walk(directory) for name in names)
    assert found == ["opt/tls/include/libssl_rs.h", "opt/tls/lib/libssl.so",
                     "opt/tls/lib/libssl.so.3", "opt/tls/lib/libssl.so.3.debug",
                     "opt/tls/lib/pkgconfig/libssl-rs.pc"], found
    installed = os.path.join(directory, "opt/tls/lib")
    assert os.readlink(os.path.join(installed, "libssl.so")) == "libssl.so.3"
    for name in ("libssl.so.3", "libssl.so.3.debug"):
        assert filecmp.cmp(os.path.join(installed, name), os.path.join(library, name),
                           shallow=False), name
    with open(os.path.join(installed, "pkgconfig/libssl-rs.pc")) as file:
        assert "prefix=/opt/tls\n" in file.read()


def pkg_config(directory, _library):
    """The library is found, compiled against, linked and loaded by the names that a C programmer uses."""
    prefix = os.path.join(directory, "prefix")
    run("make", "install", f"PREFIX={prefix}")
    flags = run("pkg-config", "--cflags", "--libs", "libssl-rs",
                PKG_CONFIG_PATH=prefix + "/lib/pkgconfig").split()
    source, program = os.path.join(directory, "program.c"), os.path.join(directory, "program")
    with open(source, "w") as file:
        file.write(PROGRAM)
    run("cc", "-Wall", "-Werror", source, "-o", program, *flags, f"-Wl,-rpath,{prefix}/lib")
    assert prefix + "/lib/libssl.so.3" in run("ldd", program)
    run(program)


def debug_information(directory, _library):
    """The library has none, but the file beside it does. Debuggers find that file by its name and checksum,
    which are in the library.
    """
    prefix = os.path.join(directory, "prefix")
    run("make", "install", f"PREFIX={prefix}")
    stripped, debug = (os.path.join(prefix, "lib", name)
                       for name in ("libssl.so.3", "libssl.so.3.debug"))
    assert ".debug_info" not in run("readelf", "-SW", stripped)
    assert ".debug_info" in run("readelf", "-SW", debug)
    link = os.path.join(directory, "link")
    run("objcopy", "-O", "binary", "--only-section=.gnu_debuglink",
        "--set-section-flags", ".gnu_debuglink=alloc", stripped, link)
    with open(link, "rb") as file, open(debug, "rb") as information:
        name, checksum = file.read()[:-4].rstrip(b"\0"), zlib.crc32(information.read())
        file.seek(-4, os.SEEK_END)
        assert name == b"libssl.so.3.debug", name
        assert int.from_bytes(file.read(), sys.byteorder) == checksum


def no_folder(_directory, library):
    """The library does not contain the folder that it was built in, so a build in another folder has the same
    bits.
    """
    cargo = os.environ.get("CARGO_HOME") or os.path.expanduser("~/.cargo")
    for name in ("libssl.so.3", "libssl.so.3.debug"):
        with open(os.path.join(library, name), "rb") as file:
            bits = file.read()
        for folder in (ROOT, cargo):
            at = bits.find(folder.encode() + b"/")
            assert at < 0, f"{name}: {bits[at:at + 100]!r}"
        assert b"/usr/src/libssl-rs" in bits or name == "libssl.so.3", "no paths at all?"


def main():
    suite = Suite("install")
    library = os.path.abspath(sys.argv[1])
    for name, test in (("install under DESTDIR", destdir), ("a program by pkg-config", pkg_config),
                       ("debug information", debug_information), ("no folder's name", no_folder)):
        with tempfile.TemporaryDirectory() as directory:
            suite.test(name, test, directory, library)
    suite.finish()


if __name__ == "__main__":
    main()
