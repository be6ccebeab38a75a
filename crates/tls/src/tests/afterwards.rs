//! After a handshake: key updates, requests for a certificate, renegotiation.

use super::endpoint::{Packing, Peer};
use super::fixtures::Sort;
use super::pair::Pair;
use crate::error::{Fatal, Reason};
use crate::facts::PostHandshakeAuth;
use crate::link::{Direction, Kind, Records};
use crate::machine::{Outcome, Side};
use crate::registry::alert;
use crate::registry::field::{UPDATE_NOT_REQUESTED, UPDATE_REQUESTED};
use crate::registry::message::{HandshakeType, KEY_UPDATE};
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};

fn connected(version: ProtocolVersion) -> Pair {
    complete(Pair::new().only(version))
}

fn complete(mut pair: Pair) -> Pair {
    pair.finish();
    pair.exchange();
    pair.client.take_journal();
    pair.server.take_journal();
    pair
}

fn updates(peer: &Peer, from: &str) -> usize {
    let label = format!("log {from}_TRAFFIC_SECRET_N");
    let logged = peer.noted(&["log"]);
    logged.iter().filter(|entry| **entry == label).count()
}

#[test]
fn keys_are_updated() {
    for (request, answers) in [(false, 0), (true, 1)] {
        for side in [Side::Client, Side::Server] {
            let mut pair = connected(TLS13);
            let (peer, own, other) = match side {
                Side::Client => (&mut pair.client, "CLIENT", "SERVER"),
                Side::Server => (&mut pair.server, "SERVER", "CLIENT"),
            };
            peer.handshake.key_update = Some(request);
            assert_eq!(peer.advance(), Outcome::Done);
            pair.exchange();
            pair.talk();
            for peer in [&pair.client, &pair.server] {
                assert_eq!(updates(peer, own), 1);
                assert_eq!(updates(peer, other), answers);
            }
            pair.talk();
        }
    }
}

/// Both ask at once. Neither answer asks again.
#[test]
fn keys_are_updated_by_both() {
    let mut pair = connected(TLS13);
    for peer in [&mut pair.client, &mut pair.server] {
        peer.handshake.key_update = Some(true);
        assert_eq!(peer.advance(), Outcome::Done);
    }
    pair.exchange();
    pair.talk();
    for peer in [&pair.client, &pair.server] {
        assert_eq!(updates(peer, "CLIENT"), 2);
        assert_eq!(updates(peer, "SERVER"), 2);
    }
}

#[test]
fn a_request_for_keys_is_answered_in_order() {
    let mut pair = connected(TLS13);
    pair.client.handshake.key_update = Some(true);
    pair.client.advance();
    pair.exchange();
    pair.server.write(b"data");
    let words = [
        "loop", "state", "send", "receive", "install", "flush", "start", "done",
    ];
    assert_eq!(
        pair.server.noted(&words),
        [
            "start quietly",
            "loop",
            "loop",
            "state SR_KEY_UPDATE",
            "receive KEY_UPDATE",
            "install read lasting key",
            "loop",
            "state OK",
            "done quietly",
            "start quietly",
            "loop",
            "state SW_KEY_UPDATE",
            "send KEY_UPDATE",
            "flush",
            "install write lasting key",
            "loop",
            "state OK",
            "done quietly",
        ]
    );
}

/// A KeyUpdate on its own, or what a peer makes of it.
fn key_update(body: &[u8]) -> Vec<u8> {
    let mut message = vec![KEY_UPDATE.0, 0, 0, body.len() as u8];
    message.extend_from_slice(body);
    message
}

fn fails_with(messages: &[Vec<u8>], fatal: Fatal) {
    let mut pair = connected(TLS13);
    pair.client.packing.set(Packing::Together);
    for message in messages {
        pair.client.send(Kind::Handshake, message).expect("a key");
    }
    let output = pair.client.take_output();
    pair.server.deliver(&output);
    assert_eq!(pair.server.read(), Outcome::Failed(fatal));
    assert_eq!(pair.server.noted(&["failed"]).len(), 1);
}

#[test]
fn malformed_key_updates_are_refused() {
    let (length, value) = (
        Fatal::new(alert::DECODE_ERROR, Reason::BAD_KEY_UPDATE),
        Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_UPDATE),
    );
    fails_with(&[key_update(&[])], length);
    fails_with(&[key_update(&[2])], value);
    let too_long = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::EXCESSIVE_MESSAGE_SIZE);
    fails_with(&[key_update(&[0, 0])], too_long);
}

/// What follows in the same record would have come under the old key.
#[test]
fn a_key_update_ends_its_record() {
    let boundary = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::NOT_ON_RECORD_BOUNDARY);
    let update = key_update(&[UPDATE_NOT_REQUESTED.0]);
    fails_with(&[update.clone(), update.clone()], boundary);
    let partial = update[..3].to_vec();
    fails_with(&[key_update(&[UPDATE_REQUESTED.0]), partial], boundary);
}

/// Post-handshake authentication.
#[test]
fn a_certificate_is_asked_for_later() {
    for sort in [Some(Sort::P256), Some(Sort::Ed25519), None] {
        let pair = Pair::new().only(TLS13).ask_client(sort);
        pair.server
            .configure(|config| config.verify.post_handshake = true);
        pair.client
            .configure(|config| config.options.post_handshake_auth = true);
        let mut pair = complete(pair);
        let state = |peer: &Peer| peer.facts.post_handshake_auth.get();
        assert_eq!(state(&pair.client), PostHandshakeAuth::ExtensionSent);
        assert_eq!(state(&pair.server), PostHandshakeAuth::ExtensionReceived);
        assert!(pair.server.chain.borrow().is_empty());
        for _ in 0..2 {
            let pending = PostHandshakeAuth::RequestPending;
            pair.server.facts.post_handshake_auth.set(pending);
            assert_eq!(pair.server.advance(), Outcome::Done, "{}", pair.journals());
            pair.exchange();
            assert_eq!(pair.server.failure(), None, "{}", pair.journals());
            assert_eq!(state(&pair.client), PostHandshakeAuth::ExtensionSent);
            assert_eq!(state(&pair.server), PostHandshakeAuth::ExtensionReceived);
            let shown = pair.server.chain.borrow().first().cloned();
            assert_eq!(shown, sort.map(Sort::certificate));
            pair.talk();
        }
    }
}

/// A client that has not said so is not asked, and one that is asked nevertheless refuses.
#[test]
fn only_who_agrees_is_asked_later() {
    let mut pair = connected(TLS13);
    let request = vec![HandshakeType(13).0, 0, 0, 0];
    pair.server.send(Kind::Handshake, &request).expect("a key");
    let output = pair.server.take_output();
    pair.client.deliver(&output);
    let (alert, reason) = (alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE);
    assert_eq!(
        pair.client.read(),
        Outcome::Failed(Fatal::new(alert, reason))
    );
}

/// Runs both sides, which are in a later handshake.
fn renegotiate(pair: &mut Pair) {
    for _ in 0..20 {
        pair.exchange();
    }
}

/// A server asks; the session is resumed.
#[test]
fn a_server_asks_for_a_new_handshake() {
    let mut pair = connected(TLS12);
    pair.server.handshake.renegotiates = true;
    pair.server.handshake.hello_request_due = true;
    assert_eq!(pair.server.advance(), Outcome::Done);
    renegotiate(&mut pair);
    for peer in [&pair.client, &pair.server] {
        assert_eq!(peer.failure(), None, "{}", pair.journals());
        assert!(peer.has_noted("receive FINISHED"), "{}", pair.journals());
        assert!(peer.facts.hit.get());
    }
    pair.talk();
}

/// A client may want another handshake; the server allows it if its program does.
#[test]
fn a_client_asks_for_a_new_handshake() {
    for allowed in [true, false] {
        let mut pair = connected(TLS12);
        pair.server
            .configure(|config| config.options.allow_client_renegotiation = allowed);
        pair.client.handshake.renegotiates = true;
        pair.client.handshake.new_session = true;
        assert_eq!(pair.client.advance(), Outcome::Record);
        renegotiate(&mut pair);
        assert_eq!(pair.server.has_noted("warn NO_RENEGOTIATION"), !allowed);
        assert_eq!(pair.server.has_noted("receive FINISHED"), allowed);
        if allowed {
            assert_eq!(pair.server.failure(), None, "{}", pair.journals());
            assert_eq!(pair.client.failure(), None, "{}", pair.journals());
            pair.talk();
        } else {
            // The alert is fatal to who asked.
            let (alert, reason) = (alert::HANDSHAKE_FAILURE, Reason::NO_RENEGOTIATION);
            assert_eq!(pair.client.failure(), Some(Fatal::new(alert, reason)));
        }
    }
}

#[test]
fn a_client_may_refuse_a_new_handshake() {
    let mut pair = connected(TLS12);
    pair.client
        .configure(|config| config.options.no_renegotiation = true);
    pair.server.handshake.hello_request_due = true;
    assert_eq!(pair.server.advance(), Outcome::Done);
    let output = pair.server.take_output();
    pair.client.deliver(&output);
    pair.client.read();
    assert!(pair.client.has_noted("warn NO_RENEGOTIATION"));
    assert!(!pair.client.has_noted("send CLIENT_HELLO"));
}

/// A HelloRequest within a handshake is passed over: told to the msg callback, but not hashed.
#[test]
fn a_hello_request_within_a_handshake_is_passed_over() {
    for version in [TLS13, TLS12] {
        let mut pair = Pair::new().only(version);
        pair.server.tamper(|kind, message| {
            let request = (Kind::Handshake, vec![0, 0, 0, 0]);
            match kind {
                Kind::Handshake => vec![request, (kind, message.to_vec())],
                _ => vec![(kind, message.to_vec())],
            }
        });
        pair.drive();
        assert!(pair.client.is_done(), "{}", pair.journals());
        assert!(pair.client.has_noted("receive HELLO_REQUEST"));
    }
}

/// Keys that were updated seal and open with new numbers.
#[test]
fn numbers_of_records_begin_anew() {
    let mut pair = connected(TLS13);
    pair.talk();
    pair.client.handshake.key_update = Some(false);
    pair.client.advance();
    let secret = pair.client.secret(Direction::Write);
    assert!(secret.is_some());
    let sequence = pair.client.writer.borrow().key().map(|key| key.sequence());
    assert_eq!(sequence, Some(0));
    pair.talk();
}
