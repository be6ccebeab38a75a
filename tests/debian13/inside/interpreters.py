"""Languages whose TLS is libssl: Python, PHP, Ruby, Node.js. Each runs a script of its own as client
and as server."""

import json
import os
import re

from support import PKI, context, fetch, free_port, peer

HERE = os.path.dirname(os.path.abspath(__file__))
COMMANDS = {
    "python": ["python3", f"{HERE}/script.py"],
    "php": ["php", f"{HERE}/script.php"],
    "ruby": ["ruby", f"{HERE}/script.rb"],
    "nodejs": ["node", f"{HERE}/script.js"],
}


def result(text):
    """The facts that a script printed as JSON, behind whatever else it says."""
    for line in text.splitlines():
        if line.startswith("FACTS "):
            return json.loads(line[6:])
    return "no facts: " + text[-1500:]


def script(program, language, *words):
    status, text = program.run(*COMMANDS[language], *map(str, words))
    facts = result(text)
    if isinstance(facts, dict):
        program.seen |= set(facts.pop("libssl"))
    return status, facts


def of(language):
    def alone(program):
        """What it says of itself, and talks of both ends inside one process."""
        return script(program, language, "alone", PKI)

    def client(program):
        seen = []
        for version in ("TLSv1_2", "TLSv1_3"):
            with peer(version=version, alpn=["http/1.1"]) as server:
                seen.append(script(program, language, "client", PKI, server.port))
            # The last bytes of a connection that the client just drops come by chance.
            facts = [{k: v for k, v in one.items() if k != "end"} for one in server.facts]
            seen.append(sorted(facts, key=str))
        return seen

    def server(program):
        seen = []
        for version in ("TLSv1_2", "TLSv1_3"):
            port = free_port()
            with program.serve(*COMMANDS[language], "server", PKI, str(port), port=port):
                tls = context(version=version, client_certificate=True, alpn=["http/1.1"])
                first, session = fetch(port, tls)
                second, _ = fetch(port, tls, path="/bulk", session=session)
                second["body"] = ""
                seen += [first, second]
        return seen

    cases = [alone, client, server]
    for case in cases:
        case.__name__ = f"{language}_{case.__name__}"
    return cases


# What needs a new handshake engine first.
WAITING = re.compile(r"test_psk|test_dh_params|TestPostHandshakeAuth")


def python_own_tests(program):
    """Python's own tests of its TLS and of what is built on it: those that fail."""
    _, text = program.run("python3", "-m", "test", "-v", "test_ssl", "test_asyncio.test_ssl",
                          "test_asyncio.test_sslproto", "test_httplib", "test_ftplib", "test_poplib",
                          "test_imaplib", "test_smtplib", "test_urllib2_localnet", timeout=200)
    failed = re.findall(r"^(?:FAIL|ERROR): (\S+) \(([\w.]+)\)", text, re.M)
    ran = re.search(r"Total tests: run=(\d+)", text)
    return ran[1] if ran else text[-1000:], sorted(f"{where} {name}" for name, where in failed
                                                   if not WAITING.search(f"{where} {name}"))


CASES = {language: of(language) for language in COMMANDS}
CASES["python"].append(python_own_tests)
