//! Secrets of the key schedules after the handshake: TLS 1.3 (RFC 8446 section 7) and the
//! TLS 1.2 PRF (RFC 5246 section 5). All of them are wiped when dropped.

use std::fmt;

use zeroize::Zeroizing;

use super::aead::iv_len;
use super::{AeadAlgorithm, Fatal, Protocol, RecordKey};
use crate::error::reason::Reason;
use crypto::hash::{Digest, Hash, HmacKey, PrfKey};
use crypto::library::Library;

/// The longest secret here in bytes: a SHA-384 hash, and a TLS 1.2 master secret.
const MAX_LEN: usize = 48;

/// The bytes of a secret, at most 48. Empty by default.
#[derive(Clone)]
pub struct SecretBytes {
    bytes: Zeroizing<[u8; MAX_LEN]>,
    len: u8,
}

impl SecretBytes {
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
        let mut key = Zeroizing::new([0; 32]);
        let key = &mut key[..algorithm.key_len()];
        let mut iv = Zeroizing::new([0; 12]);
        let secret = self.key();
        secret.expand_label(b"key", b"", key)?;
        secret.expand_label(b"iv", b"", &mut *iv)?;
        let key = RecordKey::new(Protocol::Tls13, algorithm, key, &*iv, 0)?;
        Ok(key.by(self.hash.library()))
    }

    /// The traffic secret after a KeyUpdate (section 7.2).
    pub fn next(&self) -> Result<Secret, Fatal> {
        self.derive(b"traffic upd", b"")
    }

    /// A traffic secret's verify_data for the hash of the handshake so far (section 4.4.4);
    /// it has [`Hash::output_len`] bytes.
    pub fn verify_data(&self, transcript_hash: &[u8]) -> Result<Digest, Fatal> {
        let finished_key = self.derive(b"finished", b"")?;
        Ok(self.hash.hmac(finished_key.as_ref(), &[transcript_hash])?)
    }

    /// The pre-shared key of a ticket with this nonce, from the resumption secret (section
    /// 4.6.1).
    pub fn resumption_psk(&self, ticket_nonce: &[u8]) -> Result<Secret, Fatal> {
        self.derive(b"resumption", ticket_nonce)
    }

    /// Keying material from the exporter secret or the early exporter secret, filling `out`
    /// (section 7.5). No context and an empty one are the same here.
    pub fn export(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), Fatal> {
        let (nothing, context) = (self.hash.digest(b"")?, self.hash.digest(context)?);
        self.derive(label, nothing.as_ref())?
            .expand_label(b"exporter", context.as_ref(), out)
    }

    fn key(&self) -> HmacKey {
        HmacKey::new(&self.hash, self.as_ref())
    }

    fn derive(&self, label: &[u8], context: &[u8]) -> Result<Secret, Fatal> {
        let mut derived = Zeroizing::new([0; MAX_LEN]);
        let derived = &mut derived[..self.hash.output_len()];
        self.expand_label(label, context, derived)?;
        Secret::new(self.hash.clone(), derived)
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

/// Length of TLS 1.2's verify_data in bytes.
pub const VERIFY_DATA_LEN: usize = 12;

/// Labels that an exporter must not use: TLS 1.2's own (RFC 5705 section 4).
const RESERVED_LABELS: [&[u8]; 5] = [
    b"client finished",
    b"server finished",
    b"master secret",
    b"extended master secret",
    b"key expansion",
];

/// A TLS 1.2 master secret with the hash of its PRF.
#[derive(Clone)]
pub struct MasterSecret {
    hash: Hash,
    bytes: SecretBytes,
}

impl MasterSecret {
    /// A master secret of 48 bytes from elsewhere, such as the key log.
    pub fn new(hash: Hash, bytes: &[u8]) -> Result<Self, Fatal> {
        match SecretBytes::new(bytes) {
            Some(bytes) if bytes.len() == MAX_LEN => Ok(MasterSecret { hash, bytes }),
            _ => Err(Fatal::INTERNAL),
        }
    }

    /// The PRF (RFC 5246 section 5) with this secret, filling `out`.
    pub fn prf(&self, label: &[u8], seed: &[u8], out: &mut [u8]) -> Result<(), Fatal> {
        Ok(PrfKey::new(&self.hash, &self.bytes).expand(&[label, seed], out)?)
    }

    /// The client's and the server's write keys (section 6.3), for records from number 0 on.
    pub fn record_keys(
        &self,
        algorithm: AeadAlgorithm,
        client_random: &[u8; 32],
        server_random: &[u8; 32],
    ) -> Result<(RecordKey, RecordKey), Fatal> {
        let block = self.key_block(algorithm, client_random, server_random)?;
        Ok((block.record_key(true)?, block.record_key(false)?))
    }

    /// The key block of those keys.
    pub fn key_block(
        &self,
        algorithm: AeadAlgorithm,
        client_random: &[u8; 32],
        server_random: &[u8; 32],
    ) -> Result<KeyBlock, Fatal> {
        let mut block = KeyBlock {
            algorithm,
            library: self.hash.library().clone(),
            bytes: Zeroizing::new([0; 2 * (32 + 12)]),
        };
        let length = 2 * (algorithm.key_len() + iv_len(algorithm, Protocol::Tls12));
        let seed = [*server_random, *client_random].concat();
        self.prf(b"key expansion", &seed, &mut block.bytes[..length])?;
        Ok(block)
    }

    /// The verify_data of a Finished message for the hash of the handshake so far (section
    /// 7.4.9).
    pub fn verify_data(
        &self,
        from_client: bool,
        handshake_hash: &[u8],
    ) -> Result<[u8; VERIFY_DATA_LEN], Fatal> {
        let label: &[u8] = match from_client {
            true => b"client finished",
            false => b"server finished",
        };
        let mut verify_data = [0; VERIFY_DATA_LEN];
        self.prf(label, handshake_hash, &mut verify_data)?;
        Ok(verify_data)
    }

    /// Refuses a label that is TLS's own, or begins with one.
    pub fn check_exporter_label(label: &[u8]) -> Result<(), Fatal> {
        match RESERVED_LABELS.iter().any(|own| label.starts_with(own)) {
            true => Err(Fatal::silent(Reason::TLS_ILLEGAL_EXPORTER_LABEL)),
            false => Ok(()),
        }
    }

    /// Keying material, filling `out` (RFC 5705). No context and an empty one differ. A label
    /// that is TLS's own, or begins with one, is refused with the reason that OpenSSL queues.
    pub fn export(
        &self,
        label: &[u8],
        client_random: &[u8; 32],
        server_random: &[u8; 32],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Result<(), Fatal> {
        Self::check_exporter_label(label)?;
        let mut seed = [*client_random, *server_random].concat();
        if let Some(context) = context {
            let len = u16::try_from(context.len()).map_err(internal)?;
            seed.extend_from_slice(&len.to_be_bytes());
            seed.extend_from_slice(context);
        }
        self.prf(label, &seed, out)
    }
}

/// The keys and IVs of both directions of a TLS 1.2 connection (RFC 5246 section 6.3).
pub struct KeyBlock {
    algorithm: AeadAlgorithm,
    library: Library,
    bytes: Zeroizing<[u8; 2 * (32 + 12)]>,
}

impl KeyBlock {
    /// The client's or the server's write key, for records from number 0 on.
    pub fn record_key(&self, client: bool) -> Result<RecordKey, Fatal> {
        let (key, iv) = self.parts(client);
        let key = RecordKey::new(Protocol::Tls12, self.algorithm, key, iv, 0)?;
        Ok(key.by(&self.library))
    }

    /// The client's or the server's key and IV.
    pub fn parts(&self, client: bool) -> (&[u8], &[u8]) {
        let key_len = self.algorithm.key_len();
        let iv_len = iv_len(self.algorithm, Protocol::Tls12);
        let side = usize::from(!client);
        let (keys, ivs) = self.bytes.split_at(2 * key_len);
        (
            &keys[side * key_len..][..key_len],
            &ivs[side * iv_len..][..iv_len],
        )
    }
}

impl AsRef<[u8]> for MasterSecret {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterSecret")
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

fn internal<E>(_: E) -> Fatal {
    Fatal::INTERNAL
}
