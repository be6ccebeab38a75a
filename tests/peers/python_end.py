#!/usr/bin/python3
"""An end with Python's ssl module: the commands of end.c, over memory BIOs and one record at a time, so that it
reads nothing from the socket after the record that it needs."""

import contextlib
import signal
import socket
import ssl
import struct
import sys

PATTERN = b"0123456789abcdefghijklmnopqrstuvwxyz+-/"


class End:
    def __init__(self, role, port, version, certificate, key, authority):
        server = role == "server"
        self.connect(server, int(port))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = context.maximum_version = (
            ssl.TLSVersion.TLSv1_3 if version == "1.3" else ssl.TLSVersion.TLSv1_2)
        if server:
            context.load_cert_chain(certificate, key)
        else:
            context.load_verify_locations(authority)
        context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF  # Python's default, which hides the end
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server,
                                    None if server else "localhost")
        self.call(self.tls.do_handshake)
        print("open:", self.tls.version())

    def connect(self, server, port):
        if not server:
            self.socket = socket.create_connection(("127.0.0.1", port))
            return
        with socket.create_server(("127.0.0.1", 0)) as listener:
            print("port:", listener.getsockname()[1], flush=True)
            self.socket = listener.accept()[0]

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                break
            data += more
        return data

    def flush(self):
        if self.outgoing.pending:
            self.socket.sendall(self.outgoing.read())

    def call(self, function, *arguments):
        """Repeats the call until it wants nothing more; gives it one record each time."""
        while True:
            try:
                result = function(*arguments)
                self.flush()
                return result
            except ssl.SSLWantReadError:
                self.flush()
                header = self.exactly(5)
                body = self.exactly(struct.unpack(">H", header[3:])[0]) if len(header) == 5 else b""
                self.incoming.write(header + body)
                if not body:
                    self.incoming.write_eof()

    def receive(self):
        """Some data; or none, and the event."""
        try:
            return self.call(self.tls.read, 16384), "close_notify"
        except ssl.SSLEOFError:
            return b"", "eof"
        except ssl.SSLZeroReturnError:
            return b"", "close_notify"
        except ssl.SSLError as error:
            if error.reason == "UNEXPECTED_EOF_WHILE_READING":
                return b"", "eof"
            return b"", "alert 50" if "ALERT_DECODE_ERROR" in error.reason else str(error)
        except ConnectionResetError:
            return b"", "reset"

    def write(self, text):
        self.call(self.tls.write, text.encode())
        print("write:", text)

    def send(self, count):
        text = PATTERN * (int(count) // len(PATTERN) + 1)
        self.call(self.tls.write, text[:int(count)])
        print("send:", count, "bytes")

    def read(self):
        data, how = self.receive()
        print("read:", data.decode() or how)

    def readall(self):
        data = bytearray()
        while True:
            more, how = self.receive()
            if not more:
                break
            data += more
        same = data == (PATTERN * (len(data) // len(PATTERN) + 1))[:len(data)]
        print(f"readall: {len(data)} bytes{'' if same else ' (not as sent)'}, {how}")

    def close(self):
        """Sends close_notify and does not read the answer."""
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        self.flush()

    def plain(self, text):
        self.socket.sendall(text.encode())
        print("plain:", len(text), "bytes")

    def take(self, text):
        got = self.exactly(len(text))
        print("take:", got.decode() + ("" if len(got) == len(text) else " (end of file)"))

    def fin(self):
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def wait(self):
        sys.stdin.read()

    def finish(self):
        if self.socket.fileno() < 0:
            return
        left = 0
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
        try:
            while more := self.socket.recv(4096):
                left += len(more)
            print(f"left: {left} bytes, eof")
        except OSError as error:
            print(f"left: {left} bytes, {error.strerror}")


def main():
    signal.alarm(25)
    end = End(*sys.argv[1:7])
    for word in sys.argv[7:]:
        name, *argument = word.split(":", 1)
        getattr(end, name)(*argument)
    end.finish()


if __name__ == "__main__":
    main()
