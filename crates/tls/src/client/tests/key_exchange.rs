//! ServerKeyExchange and ClientKeyExchange.

use super::*;
use crate::client::key_exchange::{build, receive, sent};
use crate::exchange::ecdhe;
use crate::machine::table::{After, Flow};
use crate::machine::Exchange;

const PSK: &str = "TLS_PSK_WITH_AES_128_GCM_SHA256";
const ECDHE_PSK: &str = "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256";

/// The parameters of a server with a key of P-256.
fn parameters() -> Vec<u8> {
    let server = ecdhe::Server::generate(&Default::default(), SECP256R1).unwrap();
    let mut w = Writer::new();
    server.write_params(&mut w);
    w.finish().unwrap()
}

fn with_p256(name: &str) -> (Endpoint, Handshake) {
    let (link, mut h) = negotiated(TLS12, name);
    link.configure(|config| config.groups = vec![SECP256R1]);
    link.set_leaf(leaf(KeyType::Ec));
    link.on.signature.set(|_| Some(true));
    h.refresh(&link);
    (link, h)
}

/// The application names a key of this length.
fn answer_psk(link: &Endpoint, length: usize) {
    let answer = (c"somebody".into(), vec![5; 16], length);
    link.on.old_psk.replace(Some(answer));
}

#[test]
fn the_signature_covers_randoms_and_parameters() {
    let (link, mut h) = with_p256(ECDSA);
    let parameters = parameters();
    let signed = [&parameters[..], &[4, 3, 0, 2, 8, 9]].concat();
    assert_eq!(receive(&mut h, &link, &signed), Ok(After::Read));
    let length = 64 + parameters.len();
    let note = format!("verify {:?} {length} [8, 9]", c"ecdsa_secp256r1_sha256");
    assert_eq!(link.take_journal(), [note]);
    link.change(|session| assert_eq!(session.group, Some(SECP256R1)));
    let share = link.facts.peer_share.borrow().clone().unwrap();
    assert_eq!((share.group, &share.key[..]), (SECP256R1, &parameters[4..]));
    assert!(matches!(h.exchange, Exchange::EcdheClient(_)));
}

#[test]
fn each_part_of_the_signature_is_checked() {
    let read = |end: &[u8]| {
        let (link, mut h) = with_p256(ECDSA);
        receive(&mut h, &link, &[&parameters()[..], end].concat())
    };
    let short = decode_error(Reason::LENGTH_TOO_SHORT);
    assert_eq!(read(&[]), Err(short));
    assert_eq!(read(&[4]), Err(short));
    // RSA signs it, but the key is of a curve.
    let wrong = illegal(Reason::WRONG_SIGNATURE_TYPE);
    assert_eq!(read(&[4, 1]), Err(wrong));
    let mismatch = decode_error(Reason::LENGTH_MISMATCH);
    assert_eq!(read(&[4, 3, 0, 2, 8]), Err(mismatch));
    assert_eq!(read(&[4, 3, 0, 1, 8, 9]), Err(mismatch));
    let (link, mut h) = with_p256(ECDSA);
    link.on.signature.set(|_| Some(false));
    let signed = [&parameters()[..], &[4, 3, 0, 1, 8]].concat();
    let bad = Fatal::new(alert::DECRYPT_ERROR, Reason::BAD_SIGNATURE);
    assert_eq!(receive(&mut h, &link, &signed), Err(bad));
}

#[test]
fn the_group_must_be_ours() {
    let (link, mut h) = with_p256(ECDSA);
    link.configure(|config| config.groups.clear());
    h.refresh(&link);
    let wrong = illegal(Reason::WRONG_CURVE);
    assert_eq!(receive(&mut h, &link, &parameters()), Err(wrong));
}

#[test]
fn rsa_has_no_such_message() {
    let (link, mut h) = negotiated(TLS12, RSA);
    let unexpected = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE);
    assert_eq!(receive(&mut h, &link, &[]), Err(unexpected));
}

#[test]
fn a_signed_suite_needs_a_key() {
    let (link, mut h) = with_p256(ECDSA);
    link.set_leaf(LeafKey::Unreadable);
    let missing = failure(Reason::MISSING_SIGNING_CERT);
    assert_eq!(receive(&mut h, &link, &parameters()), Err(missing));
}

#[test]
fn a_pre_shared_key_has_a_hint_and_no_signature() {
    let (link, mut h) = negotiated(TLS12, PSK);
    assert_eq!(receive(&mut h, &link, &[0, 1, b'h']), Ok(After::Read));
    link.change(|session| assert_eq!(session.psk_hint.as_deref(), Some(&b"h"[..])));
    assert_eq!(receive(&mut h, &link, &[0, 0]), Ok(After::Read));
    link.change(|session| assert_eq!(session.psk_hint, None));
    let extra = decode_error(Reason::EXTRA_DATA_IN_MESSAGE);
    assert_eq!(receive(&mut h, &link, &[0, 0, 0]), Err(extra));
    let mismatch = decode_error(Reason::LENGTH_MISMATCH);
    assert_eq!(receive(&mut h, &link, &[0]), Err(mismatch));
    let long = [&[1, 1][..], &[b'h'; 257]].concat();
    let too_long = failure(Reason::DATA_LENGTH_TOO_LONG);
    assert_eq!(receive(&mut h, &link, &long), Err(too_long));
}

#[test]
fn a_client_answers_with_a_share() {
    let (link, mut h) = with_p256(ECDSA);
    let signed = [&parameters()[..], &[4, 3, 0, 1, 8]].concat();
    receive(&mut h, &link, &signed).unwrap();
    let body = written(&link, &mut h, build).unwrap();
    assert_eq!((body[0], body.len()), (65, 66));
    assert_eq!(h.premaster.len(), 32);
    assert_eq!(sent(&mut h, &link), Ok(Flow::Next));
    link.change(|session| assert_eq!(session.secret.len(), 48));
    assert!(h.premaster.is_empty());
    // Without the server's message there is nothing to answer.
    assert_eq!(written(&link, &mut h, build), Err(Fatal::INTERNAL));
}

#[test]
fn the_extended_master_secret_covers_the_messages() {
    let master = |message: &[u8]| {
        let (link, mut h) = negotiated(TLS12, ECDSA);
        link.change(|session| session.extended_master_secret = true);
        h.premaster = vec![1; 32].into();
        h.transcript.add(message);
        sent(&mut h, &link).unwrap();
        assert_eq!(h.transcript.messages(), message);
        let mut secret = Vec::new();
        link.change(|session| secret = session.secret.to_vec());
        secret
    };
    assert_ne!(master(b"one"), master(b"other"));
}

#[test]
fn the_application_names_the_key() {
    let (link, mut h) = negotiated(TLS12, PSK);
    let no_callback = Fatal::new(alert::INTERNAL_ERROR, Reason::PSK_NO_CLIENT_CB);
    assert_eq!(written(&link, &mut h, build), Err(no_callback));
    link.configure(|config| config.callbacks.psk_client = true);
    answer_psk(&link, 16);
    h.refresh(&link);
    receive(&mut h, &link, &[0, 1, b'h']).unwrap();
    let identity = [&[0, 8][..], b"somebody"].concat();
    assert_eq!(written(&link, &mut h, build), Ok(identity));
    link.change(|session| {
        assert_eq!(session.psk_identity.as_deref(), Some(&b"somebody"[..]));
    });
    let premaster = [&[0, 16][..], &[0; 16], &[0, 16], &[5; 16]].concat();
    assert_eq!(*h.premaster, premaster);
    answer_psk(&link, 0);
    let unknown = failure(Reason::PSK_IDENTITY_NOT_FOUND);
    assert_eq!(written(&link, &mut h, build), Err(unknown));
}

#[test]
fn a_pre_shared_key_goes_together_with_a_share() {
    let (link, mut h) = with_p256(ECDHE_PSK);
    link.configure(|config| config.callbacks.psk_client = true);
    answer_psk(&link, 16);
    h.refresh(&link);
    let body = [&[0, 0][..], &parameters()].concat();
    assert_eq!(receive(&mut h, &link, &body), Ok(After::Read));
    let body = written(&link, &mut h, build).unwrap();
    assert_eq!(body.len(), 2 + 8 + 66);
    assert_eq!(h.premaster.len(), 2 + 32 + 2 + 16);
}
