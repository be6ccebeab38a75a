//! What stands in for the protection of records inside rustls: nothing.
//!
//! The records of a handshake are opened before rustls gets them and sealed after it has made them,
//! with the keys of the record core. So that neither side can take a protected record for one in the
//! clear, or the other way round, what is to be protected, or was opened, has a version of its own
//! ([`MARK`]) between us and rustls. It is never on the wire. Those of TLS 1.3 hold a TLSInnerPlaintext.

use super::{TLS12, TLS13};
use crate::record::{HEADER_LEN, MAX_PLAINTEXT};
use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, KeyBlockShape, MessageDecrypter,
    MessageEncrypter, OutboundOpaqueMessage, OutboundPlainMessage, PrefixedPayload,
    Tls12AeadAlgorithm, Tls13AeadAlgorithm, UnsupportedOperationError,
};
use rustls::{ConnectionTrafficSecrets, ContentType, Error, ProtocolVersion};
use tls::registry::version;

/// The version of records whose protection is ours to do, or was done. rustls takes any 3.x.
const MARK: u16 = 0x03ff;

/// Whether rustls wants this record of its own protected.
pub(super) fn wants_protection(record: &[u8]) -> bool {
    record.get(1..3) == Some(&MARK.to_be_bytes())
}

/// Gives a record's header the mark that it was opened, and its new length.
pub(super) fn mark_opened(header: &mut [u8; HEADER_LEN], length: usize) {
    header[1..3].copy_from_slice(&MARK.to_be_bytes());
    header[3..].copy_from_slice(&(length as u16).to_be_bytes());
}

/// A record that was not opened does not bear the mark, whatever the peer put into its header.
pub(super) fn mark_unopened(header: &mut [u8; HEADER_LEN]) {
    if wants_protection(header) {
        header[1..3].copy_from_slice(&TLS12.0.to_be_bytes());
    }
}

/// The AEAD algorithm of all suites.
pub(super) struct Unprotected;

/// One direction of a connection of this version.
struct Direction(version::ProtocolVersion);

impl Tls13AeadAlgorithm for Unprotected {
    fn encrypter(&self, _: AeadKey, _: Iv) -> Box<dyn MessageEncrypter> {
        Box::new(Direction(TLS13))
    }

    fn decrypter(&self, _: AeadKey, _: Iv) -> Box<dyn MessageDecrypter> {
        Box::new(Direction(TLS13))
    }

    fn key_len(&self) -> usize {
        0
    }

    /// No keys. Asked for where only the rest of a connection is wanted ([`super::restore`]).
    fn extract_keys(
        &self,
        key: AeadKey,
        iv: Iv,
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Ok(ConnectionTrafficSecrets::Aes256Gcm { key, iv })
    }
}

impl Tls12AeadAlgorithm for Unprotected {
    fn encrypter(&self, _: AeadKey, _: &[u8], _: &[u8]) -> Box<dyn MessageEncrypter> {
        Box::new(Direction(TLS12))
    }

    fn decrypter(&self, _: AeadKey, _: &[u8]) -> Box<dyn MessageDecrypter> {
        Box::new(Direction(TLS12))
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        KeyBlockShape {
            enc_key_len: 0,
            fixed_iv_len: 0,
            explicit_nonce_len: 0,
        }
    }

    fn extract_keys(
        &self,
        _: AeadKey,
        _: &[u8],
        _: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Err(UnsupportedOperationError)
    }
}

impl MessageEncrypter for Direction {
    fn encrypt(
        &mut self,
        message: OutboundPlainMessage<'_>,
        _: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let length = self.encrypted_payload_len(message.payload.len());
        let mut payload = PrefixedPayload::with_capacity(length);
        payload.extend_from_chunks(&message.payload);
        let mut content_type = message.typ;
        if self.0 == TLS13 {
            payload.extend_from_slice(&[content_type.into()]);
            content_type = ContentType::ApplicationData;
        }
        let version = ProtocolVersion::from(MARK);
        Ok(OutboundOpaqueMessage::new(content_type, version, payload))
    }

    fn encrypted_payload_len(&self, length: usize) -> usize {
        length + usize::from(self.0 == TLS13)
    }
}

impl MessageDecrypter for Direction {
    /// What was not opened could not be.
    fn decrypt<'a>(
        &mut self,
        mut message: InboundOpaqueMessage<'a>,
        _: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        if message.version != ProtocolVersion::from(MARK) {
            return Err(Error::DecryptError);
        }
        message.version = ProtocolVersion::from(self.0 .0);
        if self.0 == TLS13 {
            return match message.typ {
                ContentType::ApplicationData => message.into_tls13_unpadded_message(),
                _ => Err(Error::DecryptError),
            };
        }
        if message.payload.len() > MAX_PLAINTEXT {
            return Err(Error::PeerSentOversizedRecord);
        }
        Ok(message.into_plain_message())
    }
}
