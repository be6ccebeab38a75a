//! Whole handshakes with our server: keys, callbacks and messages in their order.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;
use crate::facts::PostHandshakeAuth;
use crate::machine::EarlyState;
use crate::registry::version::TLS13;
use crate::tests::endpoint::Peer;
use crate::tests::fixtures::Sort;
use crate::tests::pair::Pair;

fn pair(version: ProtocolVersion) -> Pair {
    let pair = Pair::new();
    pair.server
        .configure(|config| config.highest = Some(version));
    pair
}

fn give_certificate(peer: &Peer, sort: Sort) {
    peer.configure(|config| {
        config.current = Some(sort.credential().key_type);
        config.credentials = vec![sort.credential()];
        config.callbacks.certificate = true;
    });
}

/// The same sides again; the client has the session of the first handshake.
fn again(first: &Pair) -> Pair {
    let mut server = Endpoint::new(Side::Server);
    server.store = Rc::clone(&first.server.store);
    server.config = RefCell::new(first.server.config.borrow().clone());
    let client = Endpoint::new(Side::Client);
    client.config.replace(first.client.config.borrow().clone());
    let tickets = first.client.tickets.borrow();
    let session = tickets.last().cloned();
    let session = session.or_else(|| first.client.session.borrow().clone());
    client.session.replace(session);
    Pair {
        client: Peer::of(client),
        server: Peer::of(server),
    }
}

#[test]
fn keys_of_tls13_are_used_and_logged_as_they_are_derived() {
    let mut pair = pair(TLS13);
    pair.finish();
    assert_eq!(
        pair.client.noted(&["log", "install", "send"]),
        [
            "send CLIENT_HELLO",
            "log SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "install read key",
            "log EXPORTER_SECRET",
            "log SERVER_TRAFFIC_SECRET_0",
            "install read lasting key",
            "send CHANGE_CIPHER_SPEC",
            "log CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "install write key",
            "send FINISHED",
            "log CLIENT_TRAFFIC_SECRET_0",
            "install write lasting key",
        ]
    );
    pair.talk();
    assert_eq!(pair.client.facts.exporter_secret.borrow().len(), 48);
    assert_eq!(pair.client.facts.resumption_secret.borrow().len(), 48);
    assert_eq!(pair.client.facts.finished.get().len(), 48);
    let (own, of_server) = (&pair.client.facts, &pair.server.facts);
    assert_eq!(own.finished.get(), of_server.peer_finished.get());
    assert_eq!(own.peer_finished.get(), of_server.finished.get());
}

#[test]
fn keys_of_tls12_are_used_at_change_cipher_spec() {
    let mut pair = pair(TLS12);
    pair.finish();
    assert_eq!(
        pair.client.noted(&["log", "install", "send"]),
        [
            "send CLIENT_HELLO",
            "send CLIENT_KEY_EXCHANGE",
            "send CHANGE_CIPHER_SPEC",
            "install write key",
            "log CLIENT_RANDOM",
            "send FINISHED",
            "install read key",
        ]
    );
    pair.talk();
    assert_eq!(pair.client.facts.finished.get().len(), 12);
}

#[test]
fn the_certificate_has_the_first_key_of_tls13() {
    let mut pair = pair(TLS13);
    pair.server.configure(|config| config.verify.peer = true);
    give_certificate(&pair.client, Sort::Ed25519);
    pair.finish();
    let notes = pair.client.noted(&["log", "install", "send"]);
    assert_eq!(
        notes[6..],
        [
            "send CHANGE_CIPHER_SPEC",
            "log CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "install write key",
            "send CERTIFICATE",
            "send CERTIFICATE_VERIFY",
            "send FINISHED",
            "log CLIENT_TRAFFIC_SECRET_0",
            "install write lasting key",
        ]
    );
    pair.talk();
}

/// Messages and callbacks of a client that is asked for a certificate.
fn asked(version: ProtocolVersion, certificate: Option<Sort>) -> Vec<String> {
    let mut pair = pair(version);
    pair.server.configure(|config| config.verify.peer = true);
    if let Some(sort) = certificate {
        give_certificate(&pair.client, sort);
    }
    pair.client.configure(|config| {
        config.callbacks.certificate = true;
        config.callbacks.status = true;
        config.status_type = Some(1);
    });
    pair.finish();
    let notes = pair.client.noted(&["callback", "receive", "use", "send"]);
    pair.talk();
    let start = notes.iter().position(|note| note == "callback verify");
    notes[start.unwrap()..].to_vec()
}

#[test]
fn callbacks_of_tls12_follow_the_request() {
    let sent = [
        "callback verify",
        "receive SERVER_KEY_EXCHANGE",
        "receive CERTIFICATE_REQUEST",
        "callback certificate",
        "use Ec",
        "receive SERVER_HELLO_DONE",
        "callback status",
        "send CERTIFICATE",
        "send CLIENT_KEY_EXCHANGE",
        "send CERTIFICATE_VERIFY",
        "send CHANGE_CIPHER_SPEC",
        "send FINISHED",
        "receive NEW_SESSION_TICKET",
        "receive FINISHED",
    ];
    assert_eq!(asked(TLS12, Some(Sort::P256)), sent);
    let none = asked(TLS12, None);
    assert_eq!(none[4], "callback client_certificate");
    assert!(none.contains(&"send CERTIFICATE".to_owned()));
    assert!(!none.contains(&"send CERTIFICATE_VERIFY".to_owned()));
}

#[test]
fn callbacks_of_tls13_follow_the_proof() {
    let sent = [
        "callback verify",
        "receive CERTIFICATE_VERIFY",
        "callback certificate",
        "use Rsa",
        "receive FINISHED",
        "callback status",
        "send CHANGE_CIPHER_SPEC",
        "send CERTIFICATE",
        "send CERTIFICATE_VERIFY",
        "send FINISHED",
    ];
    assert_eq!(asked(TLS13, Some(Sort::Rsa)), sent);
    let none = asked(TLS13, None);
    assert_eq!(none[3], "callback client_certificate");
    assert!(!none.contains(&"send CERTIFICATE_VERIFY".to_owned()));
}

#[test]
fn a_callback_may_bring_the_certificate() {
    for version in [TLS12, TLS13] {
        let mut pair = pair(version);
        pair.server.configure(|config| config.verify.peer = true);
        pair.client.on.client_certificate.set(|link| {
            link.configure(|config| {
                config.current = Some(KeyType::Rsa);
                config.credentials = vec![Sort::Rsa.credential()];
            });
            crate::link::CertificateAnswer::Given
        });
        pair.finish();
        assert!(pair.client.has_noted("send CERTIFICATE_VERIFY"));
        pair.talk();
    }
}

#[test]
fn a_request_after_the_handshake_is_answered_under_the_present_keys() {
    for certificate in [Some(Sort::Rsa), None] {
        let mut pair = pair(TLS13);
        pair.server.configure(|config| {
            config.verify.peer = true;
            config.verify.post_handshake = true;
        });
        pair.client
            .configure(|config| config.options.post_handshake_auth = true);
        if let Some(sort) = certificate {
            give_certificate(&pair.client, sort);
        }
        pair.finish();
        pair.talk();
        for _ in 0..2 {
            pair.client.take_journal();
            let auth = &pair.server.facts.post_handshake_auth;
            auth.set(PostHandshakeAuth::RequestPending);
            pair.server.advance();
            pair.talk();
            let sent: &[&str] = match certificate {
                Some(_) => &[
                    "send CERTIFICATE",
                    "send CERTIFICATE_VERIFY",
                    "send FINISHED",
                ],
                None => &["send CERTIFICATE", "send FINISHED"],
            };
            assert_eq!(pair.client.noted(&["send", "install", "log"]), sent);
        }
    }
}

#[test]
fn early_data_has_a_key_of_its_own() {
    let mut first = pair(TLS13);
    first.server.configure(|config| config.max_early_data = 100);
    first.finish();
    first.talk();
    let mut pair = again(&first);
    pair.client.handshake.early = EarlyState::Connecting;
    pair.server.handshake.early = EarlyState::Accepting;
    pair.client.advance();
    assert!(pair.client.is_done());
    assert_eq!(
        pair.client.noted(&["send", "log", "install", "rule"]),
        [
            "send CLIENT_HELLO",
            "send CHANGE_CIPHER_SPEC",
            "log EARLY_EXPORTER_SECRET",
            "log CLIENT_EARLY_TRAFFIC_SECRET",
            "install write key",
            "rule OwnPlaintextAlerts(true)",
        ]
    );
    pair.client.take_journal();
    pair.client.handshake.early = EarlyState::FinishedWriting;
    pair.client.outcome = None;
    pair.drive();
    assert!(pair.client.is_done());
    let notes = pair.client.noted(&["send", "install"]);
    assert_eq!(
        notes[2..],
        [
            "send END_OF_EARLY_DATA",
            "install write none",
            "install write key",
            "send FINISHED",
            "install write lasting key",
        ]
    );
}

#[test]
fn sessions_are_resumed() {
    for version in [TLS12, TLS13] {
        for without_tickets in [false, true] {
            let mut first = pair(version);
            first
                .server
                .configure(|config| config.options.no_ticket = without_tickets);
            first.finish();
            first.talk();
            let mut second = again(&first);
            second.finish();
            assert!(second.client.facts.hit.get());
            assert!(!second.client.has_noted("receive CERTIFICATE"));
            second.talk();
        }
    }
}

#[test]
fn a_hello_request_leads_to_an_abbreviated_handshake() {
    let mut pair = pair(TLS12);
    pair.finish();
    pair.talk();
    let server = &mut pair.server;
    server.handshake.renegotiates = true;
    server.handshake.hello_request_due = true;
    server.advance();
    let request = server.take_output();
    server.outcome = None;
    pair.client.outcome = None;
    pair.client.deliver(&request);
    pair.drive();
    assert!(pair.client.is_done() && pair.client.facts.hit.get());
    assert_eq!(pair.client.facts.renegotiations.get(), 1);
    pair.talk();
}

#[test]
fn keys_are_updated_in_both_directions() {
    let mut pair = pair(TLS13);
    pair.finish();
    pair.talk();
    pair.client.take_journal();
    pair.client.handshake.key_update = Some(true);
    pair.client.advance();
    pair.talk();
    // The server's answer waits for something to write.
    pair.server.advance();
    pair.talk();
    assert_eq!(
        pair.client.noted(&["send", "receive", "log", "install"]),
        [
            "send KEY_UPDATE",
            "log CLIENT_TRAFFIC_SECRET_N",
            "install write lasting key",
            "receive KEY_UPDATE",
            "log SERVER_TRAFFIC_SECRET_N",
            "install read lasting key",
        ]
    );
}

#[test]
fn each_key_exchange_works() {
    for name in [
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_PSK_WITH_AES_128_GCM_SHA256",
        "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_DHE_PSK_WITH_AES_256_GCM_SHA384",
        "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    ] {
        let mut pair = Pair::with(Sort::Rsa);
        for peer in [&pair.client, &pair.server] {
            peer.configure(|config| {
                config.suites = vec![suite(name)];
                config.highest = Some(TLS12);
                config.dh = true;
                config.callbacks.psk_client = true;
                config.callbacks.psk_server = true;
            });
            peer.forbid(None);
            let psk = (c"somebody".into(), vec![5; 16], 16);
            peer.on.old_psk.replace(Some(psk));
        }
        pair.finish();
        pair.talk();
    }
}
