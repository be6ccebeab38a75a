#!/usr/bin/python3
"""Checks how the library is loaded into a process, and its messages there: tests/loading/run.py DIRECTORY

Covers another libssl in the process, the messages of the load hook, and the state after dlclose.
"""

import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "programs"))
from report import Suite  # noqa: E402

SYSTEM = "/usr/lib/x86_64-linux-gnu/libssl.so.3"
DIRECTORY = os.path.abspath(sys.argv[1])
FILE = os.path.join(DIRECTORY, "libssl.so.3")
PRELOAD, PATH = {"LD_PRELOAD": FILE}, {"LD_LIBRARY_PATH": DIRECTORY}
PROFILE = {"LIBSSL_RS_PROFILE": "none"}
SAID = "libssl-rs: LIBSSL_RS_PROFILE=none is none of 3.0, 1.1.1, 1.0.1; 3.0 is in force\n"
AES_GCM = {"LIBSSL_RS_AES_GCM": "none"}


class Programs:
    """The programs of this directory, built."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="libssl-rs-")
        for name, libraries in {"opens": ["-lcrypto"], "plugin": ["-lcrypto"],
                                "says": ["-lssl", "-lcrypto"]}.items():
            subprocess.run(["cc", "-Wall", "-Wextra", "-Werror", "-o", self.path(name),
                            os.path.join(HERE, name + ".c"), *libraries, "-ldl", "-lpthread"],
                           check=True, timeout=60)

    def path(self, name):
        return os.path.join(self.directory, name)

    def run(self, name, *arguments, environment, stderr=subprocess.PIPE, **more):
        result = subprocess.run([self.path(name), *arguments], env=environment, stderr=stderr,
                                stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                                timeout=20, **more)
        assert result.returncode == 0, f"status {result.returncode}: {result.stdout}{result.stderr}"
        return result.stdout.splitlines(), result.stderr


def opened_by_name(name, environment):
    """Only this library is loaded: connections work, and there is no message."""
    out, err = programs.run("opens", name, environment=environment)
    assert os.path.samefile(out[0].removeprefix("opened "), FILE), out
    assert out[1:] == ["its SSL_CTX_new: 1", "its SSL_connect: -1"], out
    assert err == "", err


def opened_by_path():
    """The system's library does not work, because it finds our functions; the user gets a message."""
    out, err = programs.run("opens", SYSTEM, environment=PRELOAD)
    assert out == [f"opened {SYSTEM}", "its SSL_CTX_new: 0, passed invalid argument"], out
    told = f"libssl-rs: {programs.path('opens')} has loaded {SYSTEM} besides {FILE}; "
    assert err.startswith(told) and f"LD_LIBRARY_PATH={DIRECTORY}" in err, err
    assert err.count("\n") == 1, err


def objects_of_another():
    """Objects of a working system library are refused and not changed."""
    out, err = programs.run("opens", SYSTEM, "deep", environment=PRELOAD)
    refused = ["SSL_read: -1", "SSL_up_ref: 0", "SSL_get_rbio: 0", "SSL_new: 0",
               "SSL_CTX_set_cipher_list: 0", "SSL_CTX_up_ref: 0", "SSL_SESSION_get_time: 0",
               "SSL_SESSION_up_ref: 0", "SSL_CIPHER_get_id: 0", "SSL_CTX_new: 0", "SSL_free: 0",
               "SSL_CTX_free: 0", "SSL_SESSION_free: 0"]
    wanted = [f"opened {SYSTEM}", "its SSL_CTX_new: 1", "its SSL_connect: -1"]
    assert out == wanted + [f"{line}, passed invalid argument" for line in refused], out
    assert err.count("\n") == 1, err


def closed(file):
    out, err = programs.run("plugin", file, environment={})
    assert (out, err) == (["closed: 0", "freed"], ""), (out, err)


def message():
    out, err = programs.run("says", environment={**PATH, **PROFILE})
    assert (out, err) == (["made: 1"], SAID), (out, err)


def aes_gcm(name, wrong):
    """The implementation of AES-GCM that a test asks for."""
    out, err = programs.run("says", environment={**PATH, "LIBSSL_RS_AES_GCM": name})
    assert out == ["made: 1"], out
    said = f"libssl-rs: LIBSSL_RS_AES_GCM={name} is neither aws-lc nor ring; "
    assert err.startswith(said) if wrong else err == "", err


def message_lost(prepare):
    """The program does not notice that the message cannot be written."""
    with tempfile.TemporaryDirectory() as directory:
        stderr = prepare(directory)
        try:
            out, _ = programs.run("says", environment={**PATH, **PROFILE}, stderr=stderr)
        finally:
            os.close(stderr)
    assert out == ["made: 1"], out


def full_device(_):
    return os.open("/dev/full", os.O_WRONLY)


def pipe_without_reader(_):
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def full_pipe(directory):
    """A full pipe that is never read; a program that wrote to it would hang."""
    fifo = os.path.join(directory, "pipe")
    os.mkfifo(fifo)
    writer = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
    for block in (4096, 1):
        try:
            while True:
                os.write(writer, b"x" * block)
        except BlockingIOError:
            pass
    os.set_blocking(writer, True)
    return writer


def descriptor_closed():
    out, _ = programs.run("says", environment={**PATH, **PROFILE}, stderr=None,
                          preexec_fn=lambda: os.close(2))
    assert out == ["made: 1"], out


def setuid_program():
    """A program with more rights than its user reads no environment."""
    if os.getuid() != 0:
        return
    directory = tempfile.mkdtemp(prefix="libssl-rs-", dir="/tmp")
    try:
        os.chmod(directory, 0o755)
        shutil.copy(FILE, directory)
        program = os.path.join(directory, "says")
        subprocess.run(["cc", "-o", program, os.path.join(HERE, "says.c"), "-lssl", "-lcrypto",
                        f"-Wl,-rpath,{directory}"], check=True, timeout=60)
        for mode, said in ((0o755, SAID), (0o4755, "")):
            os.chmod(program, mode)
            result = subprocess.run([program], env=PROFILE, capture_output=True, text=True,
                                    timeout=20, user=65534, group=65534, extra_groups=[])
            assert (result.stdout, result.stderr) == ("made: 1\n", said), result
            result = subprocess.run([program], env=AES_GCM, capture_output=True, text=True,
                                    timeout=20, user=65534, group=65534, extra_groups=[])
            assert result.stdout == "made: 1\n" and bool(result.stderr) == bool(said), result
    finally:
        shutil.rmtree(directory)


programs = Programs()
suite = Suite("loading")
try:
    for how, environment in (("LD_PRELOAD", PRELOAD), ("LD_LIBRARY_PATH", PATH)):
        for name in ("libssl.so", "libssl.so.3"):
            suite.test(f"{name} is this library [{how}]", opened_by_name, name, environment)
    suite.test("another library that is opened by its path is told of, and fails", opened_by_path)
    suite.test("objects of another library are refused", objects_of_another)
    for file in (SYSTEM, FILE):
        suite.test(f"objects outlive dlclose [{file}]", closed, file)
    suite.test("a message at load goes to descriptor 2", message)
    for name, wrong in (("aws-lc", False), ("ring", False), ("", False), ("none", True)):
        suite.test(f"AES-GCM by name [{name}]", aes_gcm, name, wrong)
    for prepare in (full_device, pipe_without_reader, full_pipe):
        suite.test(f"a message is lost [{prepare.__name__}]", message_lost, prepare)
    suite.test("a message is lost [descriptor closed]", descriptor_closed)
    suite.test("a setuid program reads no environment", setuid_program)
finally:
    shutil.rmtree(programs.directory)
suite.finish()
