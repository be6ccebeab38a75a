//! RSA key exchange.

use super::{fatal, libraries, reader, written};
use crate::error::{Fatal, Reason};
use crate::exchange::rsa::{decrypt, encrypt};
use crate::exchange::Secret;
use crate::registry::alert;
use crate::registry::version::{ProtocolVersion, TLS10, TLS11, TLS12};
use crypto::dh::Prime;
use crypto::err;
use crypto::library::Library;
use crypto::pkey::PKey;

const LIBRARY: &Library = &Library::DEFAULT;

fn key() -> PKey {
    PKey::generate_rsa_for_test().unwrap()
}

/// A ClientKeyExchange, and its secret.
fn sent(key: &PKey) -> (Vec<u8>, Secret) {
    let (message, sent) = written(|w| encrypt(LIBRARY, Some(key), TLS12, w));
    let sent = sent.unwrap();
    assert_eq!(message[2..], sent.encrypted);
    (message, sent.premaster)
}

fn received(key: &PKey, version: ProtocolVersion, message: &[u8]) -> Result<Secret, Fatal> {
    decrypt(LIBRARY, Some(key), version, None, &mut reader(message))
}

#[test]
fn the_premaster_has_the_hello_s_version() {
    let key = key();
    let (message, premaster) = sent(&key);
    assert_eq!(premaster.len(), 48);
    assert_eq!(premaster[..2], TLS12.0.to_be_bytes());
    assert_eq!(message.len(), 2 + 256);
    for library in libraries() {
        let secret = decrypt(&library, Some(&key), TLS12, None, &mut reader(&message));
        assert_eq!(secret.unwrap(), premaster);
    }
    assert_ne!(sent(&key).1, premaster);
}

#[test]
fn another_version_or_bad_padding_gives_a_random_secret() {
    let key = key();
    let (mut message, premaster) = sent(&key);
    let [first, second] = [(); 2].map(|()| received(&key, TLS10, &message).unwrap());
    assert_eq!(first.len(), 48);
    assert!(first != premaster && second[2..] != premaster[2..]);
    // Unless the program tolerates the negotiated one.
    let also = decrypt(
        LIBRARY,
        Some(&key),
        TLS11,
        Some(TLS12),
        &mut reader(&message),
    );
    assert_eq!(also.unwrap(), premaster);
    message[257] ^= 1;
    let secret = received(&key, TLS12, &message).unwrap();
    assert_eq!(secret.len(), 48);
    assert_ne!(secret, premaster);
}

#[test]
fn what_anybody_sees_is_invalid_fails() {
    let key = key();
    let failed = fatal(alert::DECRYPT_ERROR, Reason::DECRYPTION_FAILED);
    let too_large = [&[1, 0][..], &[0xff; 256]].concat();
    let too_long = [&[1, 1][..], &[1; 257]].concat();
    for message in [&too_large, &too_long] {
        assert_eq!(received(&key, TLS12, message), failed);
    }
    err::clear();
}

#[test]
fn a_client_key_exchange_that_is_cut_or_extended() {
    let key = key();
    let (mut message, _) = sent(&key);
    let mismatch = fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
    for length in 0..message.len() {
        assert_eq!(received(&key, TLS12, &message[..length]), mismatch);
    }
    message.push(0);
    assert_eq!(received(&key, TLS12, &message), mismatch);
}

#[test]
fn keys_that_are_missing_or_of_another_type() {
    let other = PKey::dh_parameters(LIBRARY, Prime::Rfc3526Of2048).unwrap();
    for key in [None, Some(&other)] {
        let (message, sent) = written(|w| encrypt(LIBRARY, key, TLS12, w));
        assert_eq!(sent.unwrap_err(), Fatal::INTERNAL);
        assert!(message.is_empty());
    }
    let missing = fatal(alert::INTERNAL_ERROR, Reason::MISSING_RSA_CERTIFICATE);
    assert_eq!(
        decrypt(LIBRARY, None, TLS12, None, &mut reader(&[])),
        missing
    );
}
