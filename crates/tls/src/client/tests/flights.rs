//! What ends a flight: checks of the whole of it, keys, early data; HelloRequest.

use super::*;
use crate::client::finish::*;
use crate::facts::PostHandshakeAuth;
use crate::machine::table::{After, Flow};
use crate::machine::{EarlyState, Retry};
use crate::registry::version::TLS13;

#[test]
fn the_end_of_the_first_flight_is_empty() {
    let (link, mut h) = negotiated(TLS12, ECDSA);
    link.set_leaf(leaf(KeyType::Ec));
    assert_eq!(receive_server_done(&mut h, &link, &[]), Ok(After::Turn));
    let error = decode_error(Reason::LENGTH_MISMATCH);
    assert_eq!(receive_server_done(&mut h, &link, &[0]), Err(error));
}

#[test]
fn a_first_flight_has_the_key_that_the_suite_needs() {
    let check = |name, leaf| {
        let (link, mut h) = negotiated(TLS12, name);
        link.set_leaf(leaf);
        check_first_flight(&mut h, &link)
    };
    let missing = Err(failure(Reason::MISSING_SIGNING_CERT));
    assert_eq!(check(ECDSA, LeafKey::Unreadable), missing);
    assert_eq!(check(ECDSA, LeafKey::Unknown), missing);
    assert_eq!(check(ECDSA, leaf(KeyType::Rsa)), missing);
    assert_eq!(check(ECDSA, leaf(KeyType::Ed25519)), Ok(()));
    let LeafKey::Known { key, .. } = leaf(KeyType::Ec) else {
        unreachable!()
    };
    let encrypts_only = LeafKey::Known {
        key,
        may_sign: false,
    };
    let bad = Err(failure(Reason::BAD_ECC_CERT));
    assert_eq!(check(ECDSA, encrypts_only), bad);
    let no_rsa = Err(failure(Reason::MISSING_RSA_ENCRYPTING_CERT));
    assert_eq!(check(RSA, leaf(KeyType::RsaPss)), no_rsa);
    assert_eq!(check(RSA, leaf(KeyType::Rsa)), Ok(()));
    // Its key exchange was left out.
    let dhe = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";
    assert_eq!(check(dhe, leaf(KeyType::Rsa)), Err(Fatal::INTERNAL));
    assert_eq!(check(TLS13_SUITE, LeafKey::Unreadable), Ok(()));
}

#[test]
fn the_application_sees_status_and_timestamps() {
    let (link, mut h) = negotiated(TLS13, TLS13_SUITE);
    link.configure(|config| {
        config.callbacks.status = true;
        config.callbacks.ct_validation = true;
    });
    h.refresh(&link);
    assert_eq!(check_first_flight(&mut h, &link), Ok(()));
    // Nothing was asked for.
    assert_eq!(link.take_journal(), ["callback timestamps"]);
    link.configure(|config| config.status_type = Some(1));
    h.refresh(&link);
    assert_eq!(check_first_flight(&mut h, &link), Ok(()));
    assert_eq!(
        link.take_journal(),
        ["callback status", "callback timestamps"]
    );
    link.on.status.set(|_| Ok(false));
    let refused = Fatal::new(
        alert::BAD_CERTIFICATE_STATUS_RESPONSE,
        Reason::INVALID_STATUS_RESPONSE,
    );
    assert_eq!(check_first_flight(&mut h, &link), Err(refused));
    let failed = Fatal::new(alert::INTERNAL_ERROR, Reason::OCSP_CALLBACK_FAILURE);
    link.on.status.set(move |_| Err(failed));
    assert_eq!(check_first_flight(&mut h, &link), Err(failed));
}

#[test]
fn the_key_changes_after_change_cipher_spec() {
    let (link, mut h) = negotiated(TLS12, ECDSA);
    link.change(|session| session.secret = vec![9; 48].into());
    assert_eq!(changed(&mut h, &link), Ok(Flow::Next));
    assert_eq!(link.take_journal(), ["install write key"]);
    link.change(|session| assert_eq!(session.suite, Some(suite(ECDSA))));
    // It means nothing in TLS 1.3, nor before the second hello.
    let (link, mut h) = negotiated(TLS13, TLS13_SUITE);
    assert_eq!(changed(&mut h, &link), Ok(Flow::Next));
    let (link, mut h) = waiting(TLS13, &[TLS13_SUITE]);
    h.retry = Retry::Pending;
    assert_eq!(changed(&mut h, &link), Ok(Flow::Next));
    assert!(link.take_journal().is_empty());
}

#[test]
fn suites_of_a_later_step_fail_loudly() {
    let (link, mut h) = negotiated(TLS12, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
    link.change(|session| session.secret = vec![9; 48].into());
    assert_eq!(changed(&mut h, &link), Err(Fatal::INTERNAL));
}

#[test]
fn a_hello_request_is_followed_or_refused() {
    let (link, mut h) = negotiated(TLS12, ECDSA);
    h.new_session = true;
    assert_eq!(receive_hello_request(&mut h, &link, &[]), Ok(After::Turn));
    assert!(h.renegotiates && !h.new_session);
    let (link, mut h) = negotiated(TLS12, ECDSA);
    link.configure(|config| config.options.no_renegotiation = true);
    h.refresh(&link);
    assert_eq!(receive_hello_request(&mut h, &link, &[]), Ok(After::Turn));
    assert!(!h.renegotiates);
    assert_eq!(
        link.take_journal(),
        [format!("warn {:?}", alert::NO_RENEGOTIATION)]
    );
    let error = decode_error(Reason::LENGTH_MISMATCH);
    assert_eq!(receive_hello_request(&mut h, &link, &[0]), Err(error));
}

#[test]
fn early_data_ends_when_the_application_is_done() {
    let (link, mut h) = negotiated(TLS13, TLS13_SUITE);
    for early in [EarlyState::None, EarlyState::FinishedWriting] {
        h.early = early;
        assert_eq!(pause_after_early_data(&mut h, &link), Ok(Flow::Next));
    }
    assert_eq!(written(&link, &mut h, build_end_of_early_data), Ok(vec![]));
    h.early = EarlyState::None;
    let wrong = Fatal::new(
        alert::INTERNAL_ERROR,
        Reason::ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED,
    );
    assert_eq!(written(&link, &mut h, build_end_of_early_data), Err(wrong));
    assert_eq!(early_data_ended(&mut h, &link), Ok(Flow::Next));
    assert_eq!(link.take_journal(), ["install write none"]);
}

#[test]
fn an_answer_after_the_handshake_changes_no_key() {
    let (link, mut h) = negotiated(TLS13, TLS13_SUITE);
    let auth = &link.facts.post_handshake_auth;
    auth.set(PostHandshakeAuth::Requested);
    assert_eq!(finished(&mut h, &link), Ok(Flow::Next));
    assert!(link.take_journal().is_empty());
}
