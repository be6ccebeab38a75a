"""The cases: the program, its count, and the target for the ratio of ours to the system's library."""
import dataclasses

AES128, AES256 = "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"
CHACHA = "TLS_CHACHA20_POLY1305_SHA256"


@dataclasses.dataclass
class Case:
    """One line of the table. `target` begins with the side on which the ratio should be."""

    title: str
    name: str           # the case of the C program, or of programs.py
    count: int          # operations per measurement
    target: str = ""
    version: str = "1.3"
    key: str = "p256"
    suite: str = "-"
    unit: str = "µs"    # of one operation; "MB/s", "/s": per CPU second; "kB"
    size: int = 0       # bytes of one operation, for MB/s
    instructions: int = 0  # operations for `make bench-instr`; 0: not counted there
    aead: str = ""      # whose share of the fastest AEAD is told; sealing and opening are all there is to do

    @property
    def rate(self):
        """A higher figure is better."""
        return self.unit in ("MB/s", "/s")

    def figure(self, measured):
        """From seconds (or bytes) for all operations to the unit."""
        if self.unit == "MB/s":
            return self.count * self.size / measured / 1e6
        if self.unit == "/s":
            return self.count / measured
        return measured / self.count * (1e-3 if self.unit == "kB" else 1e6)

    def met(self, ratio):
        """Whether the ratio of ours to the system's library meets the target."""
        side, value = self.target.split()
        return ratio >= float(value) if side == "≥" else ratio <= float(value)


def bulk(title, name, count, suite, target, size, instructions=0, aead=""):
    return Case(title, name, count, target, suite=suite, unit="MB/s", size=size,
                instructions=instructions, aead=aead)


# What a bulk case should reach of the fastest AEAD.
SHARE = 0.8


CASES = [
    bulk("16 KiB writes, BIO pair, AES-128-GCM", "bulk", 30000, AES128, "≥ 2.4", 16384, 200,
         aead="AES-128-GCM"),
    bulk("16 KiB writes, BIO pair, AES-256-GCM", "bulk", 30000, AES256, "≥ 2.3", 16384, 200,
         aead="AES-256-GCM"),
    bulk("16 KiB writes, BIO pair, ChaCha20-Poly1305", "bulk", 30000, CHACHA, "≥ 1.1", 16384, 200),
    bulk("64 KiB writes, socketpair, two threads, AES-128-GCM", "socket", 6000, AES128, "≥ 1.5",
         65536),
    bulk("64 KiB writes, socketpair, two threads, AES-256-GCM", "socket", 6000, AES256, "≥ 1.4",
         65536),
    bulk("64 KiB writes, socketpair, two threads, ChaCha20-Poly1305", "socket", 6000, CHACHA,
         "≥ 1.1", 65536),
    bulk("1 KiB writes, BIO pair, AES-128-GCM", "small", 200000, AES128, "≥ 2", 1024, 2000),
    Case("full handshakes, TLS 1.3, P-256", "handshake", 400, "≥ 2.5", unit="/s", instructions=20),
    Case("full handshakes, TLS 1.3, RSA-2048", "handshake", 400, "≥ 1.8", key="rsa", unit="/s",
         instructions=20),
    Case("full handshakes, TLS 1.2, P-256", "handshake", 400, "≥ 2.8", "1.2", unit="/s",
         instructions=20),
    Case("full handshakes, TLS 1.2, RSA-2048", "handshake", 400, "≥ 2.0", "1.2", "rsa", unit="/s",
         instructions=20),
    Case("full handshakes, a new SSL_CTX each, TLS 1.3, P-256", "first", 400, "≥ 1.8", unit="/s",
         instructions=20),
    Case("resumed handshakes, TLS 1.3", "resumed", 1000, "≥ 1.8", unit="/s", instructions=50),
    Case("resumed handshakes, TLS 1.2", "resumed", 4000, "≥ 1.0", "1.2", unit="/s",
         instructions=50),
    Case("one-way SSL_shutdown", "one-way", 2000, "≤ 0.5", instructions=50),
    Case("two-way SSL_shutdown, both ends", "two-way", 2000, "≤ 0.5", instructions=50),
    Case("SSL_new and SSL_free", "new-free", 100000, "≤ 0.3", instructions=1000),
    Case("SSL_free of both ends of an established connection", "free", 1000, "≤ 0.1",
         instructions=50),
    Case("SSL_CTX_new and SSL_CTX_free", "context", 2000, "≤ 0.6", instructions=100),
    Case("heap of an idle established pair, TLS 1.3", "heap", 2000, "≤ 0.08", unit="kB"),
    Case("heap of an idle established pair, TLS 1.2", "heap", 2000, "≤ 0.08", "1.2", unit="kB"),
    Case("start of `curl --version`", "curl-version", 20, "≤ 1.1"),
    Case("`curl` of a small page", "curl-page", 20, "≤ 1.1"),
    Case("nginx, keep-alive, 1 KiB", "nginx-keep-alive", 100000, "≥ 1.1", unit="/s"),
    Case("nginx, new connections", "nginx-new", 4000, "≥ 2", unit="/s"),
    Case("nginx, files of 5 MB", "nginx-files", 400, "≥ 1.5", unit="MB/s", size=5_000_000),
]

CROWDS = (1, 100, 1000, 10000)

# What is measured with so many connections open: title, case, unit, operations that it does
# whatever its count (0: as many as there are connections).
GROWTH = [("heap of a pair", "heap", "kB", 0),
          ("SSL_new, handshake, SSL_free", "churn", "µs", 1000),
          ("100 bytes there and back, on each in turn", "echo", "µs", 200000)]
THREADS = [("1 thread", Case("", "handshake", 2000)),
           ("2 threads, shared contexts", Case("", "threads", 2000))]
