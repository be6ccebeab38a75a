//! The key schedule of TLS 1.0 to 1.2: master secret, key block, Finished, exporter. The hash of the PRF tells the
//! versions apart: [`Hash::MD5_SHA1`] up to TLS 1.1, the suite's in TLS 1.2.

use std::fmt;

use zeroize::Zeroizing;

use super::{Digest, Hash, SecretBytes};
use crate::error::{Fatal, Reason};
use crate::record::aead::iv_len;
use crate::record::{AeadAlgorithm, Protocol, RecordKey};
use crypto::hash::PrfKey;
use crypto::library::Library;

/// Length of a master secret in bytes.
pub const MASTER_SECRET_LEN: usize = 48;

/// Length of verify_data in bytes.
pub const VERIFY_DATA_LEN: usize = 12;

/// The longest key block in bytes: MAC of SHA-384, AES-256, IV of a block.
const MAX_KEY_BLOCK_LEN: usize = 2 * (48 + 32 + 16);

/// The most that libcrypto's PRF takes as label and seed together, in bytes.
const MAX_SEED_LEN: usize = 1024;

/// Labels that an exporter must not use: TLS's own (RFC 5705 section 4).
const RESERVED_LABELS: [&[u8]; 5] = [
    b"client finished",
    b"server finished",
    b"master secret",
    b"extended master secret",
    b"key expansion",
];

/// A master secret, ready for the PRF.
pub struct MasterSecret {
    prf: PrfKey,
    bytes: SecretBytes,
}

impl MasterSecret {
    /// A master secret of 48 bytes from elsewhere, such as a session or the key log.
    pub fn new(hash: Hash, bytes: &[u8]) -> Result<Self, Fatal> {
        match SecretBytes::new(bytes) {
            Some(bytes) if bytes.len() == MASTER_SECRET_LEN => Ok(MasterSecret {
                prf: PrfKey::new(&hash, &bytes),
                bytes,
            }),
            _ => Err(Fatal::INTERNAL),
        }
    }

    /// The master secret of a key exchange (RFC 5246 section 8.1). tls1_generate_master_secret.
    pub fn of_randoms(
        hash: &Hash,
        premaster: &[u8],
        client_random: &[u8; 32],
        server_random: &[u8; 32],
    ) -> Result<Self, Fatal> {
        let seed: [&[u8]; 3] = [b"master secret", client_random, server_random];
        Self::of_premaster(hash, premaster, &seed)
    }

    /// The extended master secret (RFC 7627 section 4); `session_hash` covers the messages up to
    /// ClientKeyExchange. tls1_generate_master_secret.
    pub fn extended(hash: &Hash, premaster: &[u8], session_hash: &Digest) -> Result<Self, Fatal> {
        let seed = [b"extended master secret", session_hash.as_ref()];
        Self::of_premaster(hash, premaster, &seed)
    }

    fn of_premaster(hash: &Hash, premaster: &[u8], seed: &[&[u8]]) -> Result<Self, Fatal> {
        let mut bytes = SecretBytes::zeros(MASTER_SECRET_LEN).ok_or(Fatal::INTERNAL)?;
        PrfKey::new(hash, premaster).expand(seed, bytes.as_mut())?;
        let prf = PrfKey::new(hash, &bytes);
        Ok(MasterSecret { prf, bytes })
    }

    /// The PRF's hash function.
    pub fn hash(&self) -> &Hash {
        self.prf.hash()
    }

    /// The key block (RFC 5246 section 6.3). tls1_setup_key_block.
    pub fn key_block(
        &self,
        lengths: KeyLengths,
        client_random: &[u8; 32],
        server_random: &[u8; 32],
    ) -> Result<KeyBlock, Fatal> {
        let mut bytes = Zeroizing::new([0; MAX_KEY_BLOCK_LEN]);
        let used = bytes.get_mut(..lengths.block()).ok_or(Fatal::INTERNAL)?;
        self.prf
            .expand(&[b"key expansion", server_random, client_random], used)?;
        Ok(KeyBlock {
            lengths,
            library: self.hash().library().clone(),
            bytes,
        })
    }

    /// The verify_data of a Finished message for the hash of the handshake so far (section 7.4.9).
    /// tls1_final_finish_mac.
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
        self.prf
            .expand(&[label, handshake_hash], &mut verify_data)?;
        Ok(verify_data)
    }

    /// Refuses a label that is TLS's own, or begins with one.
    pub fn check_exporter_label(label: &[u8]) -> Result<(), Fatal> {
        Self::check_exporter_seed(label.iter())
    }

    /// OpenSSL compares label and seed as one, so that they do not make up a label of TLS together.
    fn check_exporter_seed<'a>(seed: impl Iterator<Item = &'a u8> + Clone) -> Result<(), Fatal> {
        let begins_with = |own: &[u8]| seed.clone().take(own.len()).eq(own);
        match RESERVED_LABELS.iter().any(|own| begins_with(own)) {
            true => Err(Fatal::silent(Reason::TLS_ILLEGAL_EXPORTER_LABEL)),
            false => Ok(()),
        }
    }

    /// Keying material, filling `out` (RFC 5705). No context and an empty one differ. A label that is TLS's own,
    /// or begins with one, is refused with the reason that OpenSSL queues. tls1_export_keying_material.
    pub fn export(
        &self,
        label: &[u8],
        client_random: &[u8; 32],
        server_random: &[u8; 32],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Result<(), Fatal> {
        Self::check_exporter_seed(label.iter().chain(client_random))?;
        let prefix = context.map(|context| (context.len() as u16).to_be_bytes());
        let seed = [
            label,
            client_random,
            server_random,
            prefix.as_ref().map_or(&[], |prefix| prefix),
            context.unwrap_or(&[]),
        ];
        // More than that doesn't get as far as a length that is cut off.
        if seed.iter().map(|part| part.len()).sum::<usize>() > MAX_SEED_LEN {
            return Err(Fatal::INTERNAL);
        }
        Ok(self.prf.expand(&seed, out)?)
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
            .field("hash", self.hash())
            .finish_non_exhaustive()
    }
}

/// What a suite takes from the key block for one direction, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyLengths {
    /// The MAC's key; 0 for an AEAD.
    pub mac: usize,
    pub key: usize,
    /// The IV, or the fixed part of the nonce. CBC suites take one in all versions, and use it in TLS 1.0.
    pub iv: usize,
}

impl KeyLengths {
    /// What an AEAD of TLS 1.2 takes.
    pub const fn aead(algorithm: AeadAlgorithm) -> KeyLengths {
        KeyLengths {
            mac: 0,
            key: algorithm.key_len(),
            iv: iv_len(algorithm, Protocol::Tls12),
        }
    }

    const fn block(self) -> usize {
        2 * (self.mac + self.key + self.iv)
    }
}

/// The keys and IVs of both directions (RFC 5246 section 6.3).
pub struct KeyBlock {
    lengths: KeyLengths,
    library: Library,
    bytes: Zeroizing<[u8; MAX_KEY_BLOCK_LEN]>,
}

impl KeyBlock {
    /// The client's or the server's write key of an AEAD suite of TLS 1.2, for records from number 0 on.
    pub fn record_key(&self, algorithm: AeadAlgorithm, client: bool) -> Result<RecordKey, Fatal> {
        let (key, iv) = (self.key(client), self.iv(client));
        let key = RecordKey::new(Protocol::Tls12, algorithm, key, iv, 0)?;
        Ok(key.by(&self.library))
    }

    /// The key of the client's or the server's MAC.
    pub fn mac_key(&self, client: bool) -> &[u8] {
        self.part(0, self.lengths.mac, client)
    }

    /// The key of the client's or the server's cipher.
    pub fn key(&self, client: bool) -> &[u8] {
        self.part(2 * self.lengths.mac, self.lengths.key, client)
    }

    /// The client's or the server's IV.
    pub fn iv(&self, client: bool) -> &[u8] {
        let start = 2 * (self.lengths.mac + self.lengths.key);
        self.part(start, self.lengths.iv, client)
    }

    /// The client's part stands before the server's.
    fn part(&self, start: usize, length: usize, client: bool) -> &[u8] {
        let start = if client { start } else { start + length };
        &self.bytes[start..][..length]
    }
}
