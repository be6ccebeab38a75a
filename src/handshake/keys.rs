//! Record protection within the handshake: for reading what passes by, and for alerts of our own.

use crate::record::secret::{Hash, KeyBlock, MasterSecret, Secret};
use crate::record::{AeadAlgorithm, ContentType, Header, RecordKey, HEADER_LEN};

/// AEAD and hash of a cipher suite.
pub(super) fn algorithms(suite: u16) -> Option<(AeadAlgorithm, Hash)> {
    Some(match suite {
        0x1301 | 0xc02b | 0xc02f => (AeadAlgorithm::Aes128Gcm, Hash::Sha256),
        0x1302 | 0xc02c | 0xc030 => (AeadAlgorithm::Aes256Gcm, Hash::Sha384),
        0x1303 | 0xcca8 | 0xcca9 => (AeadAlgorithm::ChaCha20Poly1305, Hash::Sha256),
        _ => return None,
    })
}

/// The key of a TLS 1.3 traffic secret.
pub(super) fn tls13(suite: u16, secret: &[u8]) -> Option<RecordKey> {
    let (aead, hash) = algorithms(suite)?;
    Secret::new(hash, secret).ok()?.record_key(aead).ok()
}

/// What the keys of a TLS 1.2 master secret are made of.
pub(super) fn tls12(
    suite: u16,
    master: &[u8],
    client_random: &[u8; 32],
    server_random: &[u8; 32],
) -> Option<KeyBlock> {
    let (aead, hash) = algorithms(suite)?;
    MasterSecret::new(hash, master)
        .ok()?
        .key_block(aead, client_random, server_random)
        .ok()
}

/// Opens a whole record: the inner content type and the content.
pub(super) fn open(key: &mut RecordKey, record: &[u8]) -> Option<(u8, Vec<u8>)> {
    let (header, body) = record.split_first_chunk::<HEADER_LEN>()?;
    let header = Header::parse(*header);
    let mut body = body.to_vec();
    let plain = key.open(&header, &mut body).ok()?;
    let mut content = body[plain].to_vec();
    if key.protocol() != crate::record::Protocol::Tls13 {
        return Some((header.content_type.into(), content));
    }
    let end = content.iter().rposition(|b| *b != 0)?;
    let content_type = content[end];
    content.truncate(end);
    Some((content_type, content))
}

/// Seals one record.
pub(super) fn seal(
    key: &mut RecordKey,
    content_type: u8,
    content: &[u8],
    output: &mut Vec<u8>,
) -> Option<()> {
    let start = output.len();
    output.resize(start + content.len() + key.overhead(), 0);
    let content_type = ContentType::from(content_type);
    let sealed = key.seal(content_type, content, 0, &mut output[start..]);
    if sealed.is_err() {
        output.truncate(start);
    }
    sealed.ok().map(|_| ())
}
