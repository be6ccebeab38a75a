"""Conversations over ssl.SSLSocket, each with a client's and a server's half.

Either half runs in the interpreter under test or in the test process, against the other one. A half gets its
end (`connect()` or `accept()` gives a new TCP socket), the certificates' directory and the TLS version, and
returns its facts. `same` has those that must be equal in both halves.
"""

import json
import os
import select
import ssl

TEXT = b"the quick brown fox\n"
BULK = bytes(range(256)) * 4096  # 1 MB


def client_context(directory, version, **more):
    context = ssl.create_default_context(cafile=os.path.join(directory, more.get("ca", "ca") + ".pem"))
    if version:
        context.minimum_version = context.maximum_version = version
    return context


def server_context(directory, version, name="server"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(directory, name + ".pem"),
                            os.path.join(directory, name + "_key.pem"))
    if version:
        context.minimum_version = context.maximum_version = version
    return context


def as_json(seen):
    """Facts as text; an object is shown as its class."""
    return json.dumps(seen, default=lambda thing: type(thing).__name__)


def text_of(error):
    return f"{type(error).__name__}: {error}"


def attempt(function, *arguments, **more):
    """The result, or the error's text: errors are facts too."""
    try:
        result = function(*arguments, **more)
        return result.decode("latin-1") if isinstance(result, bytes) else result
    except (ssl.SSLError, OSError, ValueError) as error:
        return text_of(error)


def read_exactly(stream, count):
    data = bytearray()
    while len(data) < count:
        part = stream.recv(min(65536, count - len(data)))
        if not part:
            break
        data += part
    return bytes(data)


def facts(tls):
    return {"version": tls.version(), "cipher": tls.cipher(), "compression": tls.compression(),
            "alpn": tls.selected_alpn_protocol(), "reused": tls.session_reused}


# ---- echo: both directions, then an orderly end started by the client ----

def echo_client(connect, directory, version):
    tls = client_context(directory, version).wrap_socket(connect(), server_hostname="localhost")
    tls.sendall(TEXT)
    answer = read_exactly(tls, len(TEXT))
    tls.sendall(BULK)
    bulk = read_exactly(tls, len(BULK))
    seen = {**facts(tls), "text": answer.decode(), "bulk": bulk == BULK,
            "subject": tls.getpeercert()["subject"],
            "der": len(tls.getpeercert(True)) == len(ssl.PEM_cert_to_DER_cert(
                open(os.path.join(directory, "server.pem")).read())),
            "cipher bits": tls.cipher()[2]}
    if version == ssl.TLSVersion.TLSv1_2:
        seen["same"] = tls.get_channel_binding("tls-unique").hex()
    plain = tls.unwrap()
    seen["left"] = plain.recv(10).decode()
    plain.close()
    return seen


def echo_server(accept, directory, version):
    tls = server_context(directory, version).wrap_socket(accept(), server_side=True)
    tls.sendall(read_exactly(tls, len(TEXT)))
    tls.sendall(read_exactly(tls, len(BULK)))
    seen = {**facts(tls), "after": tls.recv(10).decode()}
    if version == ssl.TLSVersion.TLSv1_2:
        seen["same"] = tls.get_channel_binding("tls-unique").hex()
    tls.unwrap().close()
    return seen


# ---- unwrap: the end of TLS is not the end of the socket ----

def unwrap_client(connect, directory, version):
    tls = client_context(directory, version).wrap_socket(connect(), server_hostname="localhost")
    tls.sendall(TEXT)
    plain = tls.unwrap()
    plain.sendall(b"in the clear")
    seen = {"class": type(plain).__name__, "clear": read_exactly(plain, 9).decode()}
    again = client_context(directory, version).wrap_socket(plain, server_hostname="localhost")
    seen["again"] = read_exactly(again, len(TEXT)).decode()
    seen["end"] = again.recv(10).decode()
    plain = again.unwrap()
    seen["clear again"] = read_exactly(plain, 7).decode()
    plain.close()
    return seen


def unwrap_server(accept, directory, version):
    tls = server_context(directory, version).wrap_socket(accept(), server_side=True)
    seen = {"text": read_exactly(tls, len(TEXT)).decode()}
    plain = tls.unwrap()
    seen["clear"] = read_exactly(plain, 12).decode()
    plain.sendall(b"clear too")
    again = server_context(directory, version).wrap_socket(plain, server_side=True)
    again.sendall(TEXT)
    plain = again.unwrap()
    plain.sendall(b"the end")
    plain.close()
    return seen


# ---- a peer that closes the socket without close_notify ----

def ragged_client(connect, directory, version):
    tls = client_context(directory, version).wrap_socket(
        connect(), server_hostname="localhost", suppress_ragged_eofs=False)
    text = read_exactly(tls, len(TEXT))
    return {"text": text.decode(), "read": attempt(tls.recv, 10), "again": attempt(tls.recv, 10),
            "unwrap": attempt(tls.unwrap)}


def ragged_server(accept, directory, version):
    tls = server_context(directory, version).wrap_socket(accept(), server_side=True)
    tls.sendall(TEXT)
    tls.close()
    return {}


# ---- server name, ALPN, and a context chosen by the name ----

def names_client(connect, directory, version):
    context = client_context(directory, version)
    context.check_hostname = False
    context.set_alpn_protocols(["h2", "http/1.1"])
    tls = context.wrap_socket(connect(), server_hostname="elsewhere.test")
    seen = {**facts(tls), "subject": tls.getpeercert()["subject"]}
    seen["end"] = tls.recv(10).decode()
    tls.unwrap().close()
    return seen


def names_server(accept, directory, version):
    asked = []

    def choose(tls, name, _context):
        asked.append(name)
        tls.context = other

    other = server_context(directory, version, "elsewhere")
    other.set_alpn_protocols(["http/1.1"])
    context = server_context(directory, version)
    context.set_alpn_protocols(["http/1.1"])
    context.sni_callback = choose
    tls = context.wrap_socket(accept(), server_side=True)
    seen = {**facts(tls), "asked": asked}
    tls.unwrap().close()
    return seen


def strangers_client(connect, directory, version):
    """No common protocol: continues without one."""
    context = client_context(directory, version)
    context.set_alpn_protocols(["spdy/3"])
    tls = context.wrap_socket(connect(), server_hostname="localhost")
    seen = {**facts(tls), "end": tls.recv(10).decode()}
    tls.unwrap().close()
    return seen


def strangers_server(accept, directory, version):
    context = server_context(directory, version)
    context.set_alpn_protocols(["http/1.1"])
    tls = context.wrap_socket(accept(), server_side=True)
    seen = facts(tls)
    tls.unwrap().close()
    return seen


# ---- sessions: the second connection resumes ----

def resume_client(connect, directory, version):
    context = client_context(directory, version)
    first = context.wrap_socket(connect(), server_hostname="localhost")
    first.sendall(TEXT)
    read_exactly(first, len(TEXT))
    session = first.session
    seen = {"ticket": session.has_ticket, "timeout": session.timeout > 0, "id": len(session.id)}
    first.unwrap().close()
    second = context.wrap_socket(connect(), server_hostname="localhost", session=session)
    second.sendall(TEXT)
    read_exactly(second, len(TEXT))
    seen["second"] = facts(second)
    seen["subject"] = second.getpeercert()["subject"]
    second.unwrap().close()
    return seen


def resume_server(accept, directory, version):
    context = server_context(directory, version)
    seen = {}
    for turn in ("first", "second"):
        tls = context.wrap_socket(accept(), server_side=True)
        tls.sendall(read_exactly(tls, len(TEXT)))
        seen[turn] = {**facts(tls), "end": tls.recv(10).decode()}
        tls.unwrap().close()
    stats = context.session_stats()
    seen["stats"] = {k: stats[k] for k in ("accept", "accept_good", "hits", "misses", "timeouts")}
    return seen


def cached_server(accept, directory, version):
    """As `resume`, with the server's cache in place of tickets."""
    context = server_context(directory, version)
    context.options |= ssl.OP_NO_TICKET
    seen = {}
    for turn in ("first", "second"):
        tls = context.wrap_socket(accept(), server_side=True)
        tls.sendall(read_exactly(tls, len(TEXT)))
        seen[turn] = {**facts(tls), "end": tls.recv(10).decode()}
        tls.unwrap().close()
    seen["number"] = context.session_stats()["number"]
    return seen


cached_client = resume_client


# ---- client certificates ----

def certificate_client(connect, directory, version):
    context = client_context(directory, version)
    context.load_cert_chain(os.path.join(directory, "client.pem"),
                            os.path.join(directory, "client_key.pem"))
    tls = context.wrap_socket(connect(), server_hostname="localhost")
    seen = {"end": tls.recv(10).decode()}
    tls.unwrap().close()
    return seen


def certificate_server(accept, directory, version):
    context = server_context(directory, version)
    context.load_verify_locations(os.path.join(directory, "ca.pem"))
    context.verify_mode = ssl.CERT_REQUIRED
    tls = context.wrap_socket(accept(), server_side=True)
    peer = tls.getpeercert()
    seen = {"subject": peer["subject"], "email": peer["subjectAltName"]}
    tls.unwrap().close()
    return seen


def anonymous_client(connect, directory, version):
    """Has no certificate although the server requires one."""
    context = client_context(directory, version)
    tls = attempt(context.wrap_socket, connect(), server_hostname="localhost")
    return {"handshake": tls, "read": None if isinstance(tls, str) else attempt(tls.recv, 10)}


def anonymous_server(accept, directory, version):
    context = server_context(directory, version)
    context.load_verify_locations(os.path.join(directory, "ca.pem"))
    context.verify_mode = ssl.CERT_REQUIRED
    socket = accept()
    seen = {"handshake": attempt(context.wrap_socket, socket, server_side=True)}
    socket.close()
    return seen


# ---- what does not come about, and what each side says of it ----

def distrust_client(connect, directory, version):
    context = client_context(directory, version, ca="other")
    return {"handshake": attempt(context.wrap_socket, connect(), server_hostname="localhost")}


def failing_server(accept, directory, version):
    socket = accept()
    tls = attempt(server_context(directory, version).wrap_socket, socket, server_side=True)
    seen = {"handshake": tls}
    if not isinstance(tls, str):
        seen["read"] = attempt(tls.recv, 10)
    socket.close()
    return seen


distrust_server = failing_server


def misnamed_client(connect, directory, version):
    context = client_context(directory, version)
    return {"handshake": attempt(context.wrap_socket, connect(), server_hostname="not.this.one")}


misnamed_server = failing_server


def versions_client(connect, directory, version):
    """Another version than the server's."""
    other = {ssl.TLSVersion.TLSv1_2: ssl.TLSVersion.TLSv1_3,
             ssl.TLSVersion.TLSv1_3: ssl.TLSVersion.TLSv1_2}[version]
    context = client_context(directory, other)
    return {"handshake": attempt(context.wrap_socket, connect(), server_hostname="localhost")}


versions_server = failing_server


def ciphers_client(connect, directory, _version):
    context = client_context(directory, ssl.TLSVersion.TLSv1_2)
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    return {"handshake": attempt(context.wrap_socket, connect(), server_hostname="localhost")}


def ciphers_server(accept, directory, _version):
    context = server_context(directory, ssl.TLSVersion.TLSv1_2)
    context.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")
    socket = accept()
    seen = {"handshake": attempt(context.wrap_socket, socket, server_side=True)}
    socket.close()
    return seen


# ---- a socket that does not block ----

def patient(tls, function, *arguments):
    """Repeats a call as it asks."""
    while True:
        try:
            return function(*arguments)
        except ssl.SSLWantReadError:
            assert select.select([tls], [], [], 20)[0], "nothing came"
        except ssl.SSLWantWriteError:
            assert select.select([], [tls], [], 20)[1], "no room"


def patient_echo(tls, first):
    tls.setblocking(False)
    patient(tls, tls.do_handshake)
    sent = received = 0
    while first and sent < len(BULK) or received < len(BULK):
        if first and sent < len(BULK):
            sent += patient(tls, tls.send, BULK[sent:sent + 50000])
        part = patient(tls, tls.recv, 40000)
        received += len(part)
        if not first:
            done = 0
            while done < len(part):
                done += patient(tls, tls.send, part[done:])
    patient(tls, tls.unwrap)
    return {**facts(tls), "received": received}


def nonblocking_client(connect, directory, version):
    tls = client_context(directory, version).wrap_socket(
        connect(), server_hostname="localhost", do_handshake_on_connect=False)
    return patient_echo(tls, True)


def nonblocking_server(accept, directory, version):
    tls = server_context(directory, version).wrap_socket(
        accept(), server_side=True, do_handshake_on_connect=False)
    return patient_echo(tls, False)


# ---- the key log ----

def keylog(context, directory, name):
    path = os.path.join(directory, f"{name}-{os.getpid()}.keys")
    context.keylog_filename = path
    return path


def labels(path):
    """Labels and lengths; the client random once, because all lines have the same."""
    with open(path) as file:
        lines = [line.split() for line in file if not line.startswith("#")]
    os.remove(path)
    return sorted((label, len(random), len(secret)) for label, random, secret in lines), \
        sorted(" ".join(line) for line in lines)


def keylog_client(connect, directory, version):
    context = client_context(directory, version)
    path = keylog(context, directory, "client")
    tls = context.wrap_socket(connect(), server_hostname="localhost")
    read_exactly(tls, len(TEXT))
    tls.unwrap().close()
    shape, lines = labels(path)
    return {"lines": shape, "same": lines}


def keylog_server(accept, directory, version):
    context = server_context(directory, version)
    path = keylog(context, directory, "server")
    tls = context.wrap_socket(accept(), server_side=True)
    tls.sendall(TEXT)
    tls.unwrap().close()
    shape, lines = labels(path)
    return {"lines": shape, "same": lines}


NAMES = [name[:-7] for name in list(globals()) if name.endswith("_client")]


def half(name, role):
    return globals()[f"{name}_{role}"]
