//! The bytes of secrets; one secret of TLS 1.3, and what is derived from it (RFC 8446 section 7).

use std::fmt;

use zeroize::Zeroizing;

use super::{Digest, Hash};
use crate::error::{Fatal, Reason};
use crate::record::{AeadAlgorithm, Protocol, RecordKey};
use crypto::hash::HmacKey;

/// The longest secret here in bytes: a SHA-384 hash, and a TLS 1.2 master secret.
const MAX_LEN: usize = 48;

/// The longest label of HKDF-Expand-Label in bytes, without the prefix "tls13 ".
const MAX_LABEL_LEN: usize = 249;

/// The bytes of a secret, at most 48. Empty by default.
#[derive(Clone)]
pub struct SecretBytes {
    bytes: Zeroizing<[u8; MAX_LEN]>,
    len: u8,
}

impl SecretBytes {
    /// Zeros to be overwritten; `None` if these are too many.
    pub(super) fn zeros(len: usize) -> Option<Self> {
        let mut secret = SecretBytes::default();
        secret.bytes.get(..len)?;
        secret.len = u8::try_from(len).ok()?;
        Some(secret)
    }

    pub(super) fn as_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[..usize::from(self.len)]
    }

    /// `None` if these are too many.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let mut secret = SecretBytes {
            len: u8::try_from(bytes.len()).ok()?,
            ..SecretBytes::default()
        };
        secret.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(secret)
    }
}

impl Default for SecretBytes {
    fn default() -> Self {
        SecretBytes {
            bytes: Zeroizing::new([0; MAX_LEN]),
            len: 0,
        }
    }
}

impl std::ops::Deref for SecretBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBytes(length {})", self.len)
    }
}

/// A secret of TLS 1.3's key schedule, as long as its hash: a traffic secret, the exporter
/// secret or the resumption secret.
#[derive(Clone)]
pub struct Secret {
    hash: Hash,
    bytes: SecretBytes,
}

impl Secret {
    /// A secret from elsewhere, such as the key log. Its length must be the hash's.
    pub fn new(hash: Hash, bytes: &[u8]) -> Result<Self, Fatal> {
        match SecretBytes::new(bytes) {
            Some(bytes) if bytes.len() == hash.output_len() => Ok(Secret { hash, bytes }),
            _ => Err(Fatal::INTERNAL),
        }
    }

    /// The secret's hash function.
    pub fn hash(&self) -> &Hash {
        &self.hash
    }

    /// HKDF-Expand-Label (RFC 8446 section 7.1), filling `out`. `label` excludes the prefix "tls13 ".
    pub fn expand_label(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), Fatal> {
        Ok(self.key().expand_label(label, context, out)?)
    }

    /// A traffic secret's key and IV, for records from number 0 on (section 7.3).
    pub fn record_key(&self, algorithm: AeadAlgorithm) -> Result<RecordKey, Fatal> {
        record_key(&self.key(), algorithm)
    }

    /// A handshake traffic secret's key, and the key of its sender's Finished.
    pub fn handshake_keys(
        &self,
        algorithm: AeadAlgorithm,
    ) -> Result<(RecordKey, FinishedKey), Fatal> {
        let secret = self.key();
        Ok((record_key(&secret, algorithm)?, finished_key(&secret)?))
    }

    /// The key of the Finished that a traffic secret's sender sends, also after the handshake (section 4.4.4).
    pub fn finished_key(&self) -> Result<FinishedKey, Fatal> {
        finished_key(&self.key())
    }

    /// The traffic secret after a KeyUpdate (section 7.2).
    pub fn next(&self) -> Result<Secret, Fatal> {
        Secret::derive(&self.key(), b"traffic upd", b"")
    }

    /// A traffic secret's verify_data for the hash of the handshake so far (section 4.4.4);
    /// it has [`Hash::output_len`] bytes.
    pub fn verify_data(&self, transcript_hash: &[u8]) -> Result<Digest, Fatal> {
        self.finished_key()?.verify_data(transcript_hash)
    }

    /// The pre-shared key of a ticket with this nonce, from the resumption secret (section
    /// 4.6.1).
    pub fn resumption_psk(&self, ticket_nonce: &[u8]) -> Result<Secret, Fatal> {
        Secret::derive(&self.key(), b"resumption", ticket_nonce)
    }

    /// Keying material from the exporter secret or the early exporter secret, filling `out`
    /// (section 7.5). No context and an empty one are the same here. A label that HKDF-Expand-Label has no room
    /// for is refused with the reason that OpenSSL queues. tls13_export_keying_material.
    pub fn export(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), Fatal> {
        if label.len() > MAX_LABEL_LEN {
            return Err(Fatal::silent(Reason::TLS_ILLEGAL_EXPORTER_LABEL));
        }
        let (nothing, context) = (self.hash.digest(b"")?, self.hash.digest(context)?);
        Secret::derive(&self.key(), label, nothing.as_ref())?.expand_label(
            b"exporter",
            context.as_ref(),
            out,
        )
    }

    fn key(&self) -> HmacKey {
        HmacKey::new(&self.hash, self.as_ref())
    }

    /// The secret of the same length that HKDF-Expand-Label makes of `key`.
    pub(super) fn derive(key: &HmacKey, label: &[u8], context: &[u8]) -> Result<Secret, Fatal> {
        let hash = key.hash().clone();
        let mut bytes = SecretBytes::zeros(hash.output_len()).ok_or(Fatal::INTERNAL)?;
        key.expand_label(label, context, bytes.as_mut())?;
        Ok(Secret { hash, bytes })
    }
}

impl AsRef<[u8]> for Secret {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret")
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

/// The key of a Finished message or of a binder.
#[derive(Clone, Debug)]
pub struct FinishedKey(Secret);

impl FinishedKey {
    /// The verify_data for the hash of the handshake so far; it has [`Hash::output_len`] bytes.
    pub fn verify_data(&self, transcript_hash: &[u8]) -> Result<Digest, Fatal> {
        Ok(self.0.key().sign(&[transcript_hash])?)
    }
}

fn record_key(secret: &HmacKey, algorithm: AeadAlgorithm) -> Result<RecordKey, Fatal> {
    let mut key = Zeroizing::new([0; 32]);
    let key = &mut key[..algorithm.key_len()];
    let mut iv = Zeroizing::new([0; 12]);
    secret.expand_label(b"key", b"", key)?;
    secret.expand_label(b"iv", b"", &mut *iv)?;
    let key = RecordKey::new(Protocol::Tls13, algorithm, key, &*iv, 0)?;
    Ok(key.by(secret.hash().library()))
}

fn finished_key(secret: &HmacKey) -> Result<FinishedKey, Fatal> {
    Secret::derive(secret, b"finished", b"").map(FinishedKey)
}
