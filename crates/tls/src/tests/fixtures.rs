//! Keys with certificates that they have signed themselves. `openssl genpkey` and `openssl req -x509` made them.

use std::ffi::CString;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crypto::library::Library;
use crypto::pkey::{Curve, Kind, PKey};
use crypto::x509::X509;
use crypto::x509_file::Source;

use crate::choose::certificate::{Link, PublicKey};
use crate::choose::KeyType;
use crate::config::Credential;
use crate::registry::group::{Group, NamedGroup, SECP256R1, SECP384R1, SECP521R1};

/// The test keys, by the names of their files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    P256,
    P384,
    P521,
    Rsa,
    RsaPss,
    Ed25519,
    Ed448,
}

pub const SORTS: [Sort; 7] = [
    Sort::P256,
    Sort::P384,
    Sort::P521,
    Sort::Rsa,
    Sort::RsaPss,
    Sort::Ed25519,
    Sort::Ed448,
];

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Sort::P256 => "p256",
            Sort::P384 => "p384",
            Sort::P521 => "p521",
            Sort::Rsa => "rsa",
            Sort::RsaPss => "rsa-pss",
            Sort::Ed25519 => "ed25519",
            Sort::Ed448 => "ed448",
        }
    }

    /// A file of the key's, `key` or `crt`, DER.
    pub fn path(self, what: &str) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let file = format!("src/tests/fixtures/{}.{what}.der", self.name());
        root.join(file).to_str().expect("UTF-8").to_owned()
    }

    /// DER of the private key (PKCS#8).
    pub fn private_key(self) -> Vec<u8> {
        std::fs::read(self.path("key")).expect("a fixture")
    }

    /// DER of the certificate.
    pub fn certificate(self) -> Vec<u8> {
        std::fs::read(self.path("crt")).expect("a fixture")
    }

    /// Key and certificate, made once.
    pub fn credential(self) -> Arc<Credential> {
        static MADE: [OnceLock<Arc<Credential>>; SORTS.len()] =
            [const { OnceLock::new() }; SORTS.len()];
        let made = MADE[self as usize].get_or_init(|| Arc::new(self.make()));
        Arc::clone(made)
    }

    fn make(self) -> Credential {
        let library = Library::default();
        let file = CString::new(self.path("key")).expect("no NUL");
        let source = Source::new().expect("memory");
        assert!(source.open(Some(&file)), "{file:?}");
        let key = source.key_der(&library).expect("a key");
        let der = self.certificate();
        let leaf = X509::from_der(&library, &der).expect("a certificate");
        let (key_type, curve) = describe(&key).expect("a key for TLS");
        Credential {
            chain: vec![der],
            key_size: size(&key),
            key,
            key_type,
            curve,
            may_sign: leaf.may_sign(),
            signed_with: leaf.signature_digest_and_key(),
            links: vec![Link {
                public: match curve {
                    0 => PublicKey::Other,
                    curve => PublicKey::Ec(curve),
                },
                signature: leaf.signature_nid(),
            }],
            suits_suite_b: matches!(self, Sort::P256 | Sort::P384),
        }
    }
}

fn nid(group: NamedGroup) -> i32 {
    Group::find(group).map_or(0, |group| group.nid)
}

/// The type of a key, and the NID of its curve.
pub fn describe(key: &PKey) -> Option<(KeyType, i32)> {
    let found = match key.subject_public_key().kind {
        Kind::Rsa => (KeyType::Rsa, 0),
        Kind::RsaPss => (KeyType::RsaPss, 0),
        Kind::Dsa => (KeyType::Dsa, 0),
        Kind::Ec(Curve::P256) => (KeyType::Ec, nid(SECP256R1)),
        Kind::Ec(Curve::P384) => (KeyType::Ec, nid(SECP384R1)),
        Kind::Ec(Curve::P521) => (KeyType::Ec, nid(SECP521R1)),
        Kind::Ec(Curve::Other) => (KeyType::Ec, 0),
        Kind::Ed25519 => (KeyType::Ed25519, 0),
        Kind::Ed448 => (KeyType::Ed448, 0),
        Kind::Other => return None,
    };
    Some(found)
}

/// Bytes of a signature (`EVP_PKEY_get_size`).
fn size(key: &PKey) -> usize {
    let public = key.subject_public_key();
    match public.kind {
        Kind::Ec(Curve::P256) => 72,
        Kind::Ec(Curve::P384) => 104,
        Kind::Ec(_) => 139,
        Kind::Ed25519 => 64,
        Kind::Ed448 => 114,
        _ => public.bits as usize / 8,
    }
}
