"""The common parts of the suites with real programs: certificates, the three ways to load libssl, children.

A case is a function of a `Library`. It runs on the system's libssl first, which proves the case itself, then
on ours under LD_LIBRARY_PATH and under LD_PRELOAD. It may return facts (negotiated values, texts, how the
connection ended), which must be equal on all three.
"""

import contextlib
import os
import queue
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

TIMEOUT = 30
PYTHON = "/usr/bin/python3"


class Library:
    """One way to give a program its libssl."""

    def __init__(self, name, directory=None, variable=None):
        self.name = name
        self.directory = directory
        self.file = os.path.join(directory, "libssl.so.3") if directory else None
        self.variable = variable
        self.children = []

    def environment(self):
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}
        if "TMPDIR" in os.environ:
            env["TMPDIR"] = os.environ["TMPDIR"]
        if self.variable == "LD_PRELOAD":
            env["LD_PRELOAD"] = self.file
        elif self.variable:
            env[self.variable] = self.directory
        return env

    def check_maps(self, pid):
        """Our library is in the process and the system's libssl is not, or the other way round."""
        with open(f"/proc/{pid}/maps") as file:
            paths = {line.split(None, 5)[5].strip() for line in file if "libssl" in line}
        ours = {p for p in paths if self.file and os.path.samefile(p, self.file)}
        assert paths, f"no libssl in process {pid}"
        if self.file:
            assert ours and paths == ours, f"loaded: {sorted(paths)}, expected {self.file}"
        return sorted(paths)

    def start(self, command, **more):
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.PIPE)
        more.setdefault("stdin", subprocess.DEVNULL)
        child = subprocess.Popen(command, env=self.environment(), **more)
        self.children.append(child)
        return child

    def end_children(self):
        """Ends the processes that a failed case has left, each by its pid."""
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout, child.stderr):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()
        self.children.clear()


def libraries(directory):
    return [Library("system"), Library("LD_LIBRARY_PATH", directory, "LD_LIBRARY_PATH"),
            Library("LD_PRELOAD", directory, "LD_PRELOAD")]


def run_cases(suite, cases, directory):
    """Each (name, function, arguments...) on the system's libssl, then on ours twice."""
    for name, function, *arguments in cases:
        facts = {}

        def one(library):
            try:
                facts[library.name] = function(library, *arguments)
            finally:
                library.end_children()
            if library.name != "system":
                differ = difference(facts.get("system"), facts[library.name])
                assert "system" in facts, "fails on the system's libssl: the case is wrong"
                assert not differ, "differs from the system's libssl:\n" + differ

        for library in libraries(directory):
            suite.test(f"{name} [{library.name}]", one, library)


def difference(system, ours):
    if system == ours:
        return ""
    if isinstance(system, dict) and isinstance(ours, dict):
        keys = [k for k in {**system, **ours} if system.get(k) != ours.get(k)]
        return "\n".join(f"{k}: {system.get(k)!r} / ours {ours.get(k)!r}" for k in keys)
    if isinstance(system, list) and isinstance(ours, list):
        return "\n".join([f"- {x}" for x in system if x not in ours] +
                         [f"+ {x}" for x in ours if x not in system] +
                         (["(same lines, another order)"] if sorted(system) == sorted(ours) else []))
    return f"{system!r} / ours {ours!r}"


def finish(process, limit=TIMEOUT):
    """Waits for a child; returns its status, stdout and stderr. Ends it, by its pid, after a timeout."""
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"still running after {limit} s: {process.args}\n"
                             f"{(out or b'')[-500:]!r}\n{(err or b'')[-1500:]!r}") from None
    err = (err or b"").decode(errors="replace")
    assert "no version information" not in err, err
    assert process.returncode >= 0, f"ended by signal {-process.returncode}: {process.args}\n{err}"
    return process.returncode, out or b"", err


def request_of(process, server):
    """The request that a client has sent; its output if it has ended instead."""
    for _ in range(TIMEOUT * 20):
        try:
            return server.requests.get(timeout=0.05)
        except queue.Empty:
            if process.poll() is not None and server.requests.empty():
                code, out, err = finish(process)
                raise AssertionError(f"exit {code}, nothing asked\n{out.decode()[-500:]}{err}") \
                    from None
    raise AssertionError(f"asks nothing within {TIMEOUT} s: {process.args}")


def stop(process, number=signal.SIGTERM):
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"did not end: {process.args}") from None


def wait_until(condition, what, limit=TIMEOUT, log=str):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.01)
    raise AssertionError(f"waited {limit} s for {what}\n{log()}")


def free_port():
    """A port that a server may take. Of those that the kernel gives to nobody by itself, so that no
    connection of another suite has it by then."""
    while True:
        port = random.randrange(10000, 32768)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Certificates:
    """Two CAs; server and client certificates of the first; made anew for each run."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="libssl-rs-")
        self.make_ca("ca", "libssl-rs test CA")
        self.make_ca("other", "Another CA")
        self.make_leaf("server", "rsa:2048", "localhost", "DNS:localhost,IP:127.0.0.1")
        self.make_leaf("ec", "ec", "localhost", "DNS:localhost,IP:127.0.0.1")
        self.make_leaf("elsewhere", "ec", "elsewhere.test", "DNS:elsewhere.test")
        self.make_leaf("client", "ec", "A client", "email:client@example.test")

    def __getattr__(self, name):
        """certificates.server is the file server.pem, and certificates.server_key its key."""
        path = os.path.join(self.directory, name + ".pem")
        if not os.path.exists(path):
            raise AttributeError(name)
        return path

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60,
                       cwd=self.directory)

    def key_options(self, kind):
        return ["-newkey", kind] if kind != "ec" else [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]

    def make_ca(self, name, subject):
        self.openssl("req", "-x509", *self.key_options("ec"), "-nodes", "-days", "2", "-subj",
                     f"/CN={subject}", "-keyout", f"{name}_key.pem", "-out", f"{name}.pem")

    def make_leaf(self, name, kind, subject, names):
        self.openssl("req", *self.key_options(kind), "-nodes", "-subj", f"/CN={subject}", "-keyout",
                     f"{name}_key.pem", "-out", f"{name}.csr")
        with open(os.path.join(self.directory, f"{name}.ext"), "w") as file:
            file.write(f"subjectAltName={names}\n")
        self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca_key.pem",
                     "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out",
                     f"{name}.pem")

    def remove(self):
        shutil.rmtree(self.directory, ignore_errors=True)


def ports_out(text):
    """The text without the parts that differ in each run: ports, times, addresses of objects."""
    text = re.sub(r"(127\.0\.0\.1|localhost)(\)?[: ]+(?:port )?)\d+", r"\1\2PORT", text)
    return re.sub(r"0x[0-9a-f]{6,}", "0xADDRESS", text)
