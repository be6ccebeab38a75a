//! Signature algorithms: their names, numbers and NIDs, and the lists of them that applications
//! set (`SSL_CTX_set1_sigalgs`, `SSL_CTX_set1_sigalgs_list`).

use std::ffi::CStr;

use super::{auth, elements};
use crate::registry::scheme::nid::{
    DSA, EC, ED25519, ED448, RSA, RSA_PSS, SHA1, SHA224, SHA256, SHA384, SHA512,
};
use crate::registry::scheme::{self, Known, SignatureScheme, SCHEMES};
use crypto::pkey::Kind;
use crypto::signature::SigningParameters;

pub use crate::registry::scheme::SignatureAlgorithm;

/// Those that OpenSSL 3.0 knows.
pub fn algorithms() -> impl Iterator<Item = &'static SignatureAlgorithm> {
    SCHEMES.iter().filter(|a| a.known != Known::Later)
}

/// OpenSSL's default list, most preferred first. The security level still applies.
pub const DEFAULT: &[SignatureScheme] = &[
    scheme::ECDSA_SECP256R1_SHA256,
    scheme::ECDSA_SECP384R1_SHA384,
    scheme::ECDSA_SECP521R1_SHA512,
    scheme::ED25519,
    scheme::ED448,
    scheme::RSA_PSS_PSS_SHA256,
    scheme::RSA_PSS_PSS_SHA384,
    scheme::RSA_PSS_PSS_SHA512,
    scheme::RSA_PSS_RSAE_SHA256,
    scheme::RSA_PSS_RSAE_SHA384,
    scheme::RSA_PSS_RSAE_SHA512,
    scheme::RSA_PKCS1_SHA256,
    scheme::RSA_PKCS1_SHA384,
    scheme::RSA_PKCS1_SHA512,
    scheme::ECDSA_SHA224,
    scheme::ECDSA_SHA1,
    scheme::RSA_PKCS1_SHA224,
    scheme::RSA_PKCS1_SHA1,
    scheme::DSA_SHA224,
    scheme::DSA_SHA1,
    scheme::DSA_SHA256,
    scheme::DSA_SHA384,
    scheme::DSA_SHA512,
];

impl SignatureAlgorithm {
    pub fn find(id: SignatureScheme) -> Option<&'static SignatureAlgorithm> {
        algorithms().find(|a| a.id == id)
    }

    fn find_name(name: &[u8]) -> Option<&'static SignatureAlgorithm> {
        algorithms().find(|a| a.name().is_some_and(|n| n.as_bytes() == name))
    }

    fn find_nids(hash: i32, sig: i32) -> Option<&'static SignatureAlgorithm> {
        algorithms().find(|a| a.hash_nid == hash && a.sig_nid == sig)
    }

    /// The name in TLS 1.3, where OpenSSL 3.0 knows it.
    pub fn name(&self) -> Option<&'static str> {
        match self.known {
            Known::Named => self.full_name.to_str().ok(),
            _ => None,
        }
    }

    /// libcrypto's name for the type of its keys.
    pub fn keys(&self) -> &'static CStr {
        match self.sig_nid {
            RSA => c"RSA",
            RSA_PSS => c"RSA-PSS",
            DSA => c"DSA",
            ED25519 => c"ED25519",
            ED448 => c"ED448",
            _ => c"EC",
        }
    }

    /// Whether it is RSA with PKCS#1 padding.
    pub fn is_pkcs1(&self) -> bool {
        self.sig_nid == RSA
    }

    /// Whether a client leaves it out if it offers TLS 1.3 only.
    pub fn is_outdated(&self) -> bool {
        self.sig_nid == DSA || matches!(self.hash_nid, SHA1 | SHA224)
    }

    /// The authentication of the suites of TLS 1.2 that it signs for: bits of `auth`.
    pub fn auth(&self) -> u32 {
        match self.sig_nid {
            RSA | RSA_PSS => auth::RSA,
            DSA => auth::DSS,
            _ => auth::ECDSA,
        }
    }

    /// Whether it may sign a TLS 1.3 handshake: PKCS#1 signatures and the old hashes may not.
    pub fn is_tls13(&self) -> bool {
        !matches!(self.sig_nid, RSA | DSA) && !matches!(self.hash_nid, SHA1 | SHA224)
    }

    /// Bits of security as the security level counts them: half the digest, and for the broken
    /// SHA-1 less than any level allows.
    pub fn security_bits(&self) -> i32 {
        match (self.hash_nid, self.sig_nid) {
            (SHA1, _) => 64,
            (SHA224, _) => 112,
            (SHA256, _) | (_, ED25519) => 128,
            (SHA384, _) => 192,
            (_, ED448) => 224,
            _ => 256,
        }
    }
}

/// The name that OpenSSL 3.5 gives to a signature algorithm.
pub fn name_of(id: SignatureScheme) -> Option<&'static CStr> {
    let known = SCHEMES.iter().find(|algorithm| algorithm.id == id)?;
    Some(known.full_name)
}

/// How a scheme signs with a key of this kind; `None` where it does not suit the key.
pub fn algorithm(id: SignatureScheme, kind: Kind) -> Option<SigningParameters> {
    use scheme::*;
    let (rsa, pss) = (kind == Kind::Rsa, kind == Kind::RsaPss);
    let (ec, dsa) = (matches!(kind, Kind::Ec(_)), kind == Kind::Dsa);
    let (suits, digest, pss) = match id {
        RSA_PKCS1_SHA1 => (rsa, Some(c"SHA1"), false),
        RSA_PKCS1_SHA224 => (rsa, Some(c"SHA2-224"), false),
        RSA_PKCS1_SHA256 => (rsa, Some(c"SHA2-256"), false),
        RSA_PKCS1_SHA384 => (rsa, Some(c"SHA2-384"), false),
        RSA_PKCS1_SHA512 => (rsa, Some(c"SHA2-512"), false),
        ECDSA_SHA1 => (ec, Some(c"SHA1"), false),
        ECDSA_SHA224 => (ec, Some(c"SHA2-224"), false),
        ECDSA_SECP256R1_SHA256 => (ec, Some(c"SHA2-256"), false),
        ECDSA_SECP384R1_SHA384 => (ec, Some(c"SHA2-384"), false),
        ECDSA_SECP521R1_SHA512 => (ec, Some(c"SHA2-512"), false),
        RSA_PSS_RSAE_SHA256 => (rsa, Some(c"SHA2-256"), true),
        RSA_PSS_RSAE_SHA384 => (rsa, Some(c"SHA2-384"), true),
        RSA_PSS_RSAE_SHA512 => (rsa, Some(c"SHA2-512"), true),
        RSA_PSS_PSS_SHA256 => (pss, Some(c"SHA2-256"), true),
        RSA_PSS_PSS_SHA384 => (pss, Some(c"SHA2-384"), true),
        RSA_PSS_PSS_SHA512 => (pss, Some(c"SHA2-512"), true),
        scheme::ED25519 => (kind == Kind::Ed25519, None, false),
        scheme::ED448 => (kind == Kind::Ed448, None, false),
        DSA_SHA1 => (dsa, Some(c"SHA1"), false),
        DSA_SHA256 => (dsa, Some(c"SHA2-256"), false),
        _ => return None,
    };
    suits.then_some(SigningParameters { digest, pss })
}

/// Parses a list of names, or of pairs of key type and hash (`ECDSA+SHA256`, in either order),
/// separated by colons.
///
/// `None`, with nothing to queue, for an unknown or empty element and for a duplicate.
pub fn parse(list: &[u8]) -> Option<Vec<SignatureScheme>> {
    let mut known = Vec::new();
    for element in elements(list) {
        if element.len() > 39 {
            return None;
        }
        let algorithm = match element.iter().position(|&b| b == b'+') {
            None => SignatureAlgorithm::find_name(element)?,
            Some(plus) => pair(&element[..plus], &element[plus + 1..])?,
        };
        if known.contains(&algorithm) {
            return None;
        }
        known.push(algorithm);
    }
    numbers(&known)
}

/// Takes pairs of NIDs, digest first. `None` as in `parse`, except that duplicates are allowed.
pub fn from_nids(nids: &[i32]) -> Option<Vec<SignatureScheme>> {
    let pairs = nids.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let known: Option<Vec<_>> = pairs
        .map(|pair| SignatureAlgorithm::find_nids(pair[0], pair[1]))
        .collect();
    numbers(&known?)
}

fn numbers(known: &[&SignatureAlgorithm]) -> Option<Vec<SignatureScheme>> {
    let ids: Vec<SignatureScheme> = known.iter().map(|a| a.id).collect();
    (!ids.is_empty()).then_some(ids)
}

/// A key type and a hash, in either order. If both are of one kind, the second counts.
fn pair(first: &[u8], second: &[u8]) -> Option<&'static SignatureAlgorithm> {
    let (mut sig, mut hash) = (None, None);
    for word in [first, second] {
        match word {
            b"RSA" => sig = Some(RSA),
            b"RSA-PSS" | b"PSS" => sig = Some(RSA_PSS),
            b"DSA" => sig = Some(DSA),
            b"ECDSA" => sig = Some(EC),
            b"SHA1" | b"sha1" => hash = Some(SHA1),
            b"SHA224" | b"sha224" => hash = Some(SHA224),
            b"SHA256" | b"sha256" => hash = Some(SHA256),
            b"SHA384" | b"sha384" => hash = Some(SHA384),
            b"SHA512" | b"sha512" => hash = Some(SHA512),
            _ => return None,
        }
    }
    SignatureAlgorithm::find_nids(hash?, sig?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_pairs() {
        assert_eq!(
            parse(b"RSA-PSS+SHA256:ECDSA+SHA384: ed25519 :rsa_pss_pss_sha512:sha256+RSA"),
            Some(vec![
                scheme::RSA_PSS_RSAE_SHA256,
                scheme::ECDSA_SECP384R1_SHA384,
                scheme::ED25519,
                scheme::RSA_PSS_PSS_SHA512,
                scheme::RSA_PKCS1_SHA256,
            ])
        );
        assert_eq!(
            parse(b"ECDSA+SHA1:PSS+SHA512:ECDSA+SHA224"),
            Some(vec![
                scheme::ECDSA_SHA1,
                scheme::RSA_PSS_RSAE_SHA512,
                scheme::ECDSA_SHA224,
            ])
        );
    }

    #[test]
    fn malformed_lists_fail() {
        for list in [
            "",
            "RSA+SHA256:",
            "RSA",
            "SHA256",
            "RSA+",
            "+SHA256",
            "RSA+ECDSA",
            "RSA+MD5",
            "rsa+SHA256",
            "RSA+SHA256:rsa_pkcs1_sha256",
            "ECDSA+SHA256+SHA384",
            "sha256",
            "ecdsa_sha1",
            "a_name_of_more_than_thirty-nine_characters",
        ] {
            assert_eq!(parse(list.as_bytes()), None, "{list}");
        }
    }

    #[test]
    fn nids() {
        assert_eq!(
            from_nids(&[SHA256, RSA, SHA384, EC]),
            Some(vec![
                scheme::RSA_PKCS1_SHA256,
                scheme::ECDSA_SECP384R1_SHA384,
            ])
        );
        assert_eq!(from_nids(&[0, ED25519]), Some(vec![scheme::ED25519]));
        assert_eq!(from_nids(&[SHA256]), None);
        assert_eq!(from_nids(&[RSA, SHA256]), None);
        assert_eq!(from_nids(&[]), None);
    }

    #[test]
    fn the_default_has_all_of_them() {
        let known = |id: &SignatureScheme| SignatureAlgorithm::find(*id).is_some();
        assert!(DEFAULT.iter().all(known));
        assert_eq!(algorithms().count(), DEFAULT.len());
    }

    #[test]
    fn bits_of_security() {
        let bits = |id| SignatureAlgorithm::find(id).map(|a| a.security_bits());
        assert_eq!(bits(scheme::ECDSA_SECP256R1_SHA256), Some(128));
        assert_eq!(bits(scheme::RSA_PKCS1_SHA1), Some(64));
        assert_eq!(bits(scheme::RSA_PKCS1_SHA224), Some(112));
        assert_eq!(bits(scheme::ED448), Some(224));
        assert_eq!(bits(scheme::RSA_PSS_RSAE_SHA512), Some(256));
    }
}
