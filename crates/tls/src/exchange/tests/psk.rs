//! Pre-shared keys up to TLS 1.2.

use super::{fatal, reader, written};
use crate::error::{Fatal, Reason};
use crate::exchange::psk::{
    read_hint, read_identity, write_string, Key, MAX_IDENTITY_LENGTH, MAX_KEY_LENGTH,
};
use crate::registry::alert;
use std::ffi::{CStr, CString};

fn buffer() -> [u8; MAX_KEY_LENGTH] {
    std::array::from_fn(|at| at as u8)
}

fn message(text: &[u8]) -> Vec<u8> {
    written(|w| w.vec16(|w| w.bytes(text))).0
}

#[test]
fn the_premaster_has_both_secrets_with_their_lengths() {
    let key = Key::of_client(&buffer(), 3).unwrap();
    let premaster = |other| key.premaster(other).unwrap().to_vec();
    assert_eq!(premaster(None), [0, 3, 0, 0, 0, 0, 3, 0, 1, 2]);
    assert_eq!(premaster(Some(&[9, 8])), [0, 2, 9, 8, 0, 3, 0, 1, 2]);
    assert_eq!(premaster(Some(&[])), [0, 0, 0, 3, 0, 1, 2]);
    let longest = Key::of_server(&buffer(), MAX_KEY_LENGTH).unwrap();
    let secret = longest.premaster(None).unwrap();
    assert_eq!(secret.len(), 4 + 2 * MAX_KEY_LENGTH);
    assert_eq!(key.premaster(Some(&[0; 65_536])), Err(Fatal::INTERNAL));
}

#[test]
fn lengths_that_callbacks_return() {
    let error = |key: Result<Key, Fatal>| key.err();
    let too_long = MAX_KEY_LENGTH + 1;
    let failure = |reason| Some(Fatal::new(alert::HANDSHAKE_FAILURE, reason));
    let none = Reason::PSK_IDENTITY_NOT_FOUND;
    assert_eq!(error(Key::of_client(&buffer(), 0)), failure(none));
    let internal = failure(Reason::ERR_R_INTERNAL_ERROR);
    assert_eq!(error(Key::of_client(&buffer(), too_long)), internal);
    let unknown = Fatal::new(alert::UNKNOWN_PSK_IDENTITY, none);
    assert_eq!(error(Key::of_server(&buffer(), 0)), Some(unknown));
    assert_eq!(
        error(Key::of_server(&buffer(), too_long)),
        Some(Fatal::INTERNAL)
    );
}

#[test]
fn hints() {
    let hint = |text: &[u8]| read_hint(&mut reader(&message(text)));
    assert_eq!(hint(b""), Ok(None));
    assert_eq!(hint(b"hint"), Ok(Some(CString::from(c"hint"))));
    assert_eq!(hint(b"a\0b"), Ok(Some(CString::from(c"a"))));
    assert_eq!(hint(b"\0"), Ok(Some(CString::from(c""))));
    assert!(hint(&[b'x'; MAX_IDENTITY_LENGTH]).is_ok());
    let too_long = fatal(alert::HANDSHAKE_FAILURE, Reason::DATA_LENGTH_TOO_LONG);
    assert_eq!(hint(&[b'x'; MAX_IDENTITY_LENGTH + 1]), too_long);
}

#[test]
fn identities() {
    let identity = |text: &[u8]| read_identity(&mut reader(&message(text)));
    assert_eq!(identity(b""), Ok(CString::from(c"")));
    assert_eq!(identity(b"me\0too"), Ok(CString::from(c"me")));
    let too_long = fatal(alert::DECODE_ERROR, Reason::DATA_LENGTH_TOO_LONG);
    assert_eq!(identity(&[b'x'; MAX_IDENTITY_LENGTH + 1]), too_long);
}

#[test]
fn messages_that_are_cut() {
    for length in 0..4 {
        let bytes = &message(b"me")[..length];
        let mismatch = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
        assert_eq!(read_hint(&mut reader(bytes)), Err(mismatch));
        assert_eq!(read_identity(&mut reader(bytes)), Err(mismatch));
    }
}

#[test]
fn texts_are_written_with_their_lengths() {
    let text = |text: Option<&CStr>| written(|w| write_string(text, w));
    assert_eq!(text(None), (vec![0, 0], Ok(())));
    assert_eq!(text(Some(c"me")), (vec![0, 2, b'm', b'e'], Ok(())));
    let too_long = CString::new([b'x'; MAX_IDENTITY_LENGTH + 1]).unwrap();
    assert_eq!(text(Some(&too_long)), (vec![], Err(Fatal::INTERNAL)));
}

#[test]
fn debugging_output_has_no_key() {
    let key = Key::of_client(&buffer(), 3).unwrap();
    assert_eq!(format!("{key:?}"), "Key { .. }");
}
