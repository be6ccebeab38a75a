#!/usr/bin/python3
"""Debian's postfix, unchanged, on our library: tests/programs/postfix.py DIRECTORY-OF-libssl.so.3

Its SMTP client continues without TLS if libssl refuses DANE, so each session is checked on the server too.
posttls-finger is that client as a command; as root there are also true deliveries.
"""

import hashlib
import os
import queue
import re
import ssl
import subprocess
import sys

import namespace
from mailer import Postfix
from namespace import MX, TLSA, wire_name
from report import Suite
from smtp import SmtpServer
from support import Certificates, finish, run_cases, wait_until

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
# Not 127.0.0.1, which postfix takes for itself.
HOST, PORT = "127.0.0.2", 25
certificates = None

# What the mail servers of example.test publish: usage, selector, matching type, and of whose certificate;
# and what postfix finds of the one that all of them are.
RECORDS = {
    "ee": ("Verified", "311 mail"),
    "ee-certificate": ("Verified", "301 mail"),
    "ee-sha512": ("Verified", "312 mail"),
    "ee-full": ("Verified", "300 mail"),
    "ee-wrong": ("Untrusted", "311 other"),
    "ee-one-of-two": ("Verified", "311 other", "311 mail"),
    "ee-best-digest": ("Untrusted", "312 other", "311 mail"),
    "ta": ("Verified", "211 ca"),
    "ta-certificate": ("Verified", "201 ca"),
    "ta-full": ("Verified", "200 ca"),
    "ta-key": ("Verified", "210 ca"),
    "ta-wrong": ("Untrusted", "211 other"),
    "both": ("Verified", "211 other", "311 mail"),
    "pkix": ("Untrusted", "111 mail"),
    "unusable": ("Untrusted", "399 mail"),
    "none": ("Untrusted",),
}


def record(text):
    kind, name = text.split()
    usage, selector, matching = map(int, kind)
    pem = getattr(certificates, name)
    if selector == 1:
        key = openssl("x509", "-in", pem, "-noout", "-pubkey")
        data = openssl("pkey", "-pubin", "-outform", "DER", given=key)
    else:
        data = openssl("x509", "-in", pem, "-outform", "DER")
    digest = {1: hashlib.sha256, 2: hashlib.sha512}.get(matching)
    return bytes([usage, selector, matching]) + (digest(data).digest() if digest else data)


def openssl(*arguments, given=None):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, input=given).stdout


def fingerprint():
    return ":".join(re.findall("..", record("311 mail")[3:].hex()))


def zone():
    table = {("example.test", MX): [b"\0\x0a" + wire_name("ee.example.test")]}
    for host, (_, *records) in RECORDS.items():
        table[f"_{PORT}._tcp.{host}.example.test", TLSA] = [record(text) for text in records]
    return table


def serve(version):
    return SmtpServer(certificates.chain, certificates.mail_key, version, (HOST, PORT))


def normal(text):
    text = re.sub(r"([0-9A-F]{2}:){15,}[0-9A-F]{2}|[0-9A-F]{40,}", "DIGEST", text)
    return text.splitlines()


def finger(library, version, expected, host, *options, match=(), sessions=1):
    """The output of posttls-finger, and the server's facts."""
    with serve(version) as server:
        process = library.start(["posttls-finger", "-c", *options, f"[{host}]:{PORT}", *match])
        try:
            server.protected.get(timeout=10)
            library.check_maps(process.pid)
        except queue.Empty:
            pass
        server.release()
        code, out, err = finish(process)
        seen = [server.sessions.get(timeout=10) for _ in range(sessions)]
    facts = {"exit": code, "says": normal(out.decode() + err), "server": seen}
    established = f"posttls-finger: {expected} TLS connection established"
    assert any(line.startswith(established) for line in facts["says"]), facts
    return facts


def level(library, version, expected, match, *options):
    return finger(library, version, expected, HOST, "-h", "native", *options, match=match)


def dane(library, version, host):
    return finger(library, version, RECORDS[host][0], f"{host}.example.test", "-l", "dane")


def again(library, version):
    """A second connection, which resumes the first one's session."""
    facts = finger(library, version, "Verified", "ee.example.test", "-l", "dane", "-r", "1", sessions=2)
    assert [session["tls"][2] for session in facts["server"]] == [False, True], facts
    return facts


# Hosts, the level at which postfix delivers to them, and whether a mail may arrive.
DELIVERIES = {
    "plain": ("none", True),
    "may": ("may", True),
    "encrypt": ("encrypt", True),
    "verify": ("verify match=hostname", True),
    "verify-other": ("verify match=elsewhere.test", False),
    "secure": ("secure match=.example.test", True),
    "fingerprint": ("fingerprint match={fingerprint}", True),
    "fingerprint-other": ("fingerprint match=00:{fingerprint}", False),
    "ee": ("dane", True),
    "ta": ("dane-only", True),
    "ee-wrong": ("dane", False),
    "ta-wrong": ("dane-only", False),
    "unusable": ("dane", True),
    "none": ("dane-only", False),
}


def deliver(library, version):
    """One postfix with a mail for each host: the result, and how it arrived."""
    policy = {f"{host}.example.test": text.format(fingerprint=fingerprint())
              for host, (text, _) in DELIVERIES.items()}
    with serve(version) as server, Postfix(library, certificates.ca, policy) as postfix:
        for host in policy:
            postfix.send(host)
        wait_until(lambda: not server.protected.empty(), "TLS", 15, postfix.log)
        library.check_maps(postfix.client())
        server.release()
        outcomes = {host: postfix.outcome(host) for host in policy}
        log = postfix.log()
    arrived = {mail: session["tls"] for session in drain(server.sessions) for mail in session["mail"]}
    for host, (text, may) in DELIVERIES.items():
        protection = arrived.get(f"RCPT TO:<user@{host}.example.test>", "not arrived")
        assert (protection != "not arrived") == may, f"{host}: {outcomes}\n{log}"
        assert (protection is None) == (text == "none"), f"{host} in the clear\n{log}"
    established = sorted(re.findall(r"\w+ TLS connection established to .*", log))
    return {**outcomes, "arrived": sorted(arrived.items()), "established": established}


def drain(sessions):
    found = []
    while not sessions.empty():
        found.append(sessions.get())
    return found


def cases(root):
    right, wrong = ["ee.example.test"], ["elsewhere.test"]
    ca, other = certificates.ca, certificates.other
    digest = fingerprint()
    for version in (TLS12, TLS13):
        tls = version.name.replace("_", ".")
        for title, expected, match, *options in [
            ("may", "Untrusted", [], "may"),
            ("encrypt", "Untrusted", [], "encrypt"),
            ("verify", "Verified", right, "verify", "-F", ca),
            ("verify, other CA", "Untrusted", right, "verify", "-F", other),
            ("verify, other name", "Untrusted", wrong, "verify", "-F", ca),
            ("secure", "Verified", right, "secure", "-F", ca),
            ("secure, trust anchor in a file", "Verified", right, "secure", "-A", ca),
            ("secure, another trust anchor", "Untrusted", right, "secure", "-A", other),
            ("fingerprint", "Verified", [digest], "fingerprint", "-d", "sha256"),
            ("fingerprint, another", "Untrusted", ["00" + digest[2:]], "fingerprint", "-d", "sha256"),
        ]:
            yield f"{title} {tls}", level, version, expected, match, "-l", *options
        for host in RECORDS:
            yield f"dane {host} {tls}", dane, version, host
        yield f"dane, resumed {tls}", again, version
        if root:
            yield f"deliveries {tls}", deliver, version


def main():
    global certificates
    suite = Suite("postfix")
    certificates = Certificates()
    try:
        root = namespace.enter(certificates.directory)
        certificates.make_leaf("mail", "rsa:2048", "mail", "DNS:*.example.test")
        with open(os.path.join(certificates.directory, "chain.pem"), "wb") as chain:
            for part in (certificates.mail, certificates.ca):
                with open(part, "rb") as file:
                    chain.write(file.read())
        namespace.NameServer(zone(), "example.test", HOST)
        run_cases(suite, cases(root), os.path.abspath(sys.argv[1]))
        if not root:
            print("left out: deliveries, which need root")
    finally:
        certificates.remove()
    suite.finish()


if __name__ == "__main__":
    main()
