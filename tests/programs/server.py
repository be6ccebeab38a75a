"""An HTTPS server on the system's libssl, inside the test process: the peer of the clients."""

import queue
import socket
import ssl
import threading

BODY = bytes(range(256)) * 20480  # 5 MB


class Server:
    """Serves HTTP/1.1 on 127.0.0.1 until closed. Notes each request and each connection's end.

    A request for /hold waits until `release` is called, so that the client can be examined.
    """

    def __init__(self, certificate, key, version=None, ca=None, alpn=("http/1.1",), ciphers=None):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        if version:
            self.context.minimum_version = self.context.maximum_version = version
        if ciphers:
            self.context.set_ciphers(ciphers)
        if alpn:
            self.context.set_alpn_protocols(list(alpn))
        if ca:
            self.context.load_verify_locations(ca)
            self.context.verify_mode = ssl.CERT_REQUIRED
        self.requests = queue.Queue()
        self.ends = queue.Queue()
        self.accepted = 0
        self.released = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"https://localhost:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.released.set()
        self.listener.close()

    def release(self):
        self.released.set()

    def all_ends(self):
        """How every connection has ended, sorted, since connections end in any order. For a client that has
        ended: it has no connection left to be accepted."""
        ends = [self.ends.get(timeout=30)]
        while len(ends) < self.accepted:
            ends.append(self.ends.get(timeout=30))
        return sorted(ends)

    def accept(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self.connection, args=(raw, self.accepted),
                             daemon=True).start()

    def connection(self, raw, number):
        raw.settimeout(30)
        try:
            tls = self.context.wrap_socket(raw, server_side=True, suppress_ragged_eofs=False)
        except (OSError, ssl.SSLError) as error:
            self.ends.put(getattr(error, "reason", None) or type(error).__name__)
            raw.close()
            return
        try:
            stream = tls.makefile("rb")
            more = True
            while more:
                more = self.request(tls, stream, number)
            if more is False:
                self.ends.put(self.close(tls))  # as the client asked for
            else:
                self.ends.put("close_notify")
        except ssl.SSLError as error:
            self.ends.put(error.reason or type(error).__name__)
        except OSError as error:
            self.ends.put(type(error).__name__)
        finally:
            tls.close()

    def close(self, tls):
        """Sends close_notify and says what the client sends. If it closes the socket without one, the kernel
        reports end of file or a reset; which of them depends on whether ours had arrived by then."""
        try:
            tls.unwrap()
        except (ssl.SSLEOFError, ConnectionError):
            return "no close_notify"
        return "close_notify"

    def request(self, tls, stream, number):
        """Serves one request: True to continue, False to close, None at the client's end."""
        line = stream.readline()
        if not line:
            return None
        method, path, _ = line.decode().split()
        headers = {}
        while (line := stream.readline().strip()):
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            tls.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = stream.read(int(headers.get("content-length", 0)))
        self.requests.put({"method": method, "path": path, "body": body, "connection": number,
                           "version": tls.version(), "cipher": tls.cipher()[0],
                           "alpn": tls.selected_alpn_protocol(), "reused": tls.session_reused,
                           "client": (tls.getpeercert() or {}).get("subject")})
        if path == "/hold":
            self.released.wait(30)
        answer = BODY if path == "/big" else f"{method} {path} {len(body)}\n".encode()
        tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
                    b"Content-Length: %d\r\n\r\n" % len(answer) + answer)
        return headers.get("connection", "").lower() != "close"
