//! The server's certificate, requests, and ours.

use super::*;
use crate::client::certificate::{build, receive, receive_status, verify};
use crate::client::request;
use crate::facts::PostHandshakeAuth;
use crate::link::{Answer, CertificateAnswer};
use crate::machine::table::{After, Flow, Why};
use crate::machine::Requested;
use crate::registry::version::{TLS10, TLS13};
use crate::schedule::{Hash, Keep};
use crate::tests::fixtures::Sort;

/// A list of certificates, which is cut off at its end if `cut`.
fn chain(certificates: &[&[u8]], tls13: bool, cut: bool) -> Vec<u8> {
    let mut w = Writer::new();
    if tls13 {
        w.vec8(|_| ());
    }
    w.vec24(|w| {
        for der in certificates {
            w.vec24(|w| w.bytes(der));
            if tls13 {
                w.vec16(|_| ());
            }
        }
        if cut {
            w.u8(0);
        }
    });
    w.finish().unwrap()
}

#[test]
fn a_chain_is_read_a_certificate_at_a_time() {
    let (link, mut h) = negotiated(TLS12, ECDSA);
    let (one, other) = (Sort::P256.credential(), Sort::Rsa.credential());
    let (one, other) = (&one.chain[0][..], &other.chain[0][..]);
    let body = chain(&[one, other], false, false);
    assert_eq!(receive(&mut h, &link, &body), Ok(After::Work));
    assert_eq!(*link.chain.borrow(), [one, other]);
    // A bad certificate counts before a list that is cut off behind it.
    let bad = Err(Fatal::new(alert::BAD_CERTIFICATE, Reason::ERR_R_ASN1_LIB));
    let body = chain(&[b"?"], false, true);
    assert_eq!(receive(&mut h, &link, &body), bad);
    let error = decode_error(Reason::CERT_LENGTH_MISMATCH);
    let body = chain(&[one], false, true);
    assert_eq!(receive(&mut h, &link, &body), Err(error));
    let empty = decode_error(Reason::LENGTH_MISMATCH);
    assert_eq!(receive(&mut h, &link, &[0, 0, 0]), Err(empty));
}

#[test]
fn extensions_of_a_certificate_are_read_before_the_next_certificate() {
    let (link, mut h) = negotiated(TLS13, TLS13_SUITE);
    let one = Sort::P256.credential();
    let one = &one.chain[0][..];
    let body = chain(&[one, one], true, false);
    assert_eq!(receive(&mut h, &link, &body), Ok(After::Work));
    // The extensions of the first certificate have one byte.
    let mut w = Writer::new();
    w.vec8(|_| ());
    w.vec24(|w| {
        w.vec24(|w| w.bytes(one));
        w.vec16(|w| w.u8(0));
        w.vec24(|w| w.bytes(b"?"));
    });
    let body = w.finish().unwrap();
    let error = decode_error(Reason::BAD_EXTENSION);
    assert_eq!(receive(&mut h, &link, &body), Err(error));
}

#[test]
fn verification_may_wait_or_fail() {
    let (link, mut h) = negotiated(TLS12, ECDSA);
    link.set_leaf(leaf(KeyType::Ec));
    link.on.verify.first([Ok(Answer::Wait), Err(BAD_NAME)]);
    assert_eq!(verify(&mut h, &link), Ok(Flow::Wait(Why::RetryVerify)));
    assert_eq!(verify(&mut h, &link), Err(BAD_NAME));
    assert!(!link.has_noted("keep_chain"));
    assert_eq!(verify(&mut h, &link), Ok(Flow::Next));
    assert_eq!(link.take_journal()[2..], ["callback verify", "keep_chain"]);
}

#[test]
fn the_key_suits_the_suite_up_to_tls12() {
    let (link, mut h) = negotiated(TLS12, ECDSA);
    for (leaf, fatal) in [
        (
            LeafKey::Unreadable,
            Fatal::new(
                alert::INTERNAL_ERROR,
                Reason::UNABLE_TO_FIND_PUBLIC_KEY_PARAMETERS,
            ),
        ),
        (LeafKey::Unknown, illegal(Reason::UNKNOWN_CERTIFICATE_TYPE)),
        (leaf(KeyType::Rsa), illegal(Reason::WRONG_CERTIFICATE_TYPE)),
    ] {
        link.set_leaf(leaf);
        assert_eq!(verify(&mut h, &link), Err(fatal));
    }
    let (link, mut h) = negotiated(TLS13, TLS13_SUITE);
    h.transcript.add(b"messages");
    h.transcript.start(&Hash::SHA256, Keep::Nothing).unwrap();
    link.set_leaf(leaf(KeyType::Rsa));
    assert_eq!(verify(&mut h, &link), Ok(Flow::Next));
    assert_eq!(
        h.certificate_hash,
        Hash::SHA256.digest(b"messages").unwrap().as_ref()
    );
}

#[test]
fn the_status_is_kept() {
    let (link, mut h) = negotiated(TLS12, ECDSA);
    let body = [1, 0, 0, 2, 8, 9];
    assert_eq!(receive_status(&mut h, &link, &body), Ok(After::Read));
    assert_eq!(*link.received_response.borrow(), [8, 9]);
    let error = decode_error(Reason::UNSUPPORTED_STATUS_TYPE);
    assert_eq!(receive_status(&mut h, &link, &[2]), Err(error));
    let error = decode_error(Reason::LENGTH_MISMATCH);
    assert_eq!(receive_status(&mut h, &link, &body[..5]), Err(error));
}

#[test]
fn a_request_of_tls12_is_answered_at_once() {
    let (link, mut h) = negotiated(TLS12, ECDSA);
    let body = [1, 64, 0, 2, 4, 3, 0, 3, 0, 1, 7];
    assert_eq!(request::receive(&mut h, &link, &body), Ok(After::Work));
    assert_eq!(h.requested, Requested::Certificate);
    assert_eq!(*link.authorities.borrow(), [[7]]);
    assert_eq!(**link.facts.certificate_types.borrow(), [64]);
    assert_eq!(link.facts.shared_schemes.get().len(), 1);
    let read = |body: &[u8]| request::receive(&mut negotiated(TLS12, ECDSA).1, &link, body);
    let mismatch = decode_error(Reason::LENGTH_MISMATCH);
    for length in [0, 1, 3, 7, 9] {
        assert_eq!(read(&body[..length]), Err(mismatch), "{length}");
    }
    assert_eq!(read(&[&body[..], &[0]].concat()), Err(mismatch));
    assert_eq!(
        read(&[1, 64, 0, 0, 0, 0]),
        Err(Fatal::new(
            alert::INTERNAL_ERROR,
            Reason::SIGNATURE_ALGORITHMS_ERROR
        ))
    );
    link.on.accepts.set(|_| false);
    assert_eq!(read(&body), Err(BAD_NAME));
}

#[test]
fn a_request_before_tls12_names_no_schemes() {
    let (link, mut h) = negotiated(TLS10, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA");
    let body = [1, 64, 0, 0];
    assert_eq!(request::receive(&mut h, &link, &body), Ok(After::Work));
}

#[test]
fn a_request_after_close_notify_is_passed_over() {
    let (link, mut h) = negotiated(TLS13, TLS13_SUITE);
    link.shutdown_sent.set(true);
    assert_eq!(request::receive(&mut h, &link, b"?"), Ok(After::Turn));
    assert_eq!(h.requested, Requested::No);
    link.shutdown_sent.set(false);
    let error = decode_error(Reason::LENGTH_MISMATCH);
    assert_eq!(request::receive(&mut h, &link, &[1]), Err(error));
    let error = decode_error(Reason::BAD_LENGTH);
    assert_eq!(request::receive(&mut h, &link, &[0, 0, 1]), Err(error));
}

#[test]
fn callbacks_are_asked_for_a_certificate() {
    let (link, mut h) = negotiated(TLS12, ECDSA);
    link.configure(|config| config.callbacks.certificate = true);
    h.refresh(&link);
    h.requested = Requested::Certificate;
    h.transcript.add(b"messages");
    let answers = [Ok(Answer::Wait), Err(BAD_NAME)];
    link.on.certificate.first(answers);
    let waits = Ok(Flow::Wait(Why::X509Lookup));
    assert_eq!(request::ask_for_certificate(&mut h, &link), waits);
    assert_eq!(request::ask_for_certificate(&mut h, &link), Err(BAD_NAME));
    let next = Ok(Flow::Next);
    assert_eq!(request::ask_for_certificate(&mut h, &link), next);
    link.take_journal();
    let answers = [CertificateAnswer::Wait, CertificateAnswer::Given];
    link.on.client_certificate.first(answers);
    assert_eq!(request::ask_for_client_certificate(&mut h, &link), waits);
    assert_eq!(h.requested, Requested::Certificate);
    for _ in 0..2 {
        assert_eq!(request::ask_for_client_certificate(&mut h, &link), next);
        // There is none that will do.
        assert_eq!(h.requested, Requested::Nothing);
    }
    assert_eq!(link.take_journal(), ["callback client_certificate"; 3]);
    // Nobody signs the messages.
    assert!(h.transcript.messages().is_empty());
    assert_eq!(written(&link, &mut h, build), Ok(vec![0, 0, 0]));
}

#[test]
fn after_the_handshake_the_answer_follows() {
    let (link, mut h) = negotiated(TLS13, TLS13_SUITE);
    link.finish(&[1; 32], &[2; 32]);
    let auth = &link.facts.post_handshake_auth;
    auth.set(PostHandshakeAuth::Requested);
    h.transcript.add(b"messages");
    *link.facts.request_context.borrow_mut() = vec![6, 7].into();
    assert_eq!(
        request::ask_for_client_certificate(&mut h, &link),
        Ok(Flow::Turn)
    );
    let certificate = vec![2, 6, 7, 0, 0, 0];
    assert_eq!(written(&link, &mut h, build), Ok(certificate));
}
