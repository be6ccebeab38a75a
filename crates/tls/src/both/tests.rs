//! Each check of what both sides do alike, with its alert and its reason.

use super::{certificate_verify, change_cipher_spec, finished, key_update};
use crate::choose::signature::PeerKey;
use crate::choose::KeyType;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::extension::tests::connection;
use crate::link::LeafKey;
use crate::machine::table::After;
use crate::machine::{Handshake, Requested, Side};
use crate::message::RANDOM_LEN;
use crate::registry::alert;
use crate::registry::version::{ProtocolVersion, TLS10, TLS12, TLS13};
use crate::schedule::{Hash, Keep};
use crate::tests::endpoint::Endpoint;

fn negotiated(side: Side, version: ProtocolVersion) -> (Endpoint, Handshake) {
    let (link, mut h) = connection(side, Some(version));
    let name: &[u8] = match version {
        TLS13 => b"TLS_AES_128_GCM_SHA256",
        TLS10 => b"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        _ => b"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    };
    link.facts
        .suite
        .set(crate::cipher::Cipher::find_standard_name(name));
    link.change(|session| session.secret = vec![9; 48].into());
    h.transcript.add(b"messages");
    let key = PeerKey {
        key_type: KeyType::Rsa,
        curve: 0,
    };
    let may_sign = true;
    link.on
        .peer_key
        .set(move |_| Some(LeafKey::Known { key, may_sign }));
    (link, h)
}

const fn unexpected(reason: Reason) -> Fatal {
    Fatal::new(alert::UNEXPECTED_MESSAGE, reason)
}

const fn decode_error(reason: Reason) -> Fatal {
    Fatal::new(alert::DECODE_ERROR, reason)
}

#[test]
fn a_finished_is_what_was_expected() {
    let (link, mut h) = negotiated(Side::Server, TLS12);
    finished::take_expected(&mut h, &link).unwrap();
    assert_eq!(h.expected_finished.len(), 12);
    let expected = h.expected_finished.clone();
    let mut read = |change_received, body: &[u8]| {
        h.change_received = change_received;
        h.expected_finished = expected.clone();
        finished::receive(&mut h, &link, body)
    };
    let early = unexpected(Reason::GOT_A_FIN_BEFORE_A_CCS);
    assert_eq!(read(false, &expected), Err(early));
    let length = decode_error(Reason::BAD_DIGEST_LENGTH);
    assert_eq!(read(true, &expected[..11]), Err(length));
    assert_eq!(read(true, &[&expected[..], &[0]].concat()), Err(length));
    let mut wrong = expected.clone();
    wrong[11] ^= 1;
    let check = Fatal::new(alert::DECRYPT_ERROR, Reason::DIGEST_CHECK_FAILED);
    assert_eq!(read(true, &wrong), Err(check));
    assert!(link.facts.peer_finished.get().is_empty());
    assert_eq!(read(true, &expected), Ok(After::Turn));
    assert_eq!(*link.facts.peer_finished.get(), expected);
    assert!(h.completes && !h.change_received);
}

/// Puts another message behind the one under work.
fn add_message(h: &mut Handshake) {
    h.receive(crate::link::Kind::Handshake, &[0; 4]);
}

#[test]
fn messages_before_a_change_of_keys_end_their_record() {
    let error = Err(unexpected(Reason::NOT_ON_RECORD_BOUNDARY));
    let (link, mut h) = negotiated(Side::Client, TLS13);
    add_message(&mut h);
    assert_eq!(finished::receive(&mut h, &link, &[]), error);
    assert_eq!(key_update::receive(&mut h, &link, &[0]), error);
}

#[test]
fn a_key_update_is_one_of_two() {
    let (link, mut h) = negotiated(Side::Client, TLS13);
    let length = decode_error(Reason::BAD_KEY_UPDATE);
    for body in [&[][..], &[0, 0]] {
        assert_eq!(key_update::receive(&mut h, &link, body), Err(length));
    }
    let unknown = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_UPDATE);
    assert_eq!(key_update::receive(&mut h, &link, &[2]), Err(unknown));
}

#[test]
fn a_change_of_keys_needs_a_suite_and_a_secret() {
    let (link, mut h) = negotiated(Side::Client, TLS12);
    let read = change_cipher_spec::receive;
    assert_eq!(read(&mut h, &link, &[]), Ok(After::Read));
    assert!(h.change_received);
    assert_eq!(link.noted(&["install"]), ["install read key"]);
    let (link, mut h) = negotiated(Side::Client, TLS12);
    link.change(|session| session.secret.clear());
    assert_eq!(read(&mut h, &link, &[]), Err(Fatal::INTERNAL));
    link.facts.suite.set(None);
    let early = unexpected(Reason::CCS_RECEIVED_EARLY);
    assert_eq!(read(&mut h, &link, &[]), Err(early));
}

fn verify(version: ProtocolVersion, right: bool, body: &[u8]) -> Result<After, Fatal> {
    let (link, mut h) = negotiated(Side::Client, version);
    link.on.signature.set(move |_| Some(right));
    if version == TLS13 {
        h.transcript.start(&Hash::SHA256, Keep::Nothing).unwrap();
    }
    certificate_verify::receive(&mut h, &link, body)
}

#[test]
fn a_signature_is_checked_step_by_step() {
    let pss = [8, 4, 0, 1, 7];
    assert_eq!(verify(TLS13, true, &pss), Ok(After::Read));
    assert_eq!(verify(TLS12, true, &pss), Ok(After::Read));
    let wrong = Fatal::new(alert::DECRYPT_ERROR, Reason::BAD_SIGNATURE);
    assert_eq!(verify(TLS13, false, &pss), Err(wrong));
    let packet = decode_error(Reason::BAD_PACKET);
    assert_eq!(verify(TLS13, true, &[8]), Err(packet));
    // PKCS#1 is none of TLS 1.3's; that is noticed before the length.
    let scheme = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::WRONG_SIGNATURE_TYPE);
    assert_eq!(verify(TLS13, true, &[4, 1]), Err(scheme));
    assert_eq!(verify(TLS12, true, &[4, 1, 0, 1, 7]), Ok(After::Read));
    let length = decode_error(Reason::LENGTH_MISMATCH);
    for body in [&pss[..2], &pss[..4], &[8, 4, 0, 0, 7]] {
        assert_eq!(verify(TLS13, true, body), Err(length));
    }
}

#[test]
fn before_tls12_the_key_decides() {
    assert_eq!(verify(TLS10, true, &[0, 1, 7]), Ok(After::Read));
    let (link, mut h) = negotiated(Side::Client, TLS10);
    link.forbid(Some(crate::choose::SecurityOp::SIGALG_SUPPORTED));
    let reason = Reason::LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED;
    let fatal = Fatal::new(alert::INTERNAL_ERROR, reason);
    let read = certificate_verify::receive(&mut h, &link, &[0, 1, 7]);
    assert_eq!(read, Err(fatal));
}

#[test]
fn a_signature_needs_a_key_that_signs() {
    let reason = Reason::SIGNATURE_FOR_NON_SIGNING_CERTIFICATE;
    for (leaf, fatal) in [
        (LeafKey::Unreadable, Fatal::INTERNAL),
        (
            LeafKey::Unknown,
            Fatal::new(alert::ILLEGAL_PARAMETER, reason),
        ),
    ] {
        let (link, mut h) = negotiated(Side::Server, TLS12);
        link.on.peer_key.set(move |_| Some(leaf));
        let read = certificate_verify::receive(&mut h, &link, &[]);
        assert_eq!(read, Err(fatal));
    }
}

#[test]
fn a_client_of_tls13_answers_after_the_proof() {
    let (link, mut h) = negotiated(Side::Client, TLS13);
    link.on.signature.set(|_| Some(true));
    h.transcript.start(&Hash::SHA256, Keep::Nothing).unwrap();
    h.certificate_hash = vec![1; RANDOM_LEN];
    h.requested = Requested::Certificate;
    let pss = [8, 4, 0, 1, 7];
    let read = certificate_verify::receive(&mut h, &link, &pss);
    assert_eq!(read, Ok(After::Work));
    // 64 spaces, the context with its NUL, and the hash.
    let length = 64 + 34 + 32;
    let note = format!("verify {:?} {length} [7]", c"rsa_pss_rsae_sha256");
    assert_eq!(link.noted(&["verify"]), [note]);
}

#[test]
fn nothing_is_signed_without_a_certificate() {
    let (link, mut h) = negotiated(Side::Client, TLS12);
    let mut w = Writer::new();
    let built = certificate_verify::build(&mut h, &link, &mut w);
    assert_eq!(built, Err(Fatal::INTERNAL));
}
