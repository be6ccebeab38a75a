"""A postfix that the suite starts, whose SMTP client gets the library under test."""

import os
import re
import shutil
import subprocess
import tempfile

from support import wait_until

MAIN = """
compatibility_level = 3.6
queue_directory = {0}/spool
data_directory = {0}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {0}/log
maillog_file_prefixes = {0}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
myhostname = client.example.test
import_environment = MAIL_CONFIG {environment}
smtp_dns_support_level = dnssec
smtp_tls_CAfile = {ca}
smtp_tls_policy_maps = texthash:{0}/etc/policy
smtp_tls_fingerprint_digest = sha256
smtp_tls_loglevel = 1
"""

MASTER = "".join(f"{service} {kind} {private} - n - {limit} {program}\n" for
                 service, kind, private, limit, program in [
                     ("pickup", "unix", "n", "1", "pickup"),
                     ("cleanup", "unix", "n", "0", "cleanup"),
                     ("qmgr", "unix", "n", "1", "qmgr"),
                     ("tlsmgr", "unix", "-", "1", "tlsmgr"),
                     ("rewrite", "unix", "-", "-", "trivial-rewrite"),
                     ("bounce", "unix", "-", "0", "bounce"),
                     ("defer", "unix", "-", "0", "bounce"),
                     ("trace", "unix", "-", "0", "bounce"),
                     ("smtp", "unix", "-", "1", "smtp"),
                     ("error", "unix", "-", "-", "error"),
                     ("retry", "unix", "-", "-", "error"),
                     ("scache", "unix", "-", "1", "scache"),
                     ("proxymap", "unix", "-", "-", "proxymap"),
                     ("postlog", "unix-dgram", "n", "1", "postlogd")])


class Postfix:
    """Delivers mail to host names as a policy says: {host: level and attributes}."""

    def __init__(self, library, ca, policy):
        self.directory = tempfile.mkdtemp(prefix="libssl-rs-postfix-")
        os.chmod(self.directory, 0o755)
        for name in ("etc", "spool", "data"):
            os.mkdir(os.path.join(self.directory, name))
        shutil.chown(os.path.join(self.directory, "data"), "postfix")
        loaded = {key: value for key, value in library.environment().items() if key.startswith("LD_")}
        environment = " ".join(f"{key}={value}" for key, value in loaded.items())
        self.write("etc/main.cf", MAIN.format(self.directory, environment=environment, ca=ca))
        self.write("etc/master.cf", MASTER)
        self.write("etc/policy", "".join(f"{host} {level}\n" for host, level in policy.items()))

    def write(self, name, content):
        with open(os.path.join(self.directory, name), "w") as file:
            file.write(content)

    def __enter__(self):
        self.command("start")
        return self

    def __exit__(self, *_):
        self.command("stop")
        shutil.rmtree(self.directory, ignore_errors=True)

    def command(self, verb):
        subprocess.run(["/usr/sbin/postfix", "-c", self.directory + "/etc", verb], check=True,
                       capture_output=True, timeout=60)

    def send(self, host):
        subprocess.run(["/usr/sbin/sendmail", "-C", self.directory + "/etc", "-f", "",
                        f"user@{host}"], input=b"Subject: a test\n\nA line.\n", check=True,
                       capture_output=True, timeout=60)

    def log(self):
        with open(os.path.join(self.directory, "log")) as file:
            return file.read()

    def outcome(self, host):
        """The log's lines about the mail to a host, once they have its result."""
        pattern = rf"to=<user@{re.escape(host)}>.*dsn=(.*)"
        found = wait_until(lambda: re.search(pattern, self.log()), f"the mail to {host}", log=self.log)
        return found[1]

    def client(self):
        """The process that delivers."""
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.readlink(f"/proc/{pid}/exe") == "/usr/lib/postfix/sbin/smtp":
                    return int(pid)
            except OSError:
                continue
        raise AssertionError("no SMTP client")
