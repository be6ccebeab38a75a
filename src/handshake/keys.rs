//! Record protection within the handshake.

use super::current::Secrets;
use super::observer::Sender;
use crate::record::{
    AeadAlgorithm, ContentType, Hash, Protocol, RecordHeader, RecordKey, HEADER_LEN,
};
use crate::sys::library::Library;
use std::ops::Range;
use tls::registry::suite::*;
use tls::schedule::{KeyBlock, KeyLengths, MasterSecret, Secret};

/// AEAD and hash of a cipher suite.
pub(super) fn algorithms(suite: CipherSuite) -> Option<(AeadAlgorithm, Hash)> {
    Some(match suite {
        TLS_AES_128_GCM_SHA256
        | TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        | TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 => (AeadAlgorithm::Aes128Gcm, Hash::SHA256),
        TLS_AES_256_GCM_SHA384
        | TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
        | TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 => (AeadAlgorithm::Aes256Gcm, Hash::SHA384),
        TLS_CHACHA20_POLY1305_SHA256
        | TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
        | TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 => {
            (AeadAlgorithm::ChaCha20Poly1305, Hash::SHA256)
        }
        _ => return None,
    })
}

/// The hash function of a cipher suite, computed by `library`.
pub fn hash(library: &Library, suite: CipherSuite) -> Option<Hash> {
    algorithms(suite).map(|(_, hash)| hash.by(library))
}

/// The key of a TLS 1.3 traffic secret.
pub(super) fn tls13(library: &Library, suite: CipherSuite, secret: &[u8]) -> Option<RecordKey> {
    let (aead, hash) = algorithms(suite)?;
    let secret = Secret::new(hash.by(library), secret).ok()?;
    secret.record_key(aead).ok()
}

/// TLS 1.3: the secret that a sender's key updates start from.
pub(super) fn traffic_secret(
    library: &Library,
    suite: CipherSuite,
    secrets: &Secrets,
    sender: Sender,
) -> Option<Secret> {
    let hash = hash(library, suite)?;
    let bytes = match sender {
        Sender::Client => secrets.client_traffic.as_ref(),
        Sender::Server => secrets.server_traffic.as_ref(),
    };
    Secret::new(hash, bytes?).ok()
}

/// What the keys of a TLS 1.2 master secret are made of.
pub(super) fn tls12(
    library: &Library,
    suite: CipherSuite,
    master: &[u8],
    client_random: &[u8; 32],
    server_random: &[u8; 32],
) -> Option<KeyBlock> {
    let (aead, hash) = algorithms(suite)?;
    let master = MasterSecret::new(hash.by(library), master).ok()?;
    let lengths = KeyLengths::aead(aead);
    master.key_block(lengths, client_random, server_random).ok()
}

/// What was found in a protected record.
pub(super) struct Opened {
    pub content_type: ContentType,
    /// Where the content is in the body.
    pub content: Range<usize>,
    /// Bytes at the start of the body that were protected: in TLS 1.3 with type and padding.
    pub length: usize,
}

/// Opens a record's body in place.
pub(super) fn open(
    key: &mut RecordKey,
    header: &[u8; HEADER_LEN],
    body: &mut [u8],
) -> Option<Opened> {
    let header = RecordHeader::parse(*header);
    let plain = key.open(&header, body).ok()?;
    let length = plain.len();
    body.copy_within(plain, 0);
    if key.protocol() != Protocol::Tls13 {
        return Some(Opened {
            content_type: header.content_type,
            content: 0..length,
            length,
        });
    }
    let end = body[..length].iter().rposition(|b| *b != 0)?;
    Some(Opened {
        content_type: body[end].into(),
        content: 0..end,
        length,
    })
}

/// Seals one record, with so many bytes of padding if it is one of TLS 1.3.
pub(super) fn seal(
    key: &mut RecordKey,
    content_type: ContentType,
    content: &[u8],
    padding: usize,
    output: &mut Vec<u8>,
) -> Option<()> {
    let start = output.len();
    output.resize(start + content.len() + padding + key.overhead(), 0);
    let sealed = key.seal(content_type, content, padding, &mut output[start..]);
    output.truncate(start + *sealed.as_ref().unwrap_or(&0));
    sealed.ok().map(|_| ())
}
