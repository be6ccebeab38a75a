//! Protection of one direction's records: AEAD key, nonces and sequence numbers
//! (RFC 8446 section 5.2 and 5.3, RFC 5288, RFC 7905).

use std::fmt;
use std::ops::Range;

use crypto::aead::{AeadAlgorithm, AeadKey, NONCE_LEN, TAG_LEN};
use crypto::library::Library;
use zeroize::Zeroize;

use super::{alert, ContentType, Fatal, Protocol, RecordHeader, HEADER_LEN};
use crate::error::reason::Reason;
use crate::registry::version::TLS12;

/// Length of the nonce that TLS 1.2's AES-GCM sends with each record, in bytes.
const EXPLICIT_NONCE_LEN: usize = 8;

/// Length in bytes of the IV that the key schedule gives.
pub const fn iv_len(algorithm: AeadAlgorithm, protocol: Protocol) -> usize {
    NONCE_LEN - explicit_nonce_len(algorithm, protocol)
}

const fn explicit_nonce_len(algorithm: AeadAlgorithm, protocol: Protocol) -> usize {
    match (protocol, algorithm) {
        (Protocol::Tls12, AeadAlgorithm::Aes128Gcm | AeadAlgorithm::Aes256Gcm) => {
            EXPLICIT_NONCE_LEN
        }
        _ => 0,
    }
}

/// Records that one key may protect (RFC 8446 section 5.5 gives 2^24.5 for AES-GCM).
const fn confidentiality_limit(algorithm: AeadAlgorithm) -> u64 {
    match algorithm {
        AeadAlgorithm::Aes128Gcm | AeadAlgorithm::Aes256Gcm => 1 << 24,
        AeadAlgorithm::ChaCha20Poly1305 => u64::MAX,
    }
}

/// The key, IV and sequence number of one direction.
pub struct RecordKey {
    protocol: Protocol,
    key: AeadKey,
    iv: [u8; NONCE_LEN],
    /// Number of the next record; 2^64 - 1 is never used, so the number cannot wrap.
    sequence: u64,
    /// The cipher refused a record.
    refused: bool,
}

impl RecordKey {
    /// A key whose next record has the number `sequence`.
    ///
    /// `key` has [`AeadAlgorithm::key_len`] bytes and `iv` has [`iv_len`]. For
    /// TLS 1.2's AES-GCM `iv` may also have 12 bytes, of which the last 8 are mixed into the
    /// explicit nonces that we send. Any other length is an internal error.
    pub fn new(
        protocol: Protocol,
        algorithm: AeadAlgorithm,
        key: &[u8],
        iv: &[u8],
        sequence: u64,
    ) -> Result<Self, Fatal> {
        if iv.len() != NONCE_LEN && iv.len() != iv_len(algorithm, protocol) {
            return Err(Fatal::INTERNAL);
        }
        let mut padded_iv = [0; NONCE_LEN];
        padded_iv[..iv.len()].copy_from_slice(iv);
        Ok(RecordKey {
            protocol,
            key: AeadKey::new(algorithm, key)?,
            iv: padded_iv,
            sequence,
            refused: false,
        })
    }

    /// The same key, used by `library`'s ciphers.
    pub fn by(mut self, library: &Library) -> Self {
        self.key.set_library(library);
        self
    }

    /// Frees the AEAD context. The next record makes it again.
    pub fn release(&mut self) {
        self.key.release();
    }

    /// Reuses the numbers of the last `count` records. Allowed only for sealed records that nobody has seen,
    /// since the next records get the same nonces, and for records that failed to open.
    pub(super) fn take_back(&mut self, count: u64) {
        self.sequence = self.sequence.saturating_sub(count);
    }

    /// The protocol version whose records the key protects.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The key's algorithm.
    pub fn algorithm(&self) -> AeadAlgorithm {
        self.key.algorithm()
    }

    /// The number of the next record.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Whether the key has protected so many records that it should be updated, which only TLS 1.3 can.
    pub fn needs_rekey(&self) -> bool {
        self.protocol == Protocol::Tls13 && self.sequence >= confidentiality_limit(self.algorithm())
    }

    /// Bytes that a record is longer than its content and padding, header included.
    pub fn overhead(&self) -> usize {
        let inside = match self.protocol {
            Protocol::Tls13 => 1,
            Protocol::Tls12 => self.explicit_nonce_len(),
        };
        HEADER_LEN + inside + TAG_LEN
    }

    /// Seals `content` as one record at the start of `out` and returns the record's length,
    /// `content.len() + padding + self.overhead()`.
    ///
    /// Without padding the content is read once and never copied. TLS 1.2 ignores `padding`. Fails if `out`
    /// is too short or the sequence numbers are used up.
    pub fn seal(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        padding: usize,
        out: &mut [u8],
    ) -> Result<usize, Fatal> {
        let padding = match self.protocol {
            Protocol::Tls13 => padding,
            Protocol::Tls12 => 0,
        };
        let length = content.len() + padding + self.overhead();
        let out = out.get_mut(..length).ok_or(Fatal::INTERNAL)?;
        let (header, body) = out.split_at_mut(HEADER_LEN);
        let body_len = u16::try_from(body.len()).map_err(internal)?;
        let sequence = self.next_sequence().ok_or(Fatal::INTERNAL)?;
        let nonce = self.nonce(sequence);

        header[1..3].copy_from_slice(&TLS12.0.to_be_bytes());
        header[3..].copy_from_slice(&body_len.to_be_bytes());
        match self.protocol {
            Protocol::Tls12 => {
                header[0] = content_type.into();
                let (explicit, body) = body.split_at_mut(self.explicit_nonce_len());
                explicit.copy_from_slice(&nonce[NONCE_LEN - explicit.len()..]);
                let aad = aad_tls12(sequence, content_type, content.len());
                self.key.seal(nonce, &aad, content, &[], 0, body)
            }
            Protocol::Tls13 => {
                header[0] = ContentType::ApplicationData.into();
                let inner_type = [content_type.into()];
                self.key
                    .seal(nonce, header, content, &inner_type, padding, body)
            }
        }?;
        Ok(length)
    }

    /// Decrypts a record's `body` in place and returns the range of the plaintext: the content in TLS 1.2;
    /// content, content type and padding in TLS 1.3. A forged record uses no sequence number.
    pub fn open(&mut self, header: &RecordHeader, body: &mut [u8]) -> Result<Range<usize>, Fatal> {
        let plaintext = self.plaintext_range(body.len())?;
        let (nonce, aad, aad_len) = self.opening(header, body, plaintext.len())?;
        let (front, tag) = body.split_at_mut(plaintext.end);
        let text = &mut front[plaintext.clone()];
        if !self.key.open(nonce, &aad[..aad_len], tag, text)? {
            // The record did not come from the peer: reuse its sequence number.
            self.take_back(1);
            self.refused = true;
            return Err(BAD_RECORD_MAC);
        }
        Ok(plaintext)
    }

    /// Whether the cipher refused a record. A record that is too short is refused before the cipher.
    pub fn has_refused(&self) -> bool {
        self.refused
    }

    /// The range of the plaintext in a body. A TLS 1.3 body has at least its content type.
    fn plaintext_range(&self, body_len: usize) -> Result<Range<usize>, Fatal> {
        let start = self.explicit_nonce_len();
        let least = match self.protocol {
            Protocol::Tls12 => start + TAG_LEN,
            Protocol::Tls13 => 1 + TAG_LEN,
        };
        if body_len < least {
            return Err(BAD_RECORD_MAC);
        }
        Ok(start..body_len - TAG_LEN)
    }

    /// Nonce and additional data for the next record to open, whose number is then used.
    fn opening(
        &mut self,
        header: &RecordHeader,
        body: &[u8],
        plaintext_len: usize,
    ) -> Result<([u8; NONCE_LEN], [u8; AAD_LEN_TLS12], usize), Fatal> {
        let sequence = self.next_sequence().ok_or(BAD_RECORD_MAC)?;
        let mut nonce = self.nonce(sequence);
        let explicit = self.explicit_nonce_len();
        nonce[NONCE_LEN - explicit..].copy_from_slice(&body[..explicit]);
        Ok(match self.protocol {
            Protocol::Tls12 => (
                nonce,
                aad_tls12(sequence, header.content_type, plaintext_len),
                AAD_LEN_TLS12,
            ),
            Protocol::Tls13 => {
                let mut aad = [0; AAD_LEN_TLS12];
                aad[..HEADER_LEN].copy_from_slice(&header.encode());
                (nonce, aad, HEADER_LEN)
            }
        })
    }

    fn next_sequence(&mut self) -> Option<u64> {
        let sequence = self.sequence;
        self.sequence = sequence.checked_add(1)?;
        Some(sequence)
    }

    /// IV xor sequence number: the nonce of TLS 1.3 and ChaCha20, and of the TLS 1.2 AES-GCM
    /// records that we send. An IV of 4 bytes thus gives the number as explicit nonce, as
    /// RFC 5288 section 3 suggests.
    fn nonce(&self, sequence: u64) -> [u8; NONCE_LEN] {
        let mut nonce = self.iv;
        for (byte, number) in nonce[4..].iter_mut().zip(sequence.to_be_bytes()) {
            *byte ^= number;
        }
        nonce
    }

    fn explicit_nonce_len(&self) -> usize {
        explicit_nonce_len(self.algorithm(), self.protocol)
    }
}

impl Drop for RecordKey {
    fn drop(&mut self) {
        // The key is wiped by its own drop.
        self.iv.zeroize();
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordKey")
            .field("protocol", &self.protocol)
            .field("algorithm", &self.algorithm())
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

const AAD_LEN_TLS12: usize = 13;

/// Additional data of a TLS 1.2 record (RFC 5246 section 6.2.3.3).
fn aad_tls12(sequence: u64, content_type: ContentType, len: usize) -> [u8; AAD_LEN_TLS12] {
    let mut aad = [0; AAD_LEN_TLS12];
    aad[..8].copy_from_slice(&sequence.to_be_bytes());
    aad[8] = content_type.into();
    aad[9..11].copy_from_slice(&TLS12.0.to_be_bytes());
    aad[11..].copy_from_slice(&(len as u16).to_be_bytes());
    aad
}

const BAD_RECORD_MAC: Fatal = Fatal::new(
    alert::BAD_RECORD_MAC,
    Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
);

fn internal<E>(_: E) -> Fatal {
    Fatal::INTERNAL
}
