//! Cipher suites, groups, signature algorithms and application protocols: what can be negotiated, and
//! the lists with which applications choose.
//!
//! Everything here is pure: tables, and parsers from a C string's bytes to a list or a reason.
//!
//! | file | subject |
//! | --- | --- |
//! | `alpn` | lists of application protocols |
//! | `group` | lists of groups, by name or NID |
//! | `group_list` | the lists of groups of OpenSSL 3.5 |
//! | `list` | cipher lists |
//! | `missing` | the algorithms that a library context lacks |
//! | `sigalg` | lists of signature algorithms |

pub mod alpn;
pub mod group;
pub mod group_list;
pub mod list;
pub mod missing;
pub mod sigalg;

use std::ffi::CStr;

pub use crate::registry::algorithm::{auth, class, enc, kx, mac};
use crate::registry::suite::CipherSuite;
pub use crate::registry::suite::{Cipher, CIPHERS, SIGNALS};
use crate::registry::version::{ProtocolVersion, SSL3, TLS10, TLS12, TLS13};

/// NIDs of digests.
pub mod digest {
    pub use crate::registry::scheme::nid::{MD5, MD5_SHA1, SHA1, SHA256, SHA384};
}

/// OpenSSL's facts about one algorithm: its bits, its NID, its text in a description.
type Facts = (u32, i32, &'static str);

const KX: &[Facts] = &[
    (kx::RSA, 1037, "RSA"),
    (kx::ECDHE, 1038, "ECDH"),
    (kx::DHE, 1039, "DH"),
    (kx::ECDHEPSK, 1040, "ECDHEPSK"),
    (kx::DHEPSK, 1041, "DHEPSK"),
    (kx::RSAPSK, 1042, "RSAPSK"),
    (kx::PSK, 1043, "PSK"),
    (kx::SRP, 1044, "SRP"),
    (kx::ANY, 1063, "any"),
];

const AUTH: &[Facts] = &[
    (auth::RSA, 1046, "RSA"),
    (auth::ECDSA, 1047, "ECDSA"),
    (auth::PSK, 1048, "PSK"),
    (auth::DSS, 1049, "DSS"),
    (auth::SRP, 1052, "SRP"),
    (auth::NULL, 1053, "None"),
    (auth::ANY, 1064, "any"),
];

const ENC: &[Facts] = &[
    (enc::TDES, 44, "3DES(168)"),
    (enc::RC4, 5, "RC4(128)"),
    (enc::RC2, 37, "RC2(128)"),
    (enc::IDEA, 34, "IDEA(128)"),
    (enc::NULL, 0, "None"),
    (enc::AES128, 419, "AES(128)"),
    (enc::AES256, 427, "AES(256)"),
    (enc::CAMELLIA128, 751, "Camellia(128)"),
    (enc::CAMELLIA256, 753, "Camellia(256)"),
    (enc::SEED, 777, "SEED(128)"),
    (enc::AES128GCM, 895, "AESGCM(128)"),
    (enc::AES256GCM, 901, "AESGCM(256)"),
    (enc::AES128CCM, 896, "AESCCM(128)"),
    (enc::AES256CCM, 902, "AESCCM(256)"),
    (enc::AES128CCM8, 896, "AESCCM8(128)"),
    (enc::AES256CCM8, 902, "AESCCM8(256)"),
    (enc::CHACHA20, 1018, "CHACHA20/POLY1305(256)"),
    (enc::ARIA128GCM, 1123, "ARIAGCM(128)"),
    (enc::ARIA256GCM, 1125, "ARIAGCM(256)"),
];

const MAC: &[Facts] = &[
    (mac::MD5, digest::MD5, "MD5"),
    (mac::SHA1, digest::SHA1, "SHA1"),
    (mac::SHA256, digest::SHA256, "SHA256"),
    (mac::SHA384, digest::SHA384, "SHA384"),
    (mac::AEAD, 0, "AEAD"),
];

/// NID and text of one algorithm. The algorithms of signalling suites are in no table.
fn facts(table: &'static [Facts], bits: u32) -> (i32, &'static str) {
    table
        .iter()
        .find(|entry| entry.0 == bits)
        .map_or((0, "unknown"), |entry| (entry.1, entry.2))
}

impl Cipher {
    pub fn find(id: CipherSuite) -> Option<&'static Cipher> {
        match CIPHERS.binary_search_by_key(&id, |c| c.id) {
            Ok(i) => Some(&CIPHERS[i]),
            Err(_) => SIGNALS.iter().find(|c| c.id == id),
        }
    }

    /// The suite with this name in the TLS registry.
    pub fn find_standard_name(name: &[u8]) -> Option<&'static Cipher> {
        CIPHERS
            .iter()
            .chain(SIGNALS)
            .find(|c| c.standard_name.to_bytes() == name)
    }

    pub fn is_tls13(&self) -> bool {
        self.min_version >= Some(TLS13)
    }

    /// Whether this is a signalling value, which cannot be negotiated.
    pub fn is_signal(&self) -> bool {
        self.min_version.is_none()
    }

    pub fn is_aead(&self) -> bool {
        self.mac == mac::AEAD
    }

    /// Whether the handshake can negotiate it: the AES-GCM and ChaCha20-Poly1305 suites of
    /// TLS 1.3 and of TLS 1.2 with ECDHE and a signature.
    pub fn is_supported(&self) -> bool {
        let key_exchange =
            self.is_tls13() || self.kx == kx::ECDHE && self.auth & (auth::RSA | auth::ECDSA) != 0;
        key_exchange && self.enc & (enc::AESGCM | enc::CHACHA20) != 0
    }

    /// The highest protocol version that has the suite.
    pub fn max_version(&self) -> ProtocolVersion {
        if self.is_tls13() {
            TLS13
        } else {
            TLS12
        }
    }

    /// Whether this version has the suite.
    pub fn is_of(&self, version: ProtocolVersion) -> bool {
        self.min_version <= Some(version) && version <= self.max_version()
    }

    pub fn kx_nid(&self) -> i32 {
        facts(KX, self.kx).0
    }

    pub fn auth_nid(&self) -> i32 {
        facts(AUTH, self.auth).0
    }

    pub fn cipher_nid(&self) -> i32 {
        facts(ENC, self.enc).0
    }

    /// NID of the MAC's digest; 0 for an AEAD.
    pub fn digest_nid(&self) -> i32 {
        facts(MAC, self.mac).0
    }

    /// The lowest version that has the suite, in the words of `SSL_CIPHER_get_version`.
    pub fn version(&self) -> &'static CStr {
        match self.min_version {
            Some(SSL3) => c"SSLv3",
            Some(TLS10) => c"TLSv1.0",
            Some(TLS12) => c"TLSv1.2",
            Some(TLS13) => c"TLSv1.3",
            _ => c"unknown",
        }
    }

    /// One line with a newline, as `SSL_CIPHER_description` gives it.
    pub fn description(&self) -> String {
        let version = match self.min_version {
            Some(TLS10) => "TLSv1",
            _ => self.version().to_str().unwrap_or_default(),
        };
        format!(
            "{:<30} {:<7} Kx={:<8} Au={:<5} Enc={:<22} Mac={:<4}\n",
            self.name.to_str().unwrap_or_default(),
            version,
            facts(KX, self.kx).1,
            facts(AUTH, self.auth).1,
            facts(ENC, self.enc).1,
            facts(MAC, self.mac).1,
        )
    }
}

/// The elements of a colon-separated list, without surrounding white space.
pub fn elements(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    list.split(|&b| b == b':').map(|element| {
        // C's isspace includes the vertical tab; Rust's does not.
        let space = |b: &u8| b.is_ascii_whitespace() || *b == 0x0b;
        let start = element.iter().position(|b| !space(b));
        let end = element.iter().rposition(|b| !space(b));
        match (start, end) {
            (Some(start), Some(end)) => &element[start..=end],
            _ => &[],
        }
    })
}

#[cfg(test)]
mod tests;
