"""The cases with whole programs: curl and nginx under LD_PRELOAD. CPU seconds, as bench.c prints."""
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import time

CONFIGURATION = """
daemon off; worker_processes 1; pid {dir}/pid; error_log {dir}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile off; keepalive_requests 10000000; root {dir};
  client_body_temp_path {dir}/t1; proxy_temp_path {dir}/t2; fastcgi_temp_path {dir}/t3;
  uwsgi_temp_path {dir}/t4; scgi_temp_path {dir}/t5;
  server {{
    listen 127.0.0.1:{port} ssl; server_name localhost; ssl_protocols TLSv1.3;
    ssl_certificate {certs}/p256-chain.pem; ssl_certificate_key {certs}/p256-key.pem;
  }}
}}
"""


def environment(library):
    env = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    if library:
        env["LD_PRELOAD"] = str(library / "libssl.so.3")
    return env


def available(case):
    program = "nginx" if case.name.startswith("nginx") else "curl"
    return shutil.which(program) is not None and (case.name == "curl-version"
                                                  or shutil.which("nginx") is not None)


class Nginx:
    """One server process on 127.0.0.1 with files to fetch."""

    def __init__(self, library, scratch):
        self.directory = pathlib.Path(scratch) / "nginx"
        self.directory.mkdir(exist_ok=True)
        (self.directory / "small").write_bytes(b"x" * 1024)
        (self.directory / "large").write_bytes(b"x" * 5_000_000)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        configuration = self.directory / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(dir=self.directory, port=self.port,
                                                      certs=scratch))
        os.chmod(self.directory, 0o755)
        self.process = subprocess.Popen(
            ["nginx", "-e", self.directory / "error.log", "-c", configuration],
            env=environment(library), stderr=subprocess.DEVNULL)
        for _ in range(200):
            # The port is open before the worker is there.
            if self.workers() and socket.socket().connect_ex(("127.0.0.1", self.port)) == 0:
                return
            time.sleep(0.02)
        raise RuntimeError(f"nginx: {(self.directory / 'error.log').read_text()}")

    def workers(self):
        pid = self.process.pid
        return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    def seconds(self):
        """CPU time of the worker, user and system."""
        return int(pathlib.Path(f"/proc/{self.workers()[0]}/schedstat").read_text().split()[0]) / 1e9

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def curl(library, arguments, count):
    """CPU seconds of so many runs of curl."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(count):
        subprocess.run(["curl", *arguments], env=environment(library), check=True,
                       stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# What is fetched, how, and over how many connections at once.
FETCHES = {"nginx-keep-alive": ("/small", "keep", 16), "nginx-new": ("/small", "new", 16),
           "nginx-files": ("/large", "keep", 4)}


def measure(case, library, scratch, program, ours):
    if case.name == "curl-version":
        return curl(library, ["--version"], case.count)
    server = Nginx(library if case.name.startswith("nginx") else None, scratch)
    try:
        if case.name == "curl-page":
            url = f"https://localhost:{server.port}/small"
            return curl(library, ["-sS", "--cacert", f"{scratch}/p256-ca.pem", "--resolve",
                                  f"localhost:{server.port}:127.0.0.1", url], case.count)
        path, kind, connections = FETCHES[case.name]

        def fetch(count):
            # The client is the same for all servers: ours, so that it is the server that has to work.
            subprocess.run([program, kind, str(count), str(connections), scratch, str(server.port),
                            path], env=dict(environment(None), LD_LIBRARY_PATH=str(ours)), check=True)

        fetch(connections)
        before = server.seconds()
        fetch(case.count)
        return server.seconds() - before
    finally:
        server.stop()
