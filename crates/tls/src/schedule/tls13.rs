//! The key schedule of TLS 1.3 (RFC 8446 section 7.1), a stage after the other.
//!
//! Each stage is made of the one before it and of the hash of the messages from which it derives, so that what
//! comes out of order does not compile. tls13_change_cipher_state derives, and logs, in the order of this file.

use super::{Digest, Hash, Secret};
use crate::error::Fatal;
use crypto::hash::{Function, HmacKey, MAX_LEN};

/// Where a pre-shared key comes from: binder keys differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PskKind {
    /// The application.
    External,
    /// A ticket.
    Resumption,
}

/// The early secret of a pre-shared key. Without such a key nothing is derived from it, see
/// [`HandshakeSecret::without_psk`].
#[derive(Clone)]
pub struct Early {
    key: HmacKey,
}

impl Early {
    /// `hash` is the one of the pre-shared key.
    pub fn new(hash: &Hash, psk: &[u8]) -> Result<Early, Fatal> {
        let key = extract(&HmacKey::new(hash, zeros(hash)), psk)?;
        Ok(Early { key })
    }

    /// The hash function of the pre-shared key.
    pub fn hash(&self) -> &Hash {
        self.key.hash()
    }

    /// The binder that shows possession of the key, for the digest of
    /// [`Transcript::binder_digest`](super::Transcript::binder_digest). tls_psk_do_binder.
    pub fn binder(&self, kind: PskKind, hello: &Digest) -> Result<Digest, Fatal> {
        self.binder_key(kind)?.verify_data(hello.as_ref())
    }

    pub(super) fn binder_key(&self, kind: PskKind) -> Result<Secret, Fatal> {
        let label: &[u8] = match kind {
            PskKind::External => b"ext binder",
            PskKind::Resumption => b"res binder",
        };
        let nothing = hash_of_nothing(self.hash())?;
        Secret::derive(&self.key, label, nothing.as_ref())
    }

    /// early_exporter_master_secret; `hello` is the hash of the whole ClientHello. Logged as
    /// EARLY_EXPORTER_SECRET.
    pub fn exporter(&self, hello: &Digest) -> Result<Secret, Fatal> {
        Secret::derive(&self.key, b"e exp master", hello.as_ref())
    }

    /// client_early_traffic_secret; `hello` as above. Logged as CLIENT_EARLY_TRAFFIC_SECRET.
    pub fn client_traffic(&self, hello: &Digest) -> Result<Secret, Fatal> {
        Secret::derive(&self.key, b"c e traffic", hello.as_ref())
    }

    /// The handshake secret. `shared` is what the key exchange gave; there is none with psk_ke.
    pub fn handshake(self, shared: Option<&[u8]>) -> Result<HandshakeSecret, Fatal> {
        let salt = salt_of_next(&self.key)?;
        HandshakeSecret::extract(salt.as_ref(), self.hash(), shared)
    }
}

/// The handshake secret, before there is a ServerHello. tls13_generate_handshake_secret.
pub struct HandshakeSecret {
    key: HmacKey,
}

impl HandshakeSecret {
    /// The handshake secret of a handshake without a pre-shared key.
    pub fn without_psk(hash: &Hash, shared: &[u8]) -> Result<HandshakeSecret, Fatal> {
        let constant = match (hash.library().is_default(), hash.function()) {
            (true, Function::Sha256) => &SALT_WITHOUT_PSK_SHA256[..],
            (true, Function::Sha384) => &SALT_WITHOUT_PSK_SHA384[..],
            _ => return Early::new(hash, zeros(hash))?.handshake(Some(shared)),
        };
        HandshakeSecret::extract(constant, hash, Some(shared))
    }

    fn extract(salt: &[u8], hash: &Hash, shared: Option<&[u8]>) -> Result<HandshakeSecret, Fatal> {
        let key = extract(
            &HmacKey::new(hash, salt),
            shared.unwrap_or_else(|| zeros(hash)),
        )?;
        Ok(HandshakeSecret { key })
    }

    /// `hello` is the hash of the messages up to ServerHello.
    pub fn after_server_hello(self, hello: Digest) -> HandshakeStage {
        HandshakeStage {
            key: self.key,
            hello,
        }
    }
}

/// The handshake secret, once there is a ServerHello. A client's traffic secret may be derived late: when it
/// writes its first protected message, or after early data.
pub struct HandshakeStage {
    key: HmacKey,
    hello: Digest,
}

impl HandshakeStage {
    /// server_handshake_traffic_secret. Logged as SERVER_HANDSHAKE_TRAFFIC_SECRET.
    pub fn server_traffic(&self) -> Result<Secret, Fatal> {
        Secret::derive(&self.key, b"s hs traffic", self.hello.as_ref())
    }

    /// client_handshake_traffic_secret. Logged as CLIENT_HANDSHAKE_TRAFFIC_SECRET.
    pub fn client_traffic(&self) -> Result<Secret, Fatal> {
        Secret::derive(&self.key, b"c hs traffic", self.hello.as_ref())
    }

    /// The master secret; `finished` is the hash of the messages up to the server's Finished.
    /// tls13_generate_master_secret.
    pub fn master(&self, finished: Digest) -> Result<Master, Fatal> {
        let salt = salt_of_next(&self.key)?;
        let hash = self.key.hash();
        let key = extract(&HmacKey::new(hash, salt.as_ref()), zeros(hash))?;
        Ok(Master { key, finished })
    }
}

/// The master secret, once the server's Finished is there.
pub struct Master {
    key: HmacKey,
    finished: Digest,
}

impl Master {
    /// exporter_master_secret. Logged as EXPORTER_SECRET, before the server's traffic secret.
    pub fn exporter(&self) -> Result<Secret, Fatal> {
        Secret::derive(&self.key, b"exp master", self.finished.as_ref())
    }

    /// server_application_traffic_secret_0. Logged as SERVER_TRAFFIC_SECRET_0.
    pub fn server_traffic(&self) -> Result<Secret, Fatal> {
        Secret::derive(&self.key, b"s ap traffic", self.finished.as_ref())
    }

    /// client_application_traffic_secret_0. Logged as CLIENT_TRAFFIC_SECRET_0.
    pub fn client_traffic(&self) -> Result<Secret, Fatal> {
        Secret::derive(&self.key, b"c ap traffic", self.finished.as_ref())
    }

    /// resumption_master_secret; `client_finished` is the hash of all messages up to the client's Finished.
    /// Tickets' keys are its [`Secret::resumption_psk`].
    pub fn resumption(&self, client_finished: &Digest) -> Result<Secret, Fatal> {
        Secret::derive(&self.key, b"res master", client_finished.as_ref())
    }
}

/// HKDF-Extract, as the key of what is derived next.
fn extract(salt: &HmacKey, input: &[u8]) -> Result<HmacKey, Fatal> {
    let secret = salt.sign(&[input])?;
    Ok(HmacKey::new(salt.hash(), secret.as_ref()))
}

/// The salt with which the next stage is extracted.
fn salt_of_next(key: &HmacKey) -> Result<Secret, Fatal> {
    let nothing = hash_of_nothing(key.hash())?;
    Secret::derive(key, b"derived", nothing.as_ref())
}

/// Where there is no input or no salt.
fn zeros(hash: &Hash) -> &'static [u8] {
    &[0; MAX_LEN][..hash.output_len()]
}

fn hash_of_nothing(hash: &Hash) -> Result<Digest, Fatal> {
    Ok(hash.digest(b"")?)
}

/// The salt of the handshake secret where there is no pre-shared key: a constant of the hash function.
pub(super) const SALT_WITHOUT_PSK_SHA256: [u8; 32] = [
    0x6f, 0x26, 0x15, 0xa1, 0x08, 0xc7, 0x02, 0xc5, 0x67, 0x8f, 0x54, 0xfc, 0x9d, 0xba, 0xb6, 0x97,
    0x16, 0xc0, 0x76, 0x18, 0x9c, 0x48, 0x25, 0x0c, 0xeb, 0xea, 0xc3, 0x57, 0x6c, 0x36, 0x11, 0xba,
];
pub(super) const SALT_WITHOUT_PSK_SHA384: [u8; 48] = [
    0x15, 0x91, 0xda, 0xc5, 0xcb, 0xbf, 0x03, 0x30, 0xa4, 0xa8, 0x4d, 0xe9, 0xc7, 0x53, 0x33, 0x0e,
    0x92, 0xd0, 0x1f, 0x0a, 0x88, 0x21, 0x4b, 0x44, 0x64, 0x97, 0x2f, 0xd6, 0x68, 0x04, 0x9e, 0x93,
    0xe5, 0x2f, 0x2b, 0x16, 0xfa, 0xd9, 0x22, 0xfd, 0xc0, 0x58, 0x44, 0x78, 0x42, 0x8f, 0x28, 0x2b,
];
