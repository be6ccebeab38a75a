//! The order in which messages go, callbacks run, keys change and secrets are logged.
//!
//! The lists follow from OpenSSL's `statem/*.c`, `tls13_enc.c` and `ssl_lib.c`, not from what our engine does.

use super::endpoint::Peer;
use super::fixtures::Sort;
use super::pair::Pair;
use crate::link::NameAnswer;
use crate::registry::field::OCSP_STATUS;
use crate::registry::group::SECP384R1;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};

/// What the lists are about.
const WORDS: &[&str] = &[
    "start",
    "flush",
    "send",
    "receive",
    "callback",
    "log",
    "install",
    "end_session",
    "done",
];

/// All callbacks of both sides.
fn with_callbacks(pair: Pair) -> Pair {
    let pair = pair.ask_client(Some(Sort::P256));
    pair.client.configure(|config| {
        config.host_name = Some(b"example.org".to_vec());
        config.alpn = b"\x02h2".to_vec();
        config.status_type = Some(OCSP_STATUS.0);
        config.callbacks.status = true;
        config.callbacks.certificate = true;
        config.callbacks.client_certificate = true;
    });
    pair.server.configure(|config| {
        config.callbacks.client_hello = true;
        config.callbacks.server_name = true;
        config.callbacks.alpn_select = true;
        config.callbacks.certificate = true;
        config.callbacks.status = true;
        config.callbacks.not_resumable = true;
    });
    pair.server.on.server_name.set(|_| NameAnswer::Accept);
    pair.server.on.select_alpn.set(|_| Ok(Some(b"h2".to_vec())));
    pair.server.response.replace(b"response".to_vec());
    pair
}

fn run(mut pair: Pair) -> Pair {
    pair.finish();
    pair.exchange();
    pair
}

fn first(version: ProtocolVersion) -> Pair {
    run(with_callbacks(Pair::new().only(version)))
}

fn again(version: ProtocolVersion) -> Pair {
    run(with_callbacks(first(version).again()))
}

fn retried() -> Pair {
    let pair = with_callbacks(Pair::new().only(TLS13));
    pair.server
        .configure(|config| config.groups = vec![SECP384R1]);
    run(pair)
}

#[track_caller]
fn expect(peer: &Peer, list: &str) {
    let list: Vec<_> = list.lines().map(str::trim).skip(1).collect();
    assert_eq!(peer.noted(WORDS), list);
}

#[test]
fn a_full_handshake_of_tls13() {
    let pair = first(TLS13);
    expect(&pair.client, TLS13_CLIENT);
    expect(&pair.server, TLS13_SERVER);
}

#[test]
fn a_resumed_handshake_of_tls13() {
    let pair = again(TLS13);
    expect(&pair.client, RESUMED_TLS13_CLIENT);
    expect(&pair.server, RESUMED_TLS13_SERVER);
}

#[test]
fn a_handshake_with_a_retry() {
    let pair = retried();
    expect(&pair.client, RETRY_CLIENT);
    expect(&pair.server, RETRY_SERVER);
}

#[test]
fn a_full_handshake_of_tls12() {
    let pair = first(TLS12);
    expect(&pair.client, TLS12_CLIENT);
    expect(&pair.server, TLS12_SERVER);
}

#[test]
fn a_resumed_handshake_of_tls12() {
    let pair = again(TLS12);
    expect(&pair.client, RESUMED_TLS12_CLIENT);
    expect(&pair.server, RESUMED_TLS12_SERVER);
}

/// The info callback hears of a step before the state changes. The turn from writing to reading is a step
/// without a state.
#[test]
fn steps_are_told_before_the_state_changes() {
    for pair in [
        first(TLS13),
        again(TLS13),
        retried(),
        first(TLS12),
        again(TLS12),
    ] {
        for peer in [&pair.client, &pair.server] {
            let journal = peer.take_journal();
            for (index, entry) in journal.iter().enumerate() {
                if entry.starts_with("state ") {
                    assert_eq!(journal[index - 1], "loop", "{entry}");
                }
                if entry == "outcome Record" {
                    assert_eq!(journal[index - 1], "loop");
                }
            }
        }
    }
}

const TLS13_CLIENT: &str = "
    start
    send CLIENT_HELLO
    flush
    receive SERVER_HELLO
    log SERVER_HANDSHAKE_TRAFFIC_SECRET
    install read key
    receive ENCRYPTED_EXTENSIONS
    callback server_name
    receive CERTIFICATE_REQUEST
    receive CERTIFICATE
    callback verify
    receive CERTIFICATE_VERIFY
    callback certificate
    receive FINISHED
    log EXPORTER_SECRET
    log SERVER_TRAFFIC_SECRET_0
    install read lasting key
    callback status
    send CHANGE_CIPHER_SPEC
    log CLIENT_HANDSHAKE_TRAFFIC_SECRET
    install write key
    send CERTIFICATE
    send CERTIFICATE_VERIFY
    send FINISHED
    flush
    log CLIENT_TRAFFIC_SECRET_0
    install write lasting key
    end_session
    done
    start quietly
    receive NEW_SESSION_TICKET
    done quietly
    start quietly
    receive NEW_SESSION_TICKET
    done quietly";

const TLS13_SERVER: &str = "
    start
    receive CLIENT_HELLO
    callback client_hello
    callback server_name
    callback alpn
    callback certificate
    callback resumable
    callback status
    send SERVER_HELLO
    send CHANGE_CIPHER_SPEC
    log SERVER_HANDSHAKE_TRAFFIC_SECRET
    install write key
    log CLIENT_HANDSHAKE_TRAFFIC_SECRET
    install read key
    send ENCRYPTED_EXTENSIONS
    send CERTIFICATE_REQUEST
    send CERTIFICATE
    send CERTIFICATE_VERIFY
    send FINISHED
    flush
    log EXPORTER_SECRET
    log SERVER_TRAFFIC_SECRET_0
    install write lasting key
    receive CERTIFICATE
    callback verify
    receive CERTIFICATE_VERIFY
    receive FINISHED
    log CLIENT_TRAFFIC_SECRET_0
    install read lasting key
    end_session
    done but for more
    callback generate_ticket
    callback seal
    send NEW_SESSION_TICKET
    flush
    callback generate_ticket
    callback seal
    send NEW_SESSION_TICKET
    flush
    done quietly";

const RESUMED_TLS13_CLIENT: &str = "
    start
    send CLIENT_HELLO
    flush
    receive SERVER_HELLO
    log SERVER_HANDSHAKE_TRAFFIC_SECRET
    install read key
    receive ENCRYPTED_EXTENSIONS
    callback server_name
    receive FINISHED
    log EXPORTER_SECRET
    log SERVER_TRAFFIC_SECRET_0
    install read lasting key
    callback status
    send CHANGE_CIPHER_SPEC
    log CLIENT_HANDSHAKE_TRAFFIC_SECRET
    install write key
    send FINISHED
    flush
    log CLIENT_TRAFFIC_SECRET_0
    install write lasting key
    end_session
    done
    start quietly
    receive NEW_SESSION_TICKET
    done quietly";

const RESUMED_TLS13_SERVER: &str = "
    start
    receive CLIENT_HELLO
    callback client_hello
    callback open_ticket
    callback server_name
    callback alpn
    send SERVER_HELLO
    send CHANGE_CIPHER_SPEC
    log SERVER_HANDSHAKE_TRAFFIC_SECRET
    install write key
    log CLIENT_HANDSHAKE_TRAFFIC_SECRET
    install read key
    send ENCRYPTED_EXTENSIONS
    send FINISHED
    flush
    log EXPORTER_SECRET
    log SERVER_TRAFFIC_SECRET_0
    install write lasting key
    receive FINISHED
    log CLIENT_TRAFFIC_SECRET_0
    install read lasting key
    end_session
    done but for more
    callback generate_ticket
    callback seal
    send NEW_SESSION_TICKET
    flush
    done quietly";

const TLS12_CLIENT: &str = "
    start
    send CLIENT_HELLO
    flush
    receive SERVER_HELLO
    callback server_name
    receive CERTIFICATE
    callback verify
    receive CERTIFICATE_STATUS
    receive SERVER_KEY_EXCHANGE
    receive CERTIFICATE_REQUEST
    callback certificate
    receive SERVER_HELLO_DONE
    callback status
    send CERTIFICATE
    send CLIENT_KEY_EXCHANGE
    send CERTIFICATE_VERIFY
    send CHANGE_CIPHER_SPEC
    install write key
    log CLIENT_RANDOM
    send FINISHED
    flush
    receive NEW_SESSION_TICKET
    install read key
    receive FINISHED
    end_session
    done";

const TLS12_SERVER: &str = "
    start
    receive CLIENT_HELLO
    callback client_hello
    callback open_ticket
    callback server_name
    callback certificate
    callback resumable
    callback status
    callback alpn
    send SERVER_HELLO
    send CERTIFICATE
    send CERTIFICATE_STATUS
    send SERVER_KEY_EXCHANGE
    send CERTIFICATE_REQUEST
    send SERVER_HELLO_DONE
    flush
    receive CERTIFICATE
    callback verify
    receive CLIENT_KEY_EXCHANGE
    receive CERTIFICATE_VERIFY
    install read key
    receive FINISHED
    callback generate_ticket
    callback seal
    send NEW_SESSION_TICKET
    send CHANGE_CIPHER_SPEC
    install write key
    log CLIENT_RANDOM
    send FINISHED
    flush
    end_session
    done";

const RESUMED_TLS12_CLIENT: &str = "
    start
    send CLIENT_HELLO
    flush
    receive SERVER_HELLO
    callback server_name
    install read key
    receive FINISHED
    send CHANGE_CIPHER_SPEC
    install write key
    log CLIENT_RANDOM
    send FINISHED
    flush
    end_session
    done";

const RESUMED_TLS12_SERVER: &str = "
    start
    receive CLIENT_HELLO
    callback client_hello
    callback open_ticket
    callback server_name
    callback alpn
    send SERVER_HELLO
    send CHANGE_CIPHER_SPEC
    install write key
    log CLIENT_RANDOM
    send FINISHED
    flush
    install read key
    receive FINISHED
    end_session
    done";

const RETRY_CLIENT: &str = "
    start
    send CLIENT_HELLO
    flush
    receive SERVER_HELLO
    install write none
    send CHANGE_CIPHER_SPEC
    send CLIENT_HELLO
    flush
    receive SERVER_HELLO
    log SERVER_HANDSHAKE_TRAFFIC_SECRET
    install read key
    receive ENCRYPTED_EXTENSIONS
    callback server_name
    receive CERTIFICATE_REQUEST
    receive CERTIFICATE
    callback verify
    receive CERTIFICATE_VERIFY
    callback certificate
    receive FINISHED
    log EXPORTER_SECRET
    log SERVER_TRAFFIC_SECRET_0
    install read lasting key
    callback status
    log CLIENT_HANDSHAKE_TRAFFIC_SECRET
    install write key
    send CERTIFICATE
    send CERTIFICATE_VERIFY
    send FINISHED
    flush
    log CLIENT_TRAFFIC_SECRET_0
    install write lasting key
    end_session
    done
    start quietly
    receive NEW_SESSION_TICKET
    done quietly
    start quietly
    receive NEW_SESSION_TICKET
    done quietly";

const RETRY_SERVER: &str = "
    start
    receive CLIENT_HELLO
    callback client_hello
    callback server_name
    callback alpn
    callback certificate
    callback resumable
    callback status
    send SERVER_HELLO
    send CHANGE_CIPHER_SPEC
    flush
    receive CLIENT_HELLO
    callback client_hello
    callback server_name
    callback alpn
    callback certificate
    callback resumable
    callback status
    send SERVER_HELLO
    log SERVER_HANDSHAKE_TRAFFIC_SECRET
    install write key
    log CLIENT_HANDSHAKE_TRAFFIC_SECRET
    install read key
    send ENCRYPTED_EXTENSIONS
    send CERTIFICATE_REQUEST
    send CERTIFICATE
    send CERTIFICATE_VERIFY
    send FINISHED
    flush
    log EXPORTER_SECRET
    log SERVER_TRAFFIC_SECRET_0
    install write lasting key
    receive CERTIFICATE
    callback verify
    receive CERTIFICATE_VERIFY
    receive FINISHED
    log CLIENT_TRAFFIC_SECRET_0
    install read lasting key
    end_session
    done but for more
    callback generate_ticket
    callback seal
    send NEW_SESSION_TICKET
    flush
    callback generate_ticket
    callback seal
    send NEW_SESSION_TICKET
    flush
    done quietly";
