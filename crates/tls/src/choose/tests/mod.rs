//! What the tests of this folder share.

mod certificate;
mod group;
mod signature;
mod suite;
mod version;

use super::*;
use crate::cipher::CIPHERS;
use std::ffi::CStr;

/// Everything is secure.
pub fn anything(_: Question) -> bool {
    true
}

/// The suite of that name.
pub fn suite(name: &CStr) -> &'static Cipher {
    CIPHERS.iter().find(|c| c.name == name).unwrap()
}

#[test]
fn modes_of_suite_b() {
    assert_eq!(SuiteB::of_flags(0), None);
    assert_eq!(SuiteB::of_flags(SUITEB_128 | 1), Some(SuiteB::From128));
    assert_eq!(SuiteB::From128.of(&SUITE_B_GROUPS), SUITE_B_GROUPS);
    assert_eq!(SuiteB::Only128.of(&SUITE_B_GROUPS), [SECP256R1]);
    assert_eq!(SuiteB::Only192.of(&SUITE_B_GROUPS), [SECP384R1]);
}

#[test]
fn key_types_have_a_nid_each() {
    for key_type in KEY_TYPES {
        assert_eq!(KeyType::of_nid(key_type.nid()), Some(key_type));
    }
    assert_eq!(KeyType::of_nid(0), None);
}

#[test]
fn algorithms_are_named_from_version_1_2() {
    use crate::registry::version::*;
    assert!(uses_sigalgs(TLS13) && uses_sigalgs(TLS12) && uses_sigalgs(DTLS12));
    assert!(!uses_sigalgs(TLS11) && !uses_sigalgs(DTLS10) && !uses_sigalgs(DTLS1_BAD));
}
