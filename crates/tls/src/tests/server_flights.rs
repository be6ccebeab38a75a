//! What a server sends after its choice, and what it makes of the client's answer: each check, with its alert and
//! its reason.

use std::cell::RefCell;
use std::rc::Rc;

use super::endpoint::Peer;
use super::fixtures::Sort;
use super::program::Session;
use crate::cipher::Cipher;
use crate::codec::Writer;
use crate::config::Config;
use crate::error::{Fatal, Reason};
use crate::exchange::{dhe, ecdhe, Share};
use crate::facts::{PostHandshakeAuth, Short};
use crate::link::{Kind, Link};
use crate::machine::table::{After, Built, Flow};
use crate::machine::{EarlyState, Exchange, Handshake, Retry, Side};
use crate::message::certificate_request::Legacy;
use crate::message::server_hello::ServerHello;
use crate::message::server_key_exchange::{Parameters, ServerKeyExchange};
use crate::message::{certificate, client_key_exchange};
use crate::registry::alert::{self, AlertDescription};
use crate::registry::group::{SECP256R1, X25519};
use crate::registry::scheme::{SignatureAlgorithm, ECDSA_SECP256R1_SHA256};
use crate::registry::suite::{TLS_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};
use crate::schedule::{Hash, Keep, Transcript};
use crate::server::{answer, certificate as own, client_certificate, finish, key_exchange};

fn fatal<T>(alert: AlertDescription, reason: Reason) -> Result<T, Fatal> {
    Err(Fatal::new(alert, reason))
}

/// A suite by its name in the registry.
fn suite(name: &str) -> &'static Cipher {
    Cipher::find_standard_name(name.as_bytes()).expect("a suite")
}

const DHE: &str = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";
const PSK: &str = "TLS_PSK_WITH_AES_128_GCM_SHA256";
const RSA: &str = "TLS_RSA_WITH_AES_128_GCM_SHA256";
const SRP: &str = "TLS_SRP_SHA_WITH_AES_128_CBC_SHA";
const ECDHE_PSK: &str = "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256";

/// A server that has chosen version and suite, with a new session and a certificate for it.
fn server(version: ProtocolVersion, suite: &'static Cipher) -> Peer {
    let mut server = Peer::new(Side::Server);
    let credential = Sort::P256.credential();
    set(&mut server, |config| {
        config.credentials = vec![credential.clone(), Sort::Rsa.credential()];
    });
    server.handshake.fixed_version = Some(version);
    server.facts.version.set(version);
    server.facts.client_version.set(TLS12);
    server.facts.suite.set(Some(suite));
    server.facts.peer_groups.set([X25519, SECP256R1].into());
    server.handshake.credential = Some(credential);
    server.handshake.algorithm = SignatureAlgorithm::find(ECDSA_SECP256R1_SHA256);
    server.session.replace(Some(Rc::default()));
    server.handshake.transcript.add(b"the messages so far");
    server
}

fn tls12() -> Peer {
    let number = TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    server(TLS12, Cipher::find(number).unwrap())
}

fn tls13() -> Peer {
    server(TLS13, Cipher::find(TLS_AES_128_GCM_SHA256).unwrap())
}

fn set(server: &mut Peer, change: impl FnOnce(&mut Config)) {
    server.configure(change);
    server.handshake.refresh(&server.link);
}

fn session(server: &Peer) -> Rc<RefCell<Session>> {
    server.session.borrow().clone().expect("a session")
}

type Step = fn(&mut Handshake, &dyn Link) -> Result<Flow, Fatal>;
type Build = fn(&mut Handshake, &dyn Link, &mut Writer) -> Result<Built, Fatal>;
type Process = fn(&mut Handshake, &dyn Link, &[u8]) -> Result<After, Fatal>;

fn step(server: &mut Peer, step: Step) -> Result<Flow, Fatal> {
    step(&mut server.handshake, &server.link)
}

fn build(server: &mut Peer, build: Build) -> Result<Vec<u8>, Fatal> {
    let mut w = Writer::new();
    let built = build(&mut server.handshake, &server.link, &mut w)?;
    assert_eq!(built, Built::Send);
    Ok(w.finish().unwrap())
}

fn process(server: &mut Peer, process: Process, body: &[u8]) -> Result<After, Fatal> {
    process(&mut server.handshake, &server.link, body)
}

fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut w = Writer::new();
    write(&mut w);
    w.finish().unwrap()
}

// ServerHello.

#[test]
fn the_session_id_is_the_sessions_or_the_clients() {
    let mut server = tls12();
    session(&server).borrow_mut().data.id = Short::new(&[3; 32]).unwrap();
    let hello = build(&mut server, answer::build).unwrap();
    let hello = ServerHello::read(&hello, false, false).unwrap();
    assert_eq!(hello.session_id, [3; 32]);
    assert_eq!(hello.legacy_version, TLS12);
    assert_eq!(hello.suite, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
}

#[test]
fn a_new_session_has_no_id_without_a_cache() {
    for (hit, length) in [(false, 0), (true, 32)] {
        let mut server = tls12();
        set(&mut server, |config| config.options.server_cache = false);
        server.facts.hit.set(hit);
        session(&server).borrow_mut().data.id = Short::new(&[3; 32]).unwrap();
        build(&mut server, answer::build).unwrap();
        assert_eq!(session(&server).borrow().data.id.len(), length);
    }
}

#[test]
fn a_client_that_signs_nothing_needs_no_messages() {
    for (verifies, kept) in [(false, 0), (true, 19)] {
        let mut server = tls12();
        set(&mut server, |config| config.verify.peer = verifies);
        build(&mut server, answer::build).unwrap();
        assert_eq!(server.handshake.transcript.messages().len(), kept);
    }
}

#[test]
fn what_is_sent_after_a_hello_goes_by_the_version() {
    let mut server = tls12();
    assert_eq!(step(&mut server, answer::sent), Ok(Flow::Next));
    // A ChangeCipherSpec follows.
    let mut server = tls13();
    assert_eq!(step(&mut server, answer::sent), Ok(Flow::Next));
    assert!(server.noted(&["install"]).is_empty());
    // None follows.
    set(&mut server, |config| {
        config.options.middlebox_compat = false
    });
    server.handshake.retry = Retry::Pending;
    assert_eq!(step(&mut server, answer::sent), Ok(Flow::Flush));
    assert_eq!(step(&mut server, finish::changed), Ok(Flow::Flush));
}

// Our certificate, and the request.

#[test]
fn no_certificate() {
    let mut server = tls12();
    server.handshake.credential = None;
    assert_eq!(build(&mut server, own::build), Err(Fatal::INTERNAL));
}

#[test]
fn the_chain_must_be_strong_enough() {
    let mut server = tls12();
    let weak = Fatal::new(alert::INTERNAL_ERROR, Reason::EE_KEY_TOO_SMALL);
    server.on.own_chain.set(move |_| Err(weak));
    assert_eq!(build(&mut server, own::build), Err(weak));
}

#[test]
fn the_chain_stands_in_the_message() {
    let mut server = tls12();
    let message = build(&mut server, own::build).unwrap();
    let chain = certificate::read_from_server(&message, false).unwrap();
    let ders: Vec<_> = chain.map(|entry| entry.unwrap().der.to_vec()).collect();
    assert_eq!(ders, [Sort::P256.certificate()]);
}

#[test]
fn the_response_stands_in_the_status() {
    let mut server = tls12();
    server.response.replace(vec![1, 2]);
    let status = build(&mut server, own::build_status).unwrap();
    assert_eq!(status, [1, 0, 0, 2, 1, 2]);
}

#[test]
fn a_request_of_tls12_has_types_schemes_and_authorities() {
    for (named, authorities) in [(true, 1), (false, 0)] {
        let mut server = tls12();
        set(&mut server, |config| {
            config.authorities = vec![vec![48, 0]];
            config.options.disable_ca_names = !named;
        });
        let request = build(&mut server, own::build_request).unwrap();
        let request = Legacy::read(&request, true).unwrap();
        assert_eq!(request.types, [1, 2, 64]);
        assert!(request.schemes.unwrap().iter().count() > 10);
        assert_eq!(request.authorities.clone().count(), authorities);
        assert_eq!(request.end(), Ok(()));
        assert_eq!(server.facts.certificate_requests.get(), 1);
        assert!(server.handshake.has_requested);
        assert_eq!(step(&mut server, own::request_sent), Ok(Flow::Next));
    }
}

#[test]
fn a_request_needs_a_scheme() {
    let mut server = tls12();
    set(&mut server, |config| {
        config.client_schemes = Some(Vec::new())
    });
    assert_eq!(build(&mut server, own::build_request), Err(Fatal::INTERNAL));
}

#[test]
fn a_request_after_the_handshake_has_a_context() {
    use PostHandshakeAuth::RequestPending;
    let mut server = tls13();
    server.facts.post_handshake_auth.set(RequestPending);
    // The handshake's hash is lost.
    let request = build(&mut server, own::build_request);
    assert_eq!(request, Err(Fatal::INTERNAL));
    let mut transcript = Transcript::new();
    transcript.add(b"the handshake");
    transcript.start(&Hash::SHA256, Keep::Nothing).unwrap();
    server.transcript.replace(Some(transcript));
    let request = build(&mut server, own::build_request).unwrap();
    assert_eq!(request[0], 32);
    let context = server.facts.request_context.borrow().clone();
    assert_eq!(request[1..33], context[..]);
    assert!(server.handshake.transcript.messages().is_empty());
    assert_eq!(step(&mut server, own::request_sent), Ok(Flow::Flush));
}

// ServerKeyExchange.

#[test]
fn an_ephemeral_key_is_signed() {
    let mut server = tls12();
    let message = build(&mut server, key_exchange::build).unwrap();
    let kinds = server.facts.suite.get().unwrap().kx;
    let message = ServerKeyExchange::read(&message, kinds, |_| true).unwrap();
    let share = server.facts.share.borrow().clone().unwrap();
    let Parameters::Ecdhe(parameters) = message.parameters else {
        panic!("{:?}", message.parameters);
    };
    assert_eq!(parameters.group, X25519);
    assert_eq!(parameters.point, &share.key[..]);
    let signed = message.signature(true).unwrap();
    assert_eq!(signed.scheme, Some(ECDSA_SECP256R1_SHA256));
    assert_eq!(session(&server).borrow().data.group, Some(X25519));
}

#[test]
fn no_group_of_both() {
    let mut server = tls12();
    server.facts.peer_groups.set([].into());
    let expected = fatal(alert::HANDSHAKE_FAILURE, Reason::UNSUPPORTED_ELLIPTIC_CURVE);
    assert_eq!(build(&mut server, key_exchange::build), expected);
}

#[test]
fn a_key_is_left_from_before() {
    let mut server = tls12();
    let share = Share::generate(&Default::default(), X25519).unwrap();
    server.handshake.exchange = Exchange::EcdheServer(ecdhe::Server::new(share));
    let message = build(&mut server, key_exchange::build);
    assert_eq!(message, Err(Fatal::INTERNAL));
}

#[test]
fn a_key_without_an_algorithm_to_sign_it() {
    let mut server = tls12();
    server.handshake.algorithm = None;
    let expected = fatal(alert::DECODE_ERROR, Reason::ERR_R_INTERNAL_ERROR);
    assert_eq!(build(&mut server, key_exchange::build), expected);
}

#[test]
fn dhe_needs_parameters() {
    let mut server = server(TLS12, suite(DHE));
    let expected = fatal(alert::INTERNAL_ERROR, Reason::MISSING_TMP_DH_KEY);
    assert_eq!(build(&mut server, key_exchange::build), expected);
    for (bits, is_strong) in [(80, false), (112, true)] {
        let parameters = dhe::auto_parameters(&Default::default(), bits).ok();
        server.on.dh.set(move |_| parameters.clone());
        let message = build(&mut server, key_exchange::build);
        match is_strong {
            true => assert!(message.is_ok()),
            false => {
                let expected = fatal(alert::HANDSHAKE_FAILURE, Reason::DH_KEY_TOO_SMALL);
                assert_eq!(message, expected);
            }
        }
    }
}

#[test]
fn a_suite_with_a_pre_shared_key_has_a_hint_and_no_signature() {
    let mut server = server(TLS12, suite(PSK));
    set(&mut server, |config| {
        config.psk_hint = Some(b"hint".to_vec())
    });
    let message = build(&mut server, key_exchange::build).unwrap();
    assert_eq!(message, [&[0, 4][..], b"hint"].concat());
    set(&mut server, |config| config.psk_hint = Some(vec![7; 257]));
    let message = build(&mut server, key_exchange::build);
    assert_eq!(message, Err(Fatal::INTERNAL));
}

#[test]
fn suites_that_have_no_such_message() {
    let mut server = server(TLS12, suite(RSA));
    let expected = fatal(alert::INTERNAL_ERROR, Reason::UNKNOWN_KEY_EXCHANGE_TYPE);
    assert_eq!(build(&mut server, key_exchange::build), expected);
}

#[test]
fn srp_is_a_later_step() {
    let mut server = server(TLS12, suite(SRP));
    let message = build(&mut server, key_exchange::build);
    assert_eq!(message, Err(Fatal::INTERNAL));
    let after = process(&mut server, key_exchange::receive, &[0, 1, 7]);
    assert_eq!(after, Err(Fatal::INTERNAL));
    let chosen = step(&mut server, crate::server::choice::srp_user);
    assert_eq!(chosen, Err(Fatal::INTERNAL));
}

// ClientKeyExchange.

/// The program knows a pre-shared key.
fn know(server: &Peer) {
    let known = (c"me".to_owned(), vec![7; 16], 16);
    server.on.old_psk.replace(Some(known));
}

/// A server whose key was sent.
fn waits_for_share() -> Peer {
    let mut server = tls12();
    build(&mut server, key_exchange::build).unwrap();
    server
}

#[test]
fn the_clients_share_makes_a_master_secret() {
    for extended in [false, true] {
        let mut server = waits_for_share();
        session(&server).borrow_mut().data.extended_master_secret = extended;
        let share = Share::generate(&Default::default(), X25519).unwrap();
        let body = written(|w| w.vec8(|w| w.bytes(share.public())));
        let after = process(&mut server, key_exchange::receive, &body);
        assert_eq!(after, Ok(After::Work));
        assert_eq!(session(&server).borrow().data.secret.len(), 48);
        assert!(matches!(server.handshake.exchange, Exchange::None));
        assert!(server.facts.share.borrow().is_none());
        // The session hash has begun.
        assert_eq!(server.handshake.transcript.current().is_ok(), extended);
    }
}

#[test]
fn no_share_and_bad_shares() {
    let refuses = |body: &[u8], expected| {
        let mut server = waits_for_share();
        let after = process(&mut server, key_exchange::receive, body);
        assert_eq!(after, Err(expected));
    };
    let missing = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::MISSING_TMP_ECDH_KEY);
    refuses(&[], missing);
    let mismatch = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
    refuses(&[2, 1], mismatch);
    refuses(&[1, 1, 1], mismatch);
    let bad = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE);
    refuses(&[1, 1], bad);
    // A point of small order.
    refuses(&written(|w| w.vec8(|w| w.bytes(&[0; 32]))), bad);
}

#[test]
fn a_share_for_a_key_that_is_lost() {
    for (name, reason) in [
        (DHE, Reason::MISSING_TMP_DH_KEY),
        (ECDHE_PSK, Reason::MISSING_TMP_ECDH_KEY),
    ] {
        let mut server = server(TLS12, suite(name));
        set(&mut server, |config| config.callbacks.psk_server = true);
        know(&server);
        let body = match name {
            DHE => vec![0, 1, 7],
            _ => vec![0, 2, b'm', b'e', 1, 7],
        };
        let after = process(&mut server, key_exchange::receive, &body);
        assert_eq!(after, fatal(alert::INTERNAL_ERROR, reason));
    }
}

#[test]
fn a_suite_without_a_key_exchange() {
    let mut server = tls12();
    let of_tls13 = Cipher::find(TLS_AES_128_GCM_SHA256);
    server.facts.suite.set(of_tls13);
    let after = process(&mut server, key_exchange::receive, &[]);
    let expected = fatal(alert::INTERNAL_ERROR, Reason::UNKNOWN_CIPHER_TYPE);
    assert_eq!(after, expected);
}

#[test]
fn an_identity_needs_a_callback_and_a_key() {
    let identity = written(|w| client_key_exchange::write_psk_identity(w, b"me"));
    let mut server = server(TLS12, suite(PSK));
    let after = process(&mut server, key_exchange::receive, &identity);
    let expected = fatal(alert::INTERNAL_ERROR, Reason::PSK_NO_SERVER_CB);
    assert_eq!(after, expected);

    set(&mut server, |config| config.callbacks.psk_server = true);
    let after = process(&mut server, key_exchange::receive, &identity);
    let expected = fatal(alert::UNKNOWN_PSK_IDENTITY, Reason::PSK_IDENTITY_NOT_FOUND);
    assert_eq!(after, expected);
    let kept = session(&server).borrow().data.psk_identity.clone();
    assert_eq!(kept.as_deref(), Some(&b"me"[..]));

    know(&server);
    let more = [&identity[..], &[0]].concat();
    let after = process(&mut server, key_exchange::receive, &more);
    assert_eq!(after, fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH));
    let after = process(&mut server, key_exchange::receive, &identity);
    assert_eq!(after, Ok(After::Work));
    assert_eq!(session(&server).borrow().data.secret.len(), 48);
}

#[test]
fn rsa_needs_the_certificate_and_decrypts_anything() {
    let mut server = server(TLS12, suite(RSA));
    let encrypted = written(|w| w.vec16(|w| w.bytes(&[1; 256])));
    // What is no good secret gives a random one.
    let after = process(&mut server, key_exchange::receive, &encrypted);
    assert_eq!(after, Ok(After::Work));
    set(&mut server, |config| {
        config.credentials = vec![Sort::P256.credential()];
    });
    let after = process(&mut server, key_exchange::receive, &encrypted);
    let expected = fatal(alert::INTERNAL_ERROR, Reason::MISSING_RSA_CERTIFICATE);
    assert_eq!(after, expected);
}

#[test]
fn messages_are_kept_for_the_clients_signature() {
    for (has_peer, kept) in [(false, 0), (true, 19)] {
        let mut server = tls12();
        session(&server).borrow_mut().data.has_peer = has_peer;
        assert_eq!(step(&mut server, key_exchange::after), Ok(Flow::Next));
        assert_eq!(server.handshake.transcript.messages().len(), kept);
    }
    let mut server = tls12();
    session(&server).borrow_mut().data.has_peer = true;
    let hash = server.handshake.handshake_hash(&server.link).unwrap();
    let transcript = &mut server.handshake.transcript;
    transcript.start(&hash, Keep::Nothing).unwrap();
    let after = step(&mut server, key_exchange::after);
    assert_eq!(after, Err(Fatal::INTERNAL));
}

// The client's certificate.

/// A Certificate message of a client's.
fn chain(ders: &[&[u8]]) -> Vec<u8> {
    written(|w| {
        certificate::write(w, None, |w| {
            ders.iter().for_each(|der| certificate::write_entry(w, der));
        });
    })
}

#[test]
fn a_client_without_a_certificate() {
    for (peer, require, refused) in [
        (true, true, true),
        (true, false, false),
        (false, true, false),
    ] {
        let mut server = tls12();
        set(&mut server, |config| {
            config.verify.peer = peer;
            config.verify.require = require;
        });
        let after = process(&mut server, client_certificate::receive, &chain(&[]));
        match refused {
            true => {
                let reason = Reason::PEER_DID_NOT_RETURN_A_CERTIFICATE;
                assert_eq!(after, fatal(alert::CERTIFICATE_REQUIRED, reason));
            }
            false => {
                assert_eq!(after, Ok(After::Read));
                assert!(server.has_noted("no_peer_certificate"));
                assert!(server.handshake.transcript.messages().is_empty());
                assert!(!session(&server).borrow().data.has_peer);
            }
        }
    }
}

#[test]
fn a_client_with_a_certificate() {
    let der = Sort::Rsa.certificate();
    let mut server = tls12();
    let after = process(&mut server, client_certificate::receive, &chain(&[&der]));
    assert_eq!(after, Ok(After::Read));
    assert!(session(&server).borrow().data.has_peer);
    assert_eq!(session(&server).borrow().chain, [der]);
    assert!(server.has_noted("rule PlaintextAlerts(false)"));
    assert!(!server.handshake.transcript.messages().is_empty());
}

#[test]
fn a_chain_that_cannot_be_read_or_verified() {
    let der = Sort::Rsa.certificate();
    let mut server = tls12();
    let cut = chain(&[&der])[..9].to_vec();
    let after = process(&mut server, client_certificate::receive, &cut);
    assert_eq!(after, fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH));
    let cut = written(|w| w.vec24(|w| w.bytes(&[0, 0, 2, 1])));
    let after = process(&mut server, client_certificate::receive, &cut);
    let mismatch = fatal(alert::DECODE_ERROR, Reason::CERT_LENGTH_MISMATCH);
    assert_eq!(after, mismatch);
    let unknown_ca = Fatal::new(alert::UNKNOWN_CA, Reason::CERTIFICATE_VERIFY_FAILED);
    server.on.verify.set(move |_| Err(unknown_ca));
    let after = process(&mut server, client_certificate::receive, &chain(&[&der]));
    assert_eq!(after, Err(unknown_ca));
    assert!(!session(&server).borrow().data.has_peer);
}

#[test]
fn the_request_of_tls13_is_named() {
    let mut server = tls13();
    let body = [&[1, 7][..], &chain(&[])].concat();
    let after = process(&mut server, client_certificate::receive, &body);
    assert_eq!(after, fatal(alert::DECODE_ERROR, Reason::INVALID_CONTEXT));
    server.facts.request_context.replace(vec![7].into());
    server.facts.sent_tickets.set(2);
    let requested = PostHandshakeAuth::Requested;
    server.facts.post_handshake_auth.set(requested);
    let before = session(&server);
    let after = process(&mut server, client_certificate::receive, &body);
    assert_eq!(after, Ok(After::Read));
    assert!(!Rc::ptr_eq(&before, &session(&server)));
    assert_eq!(server.facts.sent_tickets.get(), 0);
    let hash = server.handshake.transcript.current().unwrap();
    assert_eq!(server.handshake.certificate_hash, hash.as_ref());
}

// The ends of flights.

#[test]
fn the_end_of_a_flight_lets_the_messages_go() {
    for (requested, kept) in [(false, 0), (true, 19)] {
        let mut server = tls12();
        server.handshake.has_requested = requested;
        let done = build(&mut server, finish::build_done).unwrap();
        assert!(done.is_empty());
        assert_eq!(server.handshake.transcript.messages().len(), kept);
    }
}

#[test]
fn the_session_gets_its_suite_with_the_keys() {
    let mut server = tls12();
    session(&server).borrow_mut().data.secret = vec![7; 48].into();
    assert_eq!(step(&mut server, finish::before_change), Ok(Flow::Next));
    assert_eq!(
        session(&server).borrow().data.suite,
        server.facts.suite.get()
    );
    assert_eq!(step(&mut server, finish::changed), Ok(Flow::Next));
    assert!(server.has_noted("install write key"));
    let other = Cipher::find(TLS_AES_128_GCM_SHA256);
    session(&server).borrow_mut().data.suite = other;
    let before = step(&mut server, finish::before_change);
    assert_eq!(before, Err(Fatal::INTERNAL));
}

#[test]
fn the_protocol_of_npn() {
    let mut server = tls12();
    let body = written(|w| crate::message::next_protocol::write(w, b"h2"));
    let after = process(&mut server, finish::receive_next_protocol, &body);
    assert_eq!(after, Ok(After::Read));
    assert_eq!(server.facts.next_protocol.borrow()[..], *b"h2");
    let after = process(&mut server, finish::receive_next_protocol, &body[1..]);
    assert_eq!(after, fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH));
}

#[test]
fn early_data_ends_while_it_is_read() {
    let mut server = tls13();
    let ends = finish::receive_end_of_early_data;
    let mismatch = fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
    assert_eq!(process(&mut server, ends, &[0]), mismatch);
    assert_eq!(process(&mut server, ends, &[]), Err(Fatal::INTERNAL));
    server.handshake.early = EarlyState::Reading;
    server.handshake.receive(Kind::Handshake, &[1]);
    let expected = fatal(alert::UNEXPECTED_MESSAGE, Reason::NOT_ON_RECORD_BOUNDARY);
    assert_eq!(process(&mut server, ends, &[]), expected);
}
