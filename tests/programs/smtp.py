"""An SMTP server with STARTTLS on the system's libssl, inside the test process."""

import queue
import socket
import ssl
import threading


class SmtpServer:
    """Takes mail at an address and port until closed. Notes each session: how it was protected, and how it ended.

    Once TLS is established, a session waits until `release` is called, so that the client can be examined.
    """

    def __init__(self, certificate, key, version, address):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        if version:
            self.context.minimum_version = self.context.maximum_version = version
        self.context.sni_callback = lambda tls, name, _: setattr(tls, "asked_for", name)
        self.protected = queue.Queue()
        self.sessions = queue.Queue()
        self.released = threading.Event()
        self.listener = socket.create_server(address)
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.released.set()
        self.listener.shutdown(socket.SHUT_RDWR)  # what waits in accept() keeps the port otherwise
        self.listener.close()

    def release(self):
        self.released.set()

    def accept(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.session, args=(raw,), daemon=True).start()

    def session(self, raw):
        raw.settimeout(30)
        note = {"tls": None, "mail": []}
        try:
            self.talk(raw, note)
        except ssl.SSLError as error:
            note["end"] = error.reason or type(error).__name__
        except OSError as error:
            note["end"] = type(error).__name__
        self.sessions.put(note)

    def talk(self, peer, note):
        stream = peer.makefile("rb")
        peer.sendall(b"220 mx.example.test ESMTP\r\n")
        while (line := stream.readline()):
            verb = line[:4].upper()
            if verb == b"EHLO":
                offer = b"" if note["tls"] else b"250-STARTTLS\r\n"
                peer.sendall(b"250-mx.example.test\r\n" + offer + b"250 8BITMIME\r\n")
            elif verb == b"STAR":
                peer.sendall(b"220 go ahead\r\n")
                peer = self.context.wrap_socket(peer, server_side=True, suppress_ragged_eofs=False)
                stream = peer.makefile("rb")
                note["tls"] = [peer.version(), peer.cipher()[0], peer.session_reused,
                               getattr(peer, "asked_for", None)]
                self.protected.put(note["tls"])
                self.released.wait(30)
            elif verb == b"RCPT":
                recipient = line.decode().strip()
                peer.sendall(b"250 ok\r\n")
            elif verb == b"DATA":
                peer.sendall(b"354 go ahead\r\n")
                while stream.readline().rstrip(b"\r\n") != b".":
                    pass
                note["mail"].append(recipient)
                peer.sendall(b"250 taken\r\n")
            elif verb == b"QUIT":
                peer.sendall(b"221 bye\r\n")
                note["end"] = "QUIT"
                if note["tls"]:
                    peer.unwrap()
                    note["end"] = "QUIT, close_notify"
                peer.close()
                return
            else:
                peer.sendall(b"250 ok\r\n")
        note["end"] = "left"
