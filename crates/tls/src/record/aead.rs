//! Protection of one direction's records: AEAD key, nonces and sequence numbers
//! (RFC 8446 section 5.2 and 5.3, RFC 5288, RFC 7905).

use std::fmt;
use std::ops::Range;

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey, NONCE_LEN};
use zeroize::{Zeroize, Zeroizing};

use super::header::VERSION_TLS12;
use super::{alert, ContentType, Header, Protocol, Violation, HEADER_LEN};
use crate::error::reason::Reason;
use crypto::aead::Aead;
use crypto::library::{Cipher, Library};

/// Length of the authentication tag in bytes, for every algorithm here.
pub const TAG_LEN: usize = 16;

/// Length of the longest key in bytes.
const MAX_KEY_LEN: usize = 32;

/// Length of the nonce that TLS 1.2's AES-GCM sends with each record, in bytes.
const EXPLICIT_NONCE_LEN: usize = 8;

/// The AEAD algorithms of the supported cipher suites.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AeadAlgorithm {
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
}

impl AeadAlgorithm {
    /// Length of the key in bytes.
    pub const fn key_len(self) -> usize {
        match self {
            AeadAlgorithm::Aes128Gcm => 16,
            AeadAlgorithm::Aes256Gcm | AeadAlgorithm::ChaCha20Poly1305 => 32,
        }
    }

    /// Length in bytes of the IV that the key schedule gives.
    pub const fn iv_len(self, protocol: Protocol) -> usize {
        if self.has_explicit_nonce(protocol) {
            NONCE_LEN - EXPLICIT_NONCE_LEN
        } else {
            NONCE_LEN
        }
    }

    /// Records that one key may protect (RFC 8446 section 5.5 gives 2^24.5 for AES-GCM).
    const fn confidentiality_limit(self) -> u64 {
        match self {
            AeadAlgorithm::Aes128Gcm | AeadAlgorithm::Aes256Gcm => 1 << 24,
            AeadAlgorithm::ChaCha20Poly1305 => u64::MAX,
        }
    }

    const fn has_explicit_nonce(self, protocol: Protocol) -> bool {
        matches!(protocol, Protocol::Tls12) && !matches!(self, AeadAlgorithm::ChaCha20Poly1305)
    }

    fn implementation(self) -> &'static aead::Algorithm {
        match self {
            AeadAlgorithm::Aes128Gcm => &aead::AES_128_GCM,
            AeadAlgorithm::Aes256Gcm => &aead::AES_256_GCM,
            AeadAlgorithm::ChaCha20Poly1305 => &aead::CHACHA20_POLY1305,
        }
    }

    /// The same from a library that is not the default one; `None` if it has not got the algorithm.
    fn fetched(self, library: &Library) -> Option<&Cipher> {
        let fetched = library.fetched()?;
        match self {
            AeadAlgorithm::Aes128Gcm => fetched.aes_128_gcm.as_ref(),
            AeadAlgorithm::Aes256Gcm => fetched.aes_256_gcm.as_ref(),
            AeadAlgorithm::ChaCha20Poly1305 => fetched.chacha20_poly1305.as_ref(),
        }
    }
}

/// The key, IV and sequence number of one direction.
///
/// What an implementation makes of the key is several times as large, so it is made for the first
/// record, and can be given back.
pub struct RecordKey {
    protocol: Protocol,
    algorithm: AeadAlgorithm,
    key: Zeroizing<[u8; MAX_KEY_LEN]>,
    iv: [u8; NONCE_LEN],
    /// Number of the next record; 2^64 - 1 is never used, so the number cannot wrap.
    sequence: u64,
    /// Who protects the records.
    library: Library,
    cipher: Option<LessSafeKey>,
    evp: Evp,
    /// The cipher has refused a record.
    refused: bool,
}

/// The cipher of libcrypto: for all records where the library is not the default one, and
/// ChaCha20-Poly1305 for records of some length, because it is the faster one there.
enum Evp {
    Unused,
    Ready(Aead),
    /// libcrypto was told to do without.
    Missing,
}

/// The shortest content for which libcrypto's ChaCha20-Poly1305 pays, in bytes.
const LARGE: usize = 1024;

impl RecordKey {
    /// A key whose next record has the number `sequence`.
    ///
    /// `key` has [`AeadAlgorithm::key_len`] bytes and `iv` has [`AeadAlgorithm::iv_len`]. For
    /// TLS 1.2's AES-GCM `iv` may also have 12 bytes, of which the last 8 are mixed into the
    /// explicit nonces that we send. Any other length is an internal error.
    pub fn new(
        protocol: Protocol,
        algorithm: AeadAlgorithm,
        key: &[u8],
        iv: &[u8],
        sequence: u64,
    ) -> Result<Self, Violation> {
        if iv.len() != NONCE_LEN && iv.len() != algorithm.iv_len(protocol) {
            return Err(Violation::INTERNAL);
        }
        if key.len() != algorithm.key_len() {
            return Err(Violation::INTERNAL);
        }
        let mut padded_iv = [0; NONCE_LEN];
        padded_iv[..iv.len()].copy_from_slice(iv);
        let mut padded_key = Zeroizing::new([0; MAX_KEY_LEN]);
        padded_key[..key.len()].copy_from_slice(key);
        Ok(RecordKey {
            protocol,
            algorithm,
            key: padded_key,
            iv: padded_iv,
            sequence,
            library: Library::DEFAULT,
            cipher: None,
            evp: Evp::Unused,
            refused: false,
        })
    }

    /// The same key, whose records `library` protects.
    pub fn by(mut self, library: &Library) -> Self {
        self.library = library.clone();
        self
    }

    /// Gives back what was made of the key. Another record makes it again.
    pub fn release(&mut self) {
        self.cipher = None;
        self.evp = Evp::Unused;
    }

    /// Takes back the numbers of the last `count` records. For records that nobody was given, since
    /// what is sealed next has the same nonces, or that could not be opened.
    pub(super) fn take_back(&mut self, count: u64) {
        self.sequence = self.sequence.saturating_sub(count);
    }

    fn cipher(&mut self) -> Result<&LessSafeKey, Violation> {
        if self.cipher.is_none() {
            let key = &self.key[..self.algorithm.key_len()];
            let key = UnboundKey::new(self.algorithm.implementation(), key).map_err(internal)?;
            self.cipher = Some(LessSafeKey::new(key));
        }
        self.cipher.as_ref().ok_or(Violation::INTERNAL)
    }

    /// libcrypto's cipher, if it is the one for a record with so much content.
    fn evp(&mut self, length: usize) -> Result<Option<&mut Aead>, Violation> {
        let default = self.library.is_default();
        if default && (self.algorithm != AeadAlgorithm::ChaCha20Poly1305 || length < LARGE) {
            return Ok(None);
        }
        if let Evp::Unused = self.evp {
            let made = match default {
                true => Aead::chacha20_poly1305(&self.key),
                false => self
                    .algorithm
                    .fetched(&self.library)
                    .and_then(|cipher| Aead::new(cipher, &self.key[..self.algorithm.key_len()])),
            };
            self.evp = made.map_or(Evp::Missing, Evp::Ready);
        }
        match &mut self.evp {
            Evp::Ready(cipher) => Ok(Some(cipher)),
            _ if default => Ok(None),
            _ => Err(Violation::INTERNAL),
        }
    }

    /// The protocol version whose records the key protects.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The key's algorithm.
    pub fn algorithm(&self) -> AeadAlgorithm {
        self.algorithm
    }

    /// The number of the next record.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Whether so much has been protected that the key should be updated. Only TLS 1.3 can.
    pub fn needs_rekey(&self) -> bool {
        self.protocol == Protocol::Tls13 && self.sequence >= self.algorithm.confidentiality_limit()
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
    /// Without padding the content is read once and copied nowhere. Padding is TLS 1.3's; TLS
    /// 1.2 has none and ignores it. Fails if `out` is too short or the sequence is used up.
    pub fn seal(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        padding: usize,
        out: &mut [u8],
    ) -> Result<usize, Violation> {
        let padding = match self.protocol {
            Protocol::Tls13 => padding,
            Protocol::Tls12 => 0,
        };
        let length = content.len() + padding + self.overhead();
        let out = out.get_mut(..length).ok_or(Violation::INTERNAL)?;
        let (header, body) = out.split_at_mut(HEADER_LEN);
        let body_len = u16::try_from(body.len()).map_err(internal)?;
        let sequence = self.next_sequence().ok_or(Violation::INTERNAL)?;
        let nonce = self.nonce(sequence);

        header[1..3].copy_from_slice(&VERSION_TLS12.to_be_bytes());
        header[3..].copy_from_slice(&body_len.to_be_bytes());
        match self.protocol {
            Protocol::Tls12 => {
                header[0] = content_type.into();
                let (explicit, body) = body.split_at_mut(self.explicit_nonce_len());
                explicit.copy_from_slice(&nonce[NONCE_LEN - explicit.len()..]);
                let aad = aad_tls12(sequence, content_type, content.len());
                self.seal_parts(nonce, &aad, content, &[], body)
            }
            Protocol::Tls13 => {
                header[0] = ContentType::ApplicationData.into();
                let inner_type = [content_type.into()];
                if padding == 0 {
                    self.seal_parts(nonce, header, content, &inner_type, body)
                } else if !self.library.is_default() {
                    let mut inner = vec![0; 1 + padding];
                    inner[..1].copy_from_slice(&inner_type);
                    self.seal_parts(nonce, header, content, &inner, body)
                } else {
                    let aad = Aad::from(&*header);
                    let nonce = Nonce::assume_unique_for_key(nonce);
                    let (ciphertext, rest) = body.split_at_mut(content.len());
                    ciphertext.copy_from_slice(content);
                    rest.fill(0);
                    rest[..1].copy_from_slice(&inner_type);
                    let (inner, tag) = body.split_at_mut(content.len() + 1 + padding);
                    self.cipher()?
                        .seal_in_place_separate_tag(nonce, aad, inner)
                        .map(|computed| tag.copy_from_slice(computed.as_ref()))
                        .map_err(internal)
                }
            }
        }?;
        Ok(length)
    }

    /// Encrypts `content` with `inner` behind it into `out`, which has room for both and the tag.
    fn seal_parts(
        &mut self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        content: &[u8],
        inner: &[u8],
        out: &mut [u8],
    ) -> Result<(), Violation> {
        if let Some(cipher) = self.evp(content.len())? {
            let sealed = cipher.seal(&nonce, aad, content, inner, out);
            return sealed.then_some(()).ok_or(Violation::INTERNAL);
        }
        let (ciphertext, rest) = out.split_at_mut(content.len());
        self.cipher()?
            .seal_out_of_place_scatter(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(aad),
                content,
                ciphertext,
                inner,
                rest,
            )
            .map_err(internal)
    }

    /// Decrypts a record's `body` in place and returns where in it the plaintext is: with TLS
    /// 1.2 the content, with TLS 1.3 content, content type and padding. A forged record uses up no
    /// number.
    pub fn open(&mut self, header: &Header, body: &mut [u8]) -> Result<Range<usize>, Violation> {
        let plaintext = self.plaintext_range(body.len())?;
        let (nonce, aad, aad_len) = self.opening(header, body, plaintext.len())?;
        let (front, tag) = body.split_at_mut(plaintext.end);
        if let Some(cipher) = self.evp(plaintext.len())? {
            let text = &mut front[plaintext.clone()];
            if cipher.open(&nonce, &aad[..aad_len], tag, text) {
                return Ok(plaintext);
            }
            text.fill(0);
            return Err(self.forged());
        }
        let opened = self.cipher()?.open_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(&aad[..aad_len]),
            tag,
            &mut front[plaintext.clone()],
        );
        if opened.is_err() {
            return Err(self.forged());
        }
        Ok(plaintext)
    }

    /// The record whose number was taken last is none of the peer's.
    fn forged(&mut self) -> Violation {
        self.take_back(1);
        self.refused = true;
        BAD_RECORD_MAC
    }

    /// Whether the cipher has refused a record; one that is too short does not come to it.
    pub fn has_refused(&self) -> bool {
        self.refused
    }

    /// Where in a body the plaintext is. A TLS 1.3 body needs at least its content type.
    fn plaintext_range(&self, body_len: usize) -> Result<Range<usize>, Violation> {
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

    /// Nonce and additional data for the next record to open; uses up its number.
    fn opening(
        &mut self,
        header: &Header,
        body: &[u8],
        plaintext_len: usize,
    ) -> Result<([u8; NONCE_LEN], [u8; AAD_LEN_TLS12], usize), Violation> {
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
        if self.algorithm.has_explicit_nonce(self.protocol) {
            EXPLICIT_NONCE_LEN
        } else {
            0
        }
    }
}

impl Drop for RecordKey {
    fn drop(&mut self) {
        // The keys are wiped by their own drop.
        self.iv.zeroize();
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordKey")
            .field("protocol", &self.protocol)
            .field("algorithm", &self.algorithm)
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
    aad[9..11].copy_from_slice(&VERSION_TLS12.to_be_bytes());
    aad[11..].copy_from_slice(&(len as u16).to_be_bytes());
    aad
}

const BAD_RECORD_MAC: Violation = Violation::new(
    alert::BAD_RECORD_MAC,
    Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
);

fn internal<E>(_: E) -> Violation {
    Violation::INTERNAL
}
