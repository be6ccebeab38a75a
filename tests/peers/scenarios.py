"""Every way of ending a connection: the steps of each end, and the expected output of each.

The left column is our end, openssl.c on one of the two libraries; the right one is the peer. Both use the
commands of end.c. An answer of None is not compared; a peer's last answer, `left`, is what it found on the
wire after everything that TLS has read.
"""

SENT, DONE = "shutdown: 0 SYSCALL, sent", "shutdown: 1 NONE, both"
CLOSED, CLEAN = "read: 0 ZERO_RETURN", "read: close_notify"
EOF = "unexpected eof while reading"
IN_INIT = "shutdown: -1 SSL, shutdown while in init"
RESET = "SYSCALL, Connection reset by peer"
NOTHING = "left: 0 bytes, eof"
LONG = 3_000_000


class Scenario:
    def __init__(self, name, *steps, only=None):
        """A step is (ours, what it says, peer's, what it says): either pair may be None."""
        self.name, self.only = name, only
        self.ours = [step[0] for step in steps if step[0]]
        self.our_answers = [step[1] for step in steps if step[0] and step[1]]
        self.peers = [step[2] for step in steps if step[2]]
        self.peer_answers = [step[3] for step in steps if step[2] and step[3]]
        if "reset" not in self.peers:
            self.peer_answers.append(NOTHING)


def both(ours, said, peers, answered):
    return ours, said, peers, answered


def us(word, said=None):
    return word, said, None, None


def peer(word, said=None):
    return None, None, word, said


def text(word, value):
    """One end writes, and the other reads it."""
    if word == "ours":
        return both(f"write:{value}", f"write: {value}", "read", f"read: {value}")
    return both("read", f"read: {value}", f"write:{value}", f"write: {value}")


SCENARIOS = [
    Scenario("one_way", text("ours", "hello"), both("shutdown", SENT, "read", CLEAN)),
    Scenario("two_way", text("ours", "hello"), both("shutdown", SENT, "read", CLEAN),
             both("shutdown", DONE, "close", None), us("shutdown", DONE)),
    Scenario("both_at_once", text("ours", "hello"), both("shutdown", SENT, "close", None),
             both("shutdown", DONE, "read", CLEAN)),
    Scenario("peer_first", text("peer", "hello"), both("read", CLOSED, "close", None),
             both("shutdown", DONE, "read", CLEAN)),
    Scenario("peer_first_unread", text("peer", "hello"), both("shutdown", SENT, "close", None),
             both("shutdown", DONE, "read", CLEAN)),
    Scenario("answer_after_peers_close", both("read", CLOSED, "close", None),
             text("ours", "answer"), both("shutdown", DONE, "read", CLEAN)),
    Scenario("data_in_flight", both("shutdown", SENT, "write:late", "write: late"),
             both("shutdown", "shutdown: -1 SSL, application data after close notify, sent",
                  "read", CLEAN), us("shutdown", IN_INIT + ", sent")),
    Scenario("data_after_close_notify", both("shutdown", SENT, "read", CLEAN),
             both("shutdown", "shutdown: -1 SSL, application data after close notify, sent",
                  "write:late", "write: late")),
    Scenario("data_in_flight_read", both("shutdown", SENT, "read", CLEAN), text("peer", "late"),
             both("read", CLOSED, "close", None), us("shutdown", DONE)),
    Scenario("quiet", text("ours", "hello"), us("quiet"),
             both("shutdown", DONE, "read", "read: eof")),
    Scenario("peer_ends_without_close_notify", text("ours", "hello"),
             both("read", f"read: 0 SSL, {EOF}", "fin", None),
             both("shutdown", IN_INIT, "read", "read: alert 50")),
    Scenario("end_of_file_ignored", text("ours", "hello"), us("ignore-eof"),
             both("read", CLOSED, "fin", None), both("shutdown", DONE, "read", CLEAN)),
    Scenario("end_of_file_in_second_call", both("shutdown", SENT, "read", CLEAN),
             both("shutdown", f"shutdown: -1 SSL, {EOF}, sent", "fin", None)),
    Scenario("peer_resets", text("ours", "hello"), text("peer", "ready"),
             both("read", f"read: -1 {RESET}", "reset", None),
             us("shutdown", "shutdown: -1 SYSCALL, Broken pipe, sent")),
    Scenario("peer_resets_before_the_first_call", text("ours", "hello"), peer("reset"), us("wait"),
             us("shutdown", f"shutdown: -1 {RESET}, sent")),
    Scenario("peer_resets_in_second_call", text("ours", "hello"),
             both("shutdown", SENT, "read", CLEAN),
             both("shutdown", f"shutdown: -1 {RESET}, sent", "reset", None)),
    Scenario("we_reset", text("ours", "hello"), text("peer", "ready"),
             both("reset", None, "read", "read: reset")),
    Scenario("half_close_then_a_long_download", text("ours", "request"),
             both("shutdown", SENT, "read", CLEAN),
             both("readall", f"readall: {LONG} bytes, 0 ZERO_RETURN", f"send:{LONG}",
                  f"send: {LONG} bytes"),
             both("shutdown", DONE, "close", None)),
    Scenario("peers_half_close_then_a_long_answer", text("peer", "request"),
             both("read", CLOSED, "close", None),
             both(f"send:{LONG}", f"send: {LONG} bytes", "readall",
                  f"readall: {LONG} bytes, close_notify"),
             us("shutdown", DONE)),
    Scenario("plaintext_after_the_close", text("ours", "hello"),
             both("shutdown", SENT, "read", CLEAN), both("shutdown", DONE, "close", None),
             both("take:over to you", "take: over to you", "plain:over to you", "plain: 11 bytes"),
             both("plain:and back", "plain: 8 bytes", "take:and back", "take: and back")),
    Scenario("plaintext_after_the_peers_close", both("read", CLOSED, "close", None),
             both("shutdown", DONE, "read", CLEAN),
             both("plain:over to you", "plain: 11 bytes", "take:over to you", "take: over to you"),
             both("take:and back", "take: and back", "plain:and back", "plain: 8 bytes")),
    Scenario("key_update_before_the_answer", both("shutdown", SENT, "read", CLEAN), peer("rekey"),
             both("shutdown", DONE, "close", None), only=("gnutls", "1.3")),
    Scenario("key_update_before_the_data", both("shutdown", SENT, "read", CLEAN), peer("rekey"),
             text("peer", "late"), both("read", CLOSED, "close", None), us("shutdown", DONE),
             only=("gnutls", "1.3")),
]
