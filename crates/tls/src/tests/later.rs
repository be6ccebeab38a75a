//! Handshakes after the first, and certificate requests after a handshake.

use super::fixtures::Sort;
use super::pair::Pair;
use crate::error::{Fatal, Reason};
use crate::facts::PostHandshakeAuth;
use crate::machine::Outcome;
use crate::registry::alert;
use crate::registry::version::{TLS12, TLS13};

/// Two sides after a handshake of TLS 1.2, whose server lets clients renegotiate.
fn first() -> Pair {
    let mut pair = Pair::new().only(TLS12);
    pair.server
        .configure(|config| config.options.allow_client_renegotiation = true);
    pair.finish();
    pair.talk();
    pair
}

/// The server asks for another handshake (`SSL_renegotiate`, `SSL_do_handshake`).
fn request(pair: &mut Pair) {
    let handshake = &mut pair.server.handshake;
    handshake.renegotiates = true;
    handshake.new_session = true;
    handshake.hello_request_due = true;
    assert_eq!(pair.server.advance(), Outcome::Done);
}

#[test]
fn a_server_asks_for_another_handshake() {
    let mut pair = first();
    let before = pair.server.facts.finished.get();
    request(&mut pair);
    pair.exchange();
    assert!(pair.server.has_noted("send HELLO_REQUEST"));
    assert_ne!(pair.server.facts.finished.get(), before);
    assert!(!pair.server.handshake.renegotiates);
    assert!(!pair.client.handshake.renegotiates);
    assert_eq!(
        pair.client.facts.finished.get(),
        pair.server.facts.peer_finished.get()
    );
    pair.talk();
}

#[test]
fn a_client_may_refuse_another_handshake() {
    let mut pair = first();
    pair.client
        .configure(|config| config.options.no_renegotiation = true);
    request(&mut pair);
    pair.exchange();
    assert!(pair.client.has_noted("warn NO_RENEGOTIATION"));
}

/// The client begins another handshake.
fn begin(pair: &mut Pair) {
    let handshake = &mut pair.client.handshake;
    handshake.renegotiates = true;
    handshake.new_session = true;
    assert_eq!(pair.client.advance(), Outcome::Record);
}

#[test]
fn a_client_begins_another_handshake() {
    let mut pair = first();
    begin(&mut pair);
    for _ in 0..4 {
        let to_server = pair.client.take_output();
        pair.server.deliver(&to_server);
        pair.server.read();
        let to_client = pair.server.take_output();
        pair.client.deliver(&to_client);
        if !pair.client.is_done() {
            pair.client.advance();
        }
    }
    assert!(
        pair.client.is_done() && pair.server.is_done(),
        "{}",
        pair.journals()
    );
    pair.talk();
}

#[test]
fn a_server_refuses_another_handshake_with_a_warning() {
    let mut pair = first();
    pair.server
        .configure(|config| config.options.allow_client_renegotiation = false);
    begin(&mut pair);
    let to_server = pair.client.take_output();
    pair.server.deliver(&to_server);
    assert_eq!(pair.server.read(), Outcome::Done);
    assert!(pair.server.has_noted("warn NO_RENEGOTIATION"));
    assert!(pair.server.failure().is_none());
}

/// Two sides after a handshake of TLS 1.3, whose client may be asked for its certificate later.
fn may_be_asked(sort: Option<Sort>) -> Pair {
    let mut pair = Pair::new().only(TLS13).ask_client(sort);
    pair.server
        .configure(|config| config.verify.post_handshake = true);
    pair.client
        .configure(|config| config.options.post_handshake_auth = true);
    pair.finish();
    pair.talk();
    assert!(!pair.server.has_noted("send CERTIFICATE_REQUEST"));
    pair
}

/// The server asks for the certificate (`SSL_verify_client_post_handshake`).
fn ask(pair: &mut Pair) {
    let auth = &pair.server.facts.post_handshake_auth;
    assert_eq!(auth.get(), PostHandshakeAuth::ExtensionReceived);
    auth.set(PostHandshakeAuth::RequestPending);
    assert_eq!(pair.server.advance(), Outcome::Done);
    assert!(pair.server.has_noted("send CERTIFICATE_REQUEST"));
}

#[test]
fn a_client_shows_its_certificate_later() {
    let mut pair = may_be_asked(Some(Sort::Rsa));
    for _ in 0..2 {
        ask(&mut pair);
        pair.exchange();
        assert!(pair.server.has_noted("copy_session"), "{}", pair.journals());
        assert!(pair.server.has_noted("keep_chain"));
        let session = pair.server.session.borrow().clone().unwrap();
        assert!(session.borrow().data.has_peer);
        pair.talk();
        pair.server.take_journal();
    }
}

#[test]
fn a_client_has_no_certificate_later() {
    let mut pair = may_be_asked(None);
    ask(&mut pair);
    pair.exchange();
    assert!(pair.server.has_noted("no_peer_certificate"));
    pair.talk();
    pair.server.configure(|config| config.verify.require = true);
    ask(&mut pair);
    let to_client = pair.server.take_output();
    pair.client.deliver(&to_client);
    pair.client.read();
    let to_server = pair.client.take_output();
    pair.server.deliver(&to_server);
    let expected = Fatal::new(
        alert::CERTIFICATE_REQUIRED,
        Reason::PEER_DID_NOT_RETURN_A_CERTIFICATE,
    );
    assert_eq!(pair.server.read(), Outcome::Failed(expected));
}
