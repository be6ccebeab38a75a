//! Sessions: what they keep from one connection to the next, and when they are not used.

use super::fixtures::Sort;
use super::pair::Pair;
use crate::cipher::Cipher;
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::suite::*;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};

const VERSIONS: [ProtocolVersion; 2] = [TLS13, TLS12];

/// A first connection, of which both sides have a session.
fn first(version: ProtocolVersion) -> Pair {
    of(Pair::new().only(version))
}

fn of(mut pair: Pair) -> Pair {
    pair.finish();
    pair.exchange();
    pair
}

/// A connection resumes the session, or does not.
fn expect(pair: &mut Pair, resumes: bool) {
    pair.finish();
    for peer in [&pair.client, &pair.server] {
        assert_eq!(peer.facts.hit.get(), resumes, "{}", pair.journals());
    }
    let shown = pair.client.has_noted("receive CERTIFICATE");
    assert_eq!(shown, !resumes);
    pair.exchange();
    pair.talk();
}

fn suite(suite: CipherSuite) -> &'static Cipher {
    Cipher::find(suite).expect("a suite")
}

#[test]
fn a_client_without_tickets_resumes_by_id() {
    let pair = Pair::new().only(TLS12);
    pair.client
        .configure(|config| config.options.no_ticket = true);
    let pair = of(pair);
    assert!(!pair.client.has_noted("receive NEW_SESSION_TICKET"));
    expect(&mut pair.again(), true);
}

#[test]
fn no_ticket_comes_where_none_is_sealed() {
    let pair = Pair::new().only(TLS12);
    pair.server.on.seal.set(|_| false);
    let pair = of(pair);
    // In TLS 1.2 it was announced, and is empty.
    assert!(pair.client.has_noted("receive NEW_SESSION_TICKET"));
    let session = pair.client.session.borrow().clone().expect("a session");
    assert!(session.borrow().data.ticket.is_none());

    let pair = Pair::new().only(TLS13);
    pair.server.on.seal.set(|_| false);
    let pair = of(pair);
    assert!(!pair.client.has_noted("receive NEW_SESSION_TICKET"));
}

#[test]
fn tickets_are_counted() {
    for count in [0, 1, 2, 5] {
        let pair = Pair::new().only(TLS13);
        pair.server.configure(|config| config.num_tickets = count);
        let pair = of(pair);
        assert_eq!(pair.client.tickets.borrow().len(), count);
        if count > 0 {
            let mut second = pair.again();
            expect(&mut second, true);
            assert_eq!(second.client.tickets.borrow().len(), 1);
        }
    }
}

#[test]
fn a_lost_session_is_a_full_handshake() {
    for version in VERSIONS {
        for no_ticket in [false, true] {
            let pair = Pair::new().only(version);
            pair.server
                .configure(|config| config.options.no_ticket = no_ticket);
            let pair = of(pair);
            pair.server.store.cache.take();
            pair.server.store.sealed.take();
            expect(&mut pair.again(), false);
        }
    }
}

#[test]
fn a_suite_of_the_same_hash_will_do() {
    let mut pair = Pair::new().only(TLS13);
    pair.client
        .configure(|config| config.suites = vec![suite(TLS_AES_128_GCM_SHA256)]);
    pair = of(pair);
    let mut second = pair.again();
    second
        .client
        .configure(|config| config.suites = vec![suite(TLS_CHACHA20_POLY1305_SHA256)]);
    expect(&mut second, true);
    let facts = &second.client.facts;
    assert_eq!(facts.suite.get(), Some(suite(TLS_CHACHA20_POLY1305_SHA256)));
}

#[test]
fn the_suite_of_a_session_must_be_offered() {
    let pair = first(TLS12);
    let used = pair.client.facts.suite.get().expect("a suite");
    let mut second = pair.again();
    second
        .client
        .configure(|config| config.suites.retain(|suite| *suite != used));
    let (alert, reason) = (alert::ILLEGAL_PARAMETER, Reason::REQUIRED_CIPHER_MISSING);
    second.fail_server(Fatal::new(alert, reason));
}

/// Where a key exchange is possible, there is one, even if both would do without.
#[test]
fn keys_are_exchanged_where_possible() {
    let pair = Pair::new().only(TLS13);
    let mut second = of(pair.configure(|config| config.options.allow_no_dhe_kex = true)).again();
    expect(&mut second, true);
    for peer in [&second.client, &second.server] {
        assert!(peer.facts.share.borrow().is_some() && peer.facts.exchanged.get());
    }
}

#[test]
fn a_clients_certificate_stays_with_the_session() {
    for version in VERSIONS {
        let pair = of(Pair::new().only(version).ask_client(Some(Sort::Ed25519)));
        let mut second = pair.again();
        expect(&mut second, true);
        assert!(!second.client.has_noted("receive CERTIFICATE_REQUEST"));
        let session = second.server.session.borrow().clone().expect("a session");
        assert_eq!(session.borrow().chain, [Sort::Ed25519.certificate()]);
        assert!(session.borrow().data.has_peer);
    }
}

/// OpenSSL does not care about the name of a session (RFC 6066 section 3 does).
#[test]
fn another_name_resumes() {
    for version in VERSIONS {
        let pair = Pair::new().only(version);
        pair.client
            .configure(|config| config.host_name = Some(b"one.example".to_vec()));
        let mut second = of(pair).again();
        second
            .client
            .configure(|config| config.host_name = Some(b"two.example".to_vec()));
        expect(&mut second, true);
    }
}

#[test]
fn a_server_may_forbid_resumption() {
    let pair = Pair::new().only(TLS12);
    pair.server
        .configure(|config| config.callbacks.not_resumable = true);
    pair.server.on.resumable.set(|_| false);
    let pair = of(pair);
    assert!(pair.server.has_noted("callback resumable"));
    assert!(!pair.client.has_noted("receive NEW_SESSION_TICKET"));
}

#[test]
fn messages_of_a_tls12_resumption_come_in_order() {
    let mut second = first(TLS12).again();
    second.finish();
    let server = second.server.noted(&["send", "receive", "install"]);
    assert_eq!(
        server,
        [
            "receive CLIENT_HELLO",
            "send SERVER_HELLO",
            "send CHANGE_CIPHER_SPEC",
            "install write key",
            "send FINISHED",
            "install read key",
            "receive FINISHED",
        ]
    );
    let client = second.client.noted(&["send", "receive", "install"]);
    assert_eq!(
        client,
        [
            "send CLIENT_HELLO",
            "receive SERVER_HELLO",
            "install read key",
            "receive FINISHED",
            "send CHANGE_CIPHER_SPEC",
            "install write key",
            "send FINISHED",
        ]
    );
}
