//! What is negotiated: pure functions of two lists, ours and the peer's, by OpenSSL's rules.
//!
//! Nothing here remembers anything. A function gets what it needs in a struct of borrowed lists and flags,
//! and asks the security level or the program's callback through [`Security`].
//!
//! | file | subject |
//! | --- | --- |
//! | `certificate` | our certificates: which may be used, which the peer's suite or algorithms mean |
//! | `group` | groups that both sides have, and the key shares of TLS 1.3 |
//! | `signature` | signature algorithms: shared, chosen, and the peer's checked |
//! | `suite` | cipher suites: offered, chosen, and the server's choice checked |
//! | `version` | protocol versions, and the protections against downgrades |

pub mod certificate;
pub mod group;
pub mod signature;
pub mod suite;
pub mod version;

use crate::cipher::list::{SUITEB_128, SUITEB_128_ONLY, SUITEB_192, SUITEB_MASK};
use crate::cipher::missing::Missing;
use crate::cipher::{auth, enc, Cipher};
use crate::registry::group::{Group, NamedGroup, SECP256R1, SECP384R1};
use crate::registry::scheme::{nid, SignatureAlgorithm, SignatureScheme};
use crate::registry::suite::CipherSuite;
use crate::registry::version::{ProtocolVersion, DTLS12, SSL3, TLS11, TLS12, TLS13};

/// What the security callback is asked: `SSL_SECOP_*`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecurityOp(pub i32);

impl SecurityOp {
    const CIPHER: i32 = 1 << 16;
    const CURVE: i32 = 2 << 16;
    const SIGALG: i32 = 5 << 16;

    pub const CIPHER_SUPPORTED: SecurityOp = SecurityOp(1 | Self::CIPHER);
    pub const CIPHER_SHARED: SecurityOp = SecurityOp(2 | Self::CIPHER);
    pub const CIPHER_CHECK: SecurityOp = SecurityOp(3 | Self::CIPHER);
    pub const CURVE_SUPPORTED: SecurityOp = SecurityOp(4 | Self::CURVE);
    pub const CURVE_SHARED: SecurityOp = SecurityOp(5 | Self::CURVE);
    pub const CURVE_CHECK: SecurityOp = SecurityOp(6 | Self::CURVE);
    pub const VERSION: SecurityOp = SecurityOp(9);
    pub const TICKET: SecurityOp = SecurityOp(10);
    pub const COMPRESSION: SecurityOp = SecurityOp(15);
    pub const SIGALG_SUPPORTED: SecurityOp = SecurityOp(11 | Self::SIGALG);
    pub const SIGALG_SHARED: SecurityOp = SecurityOp(12 | Self::SIGALG);
    pub const SIGALG_CHECK: SecurityOp = SecurityOp(13 | Self::SIGALG);
    pub const SIGALG_MASK: SecurityOp = SecurityOp(14 | Self::SIGALG);
}

/// What a question is about; the callback gets a pointer to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    Version,
    Ticket,
    Compression,
    Suite(&'static Cipher),
    Group(NamedGroup),
    Scheme(SignatureScheme),
}

/// A question to the security level or to the program's callback, in the callback's terms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    pub operation: SecurityOp,
    pub bits: i32,
    pub nid: i32,
    pub subject: Subject,
}

impl Question {
    pub fn version(version: ProtocolVersion) -> Question {
        Question {
            operation: SecurityOp::VERSION,
            bits: 0,
            nid: version.0.into(),
            subject: Subject::Version,
        }
    }

    pub fn ticket() -> Question {
        Question {
            operation: SecurityOp::TICKET,
            bits: 0,
            nid: 0,
            subject: Subject::Ticket,
        }
    }

    pub fn compression() -> Question {
        Question {
            operation: SecurityOp::COMPRESSION,
            bits: 0,
            nid: 0,
            subject: Subject::Compression,
        }
    }

    pub fn suite(operation: SecurityOp, suite: &'static Cipher) -> Question {
        Question {
            operation,
            bits: suite.bits.into(),
            nid: 0,
            subject: Subject::Suite(suite),
        }
    }
}

/// `ssl_security`: whether something is secure enough.
pub type Security<'a> = &'a dyn Fn(Question) -> bool;

/// The modes of Suite B (RFC 6460).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SuiteB {
    /// 128 bits or more: P-256 and P-384.
    From128,
    /// P-256 only.
    Only128,
    /// P-384 only.
    Only192,
}

impl SuiteB {
    /// `tls1_suiteb`: the mode in `SSL_CERT_FLAG_*`.
    pub fn of_flags(cert_flags: u32) -> Option<SuiteB> {
        match cert_flags & SUITEB_MASK {
            SUITEB_128 => Some(SuiteB::From128),
            SUITEB_128_ONLY => Some(SuiteB::Only128),
            SUITEB_192 => Some(SuiteB::Only192),
            _ => None,
        }
    }

    /// Takes from a pair, of 128 and of 192 bits, what the mode allows.
    fn of<T>(self, pair: &[T; 2]) -> &[T] {
        match self {
            SuiteB::From128 => pair,
            SuiteB::Only128 => &pair[..1],
            SuiteB::Only192 => &pair[1..],
        }
    }
}

/// The groups of Suite B, of 128 and of 192 bits.
const SUITE_B_GROUPS: [NamedGroup; 2] = [SECP256R1, SECP384R1];

/// The type of a certificate's key; OpenSSL has a slot for each, in this order. GOST's are left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyType {
    Rsa,
    RsaPss,
    Dsa,
    Ec,
    Ed25519,
    Ed448,
}

/// All types of keys, in the order of OpenSSL's slots.
pub const KEY_TYPES: [KeyType; 6] = [
    KeyType::Rsa,
    KeyType::RsaPss,
    KeyType::Dsa,
    KeyType::Ec,
    KeyType::Ed25519,
    KeyType::Ed448,
];

impl KeyType {
    /// `ssl_cert_lookup_by_nid`.
    pub fn of_nid(nid: i32) -> Option<KeyType> {
        KEY_TYPES.into_iter().find(|key_type| key_type.nid() == nid)
    }

    /// NID of the type.
    pub fn nid(self) -> i32 {
        match self {
            KeyType::Rsa => nid::RSA,
            KeyType::RsaPss => nid::RSA_PSS,
            KeyType::Dsa => nid::DSA,
            KeyType::Ec => nid::EC,
            KeyType::Ed25519 => nid::ED25519,
            KeyType::Ed448 => nid::ED448,
        }
    }

    /// The authentication of suites that such a certificate gives: bits of `auth`.
    pub fn auth(self) -> u32 {
        match self {
            KeyType::Rsa | KeyType::RsaPss => auth::RSA,
            KeyType::Dsa => auth::DSS,
            KeyType::Ec | KeyType::Ed25519 | KeyType::Ed448 => auth::ECDSA,
        }
    }
}

/// Whether a version is one of DTLS.
fn is_dtls(version: ProtocolVersion) -> bool {
    version::is_dtls(version)
}

/// `SSL_IS_TLS13` of a negotiated version.
fn is_tls13(version: ProtocolVersion) -> bool {
    version == TLS13
}

/// `SSL_USE_SIGALGS`: whether signatures name their algorithm.
pub fn uses_sigalgs(version: ProtocolVersion) -> bool {
    match is_dtls(version) {
        true => version == DTLS12,
        false => version >= TLS12,
    }
}

/// A group of the tables that the library has: `tls1_group_id_lookup`.
fn find_group(group: NamedGroup, missing: &Missing) -> Option<&'static Group> {
    Group::find(group).filter(|_| missing.has_group(group))
}

/// An algorithm of the tables that the library has: `tls1_lookup_sigalg`.
fn find_scheme(scheme: SignatureScheme, missing: &Missing) -> Option<&'static SignatureAlgorithm> {
    SignatureAlgorithm::find(scheme).filter(|_| missing.has_sigalg(scheme))
}

/// The number of a suite.
fn number(suite: &Cipher) -> CipherSuite {
    suite.id
}

/// The lowest version of TLS that has a suite. Signalling values are in no list of suites.
fn lowest_version(suite: &Cipher) -> ProtocolVersion {
    suite.min_version.unwrap_or(SSL3)
}

/// The highest version of TLS that has a suite. IDEA went with TLS 1.2 (RFC 5469).
fn highest_version(suite: &Cipher) -> ProtocolVersion {
    match suite.enc {
        enc::IDEA => TLS11,
        _ => suite.max_version(),
    }
}

#[cfg(test)]
mod tests;
