//! The five bytes before every record, and what OpenSSL demands of them.

use super::{alert, buffer, Fatal, Protocol, HEADER_LEN, MAX_PLAINTEXT};
use crate::error::reason::Reason;
use crate::registry::message;
use crate::registry::version::{ProtocolVersion, TLS12};

pub use crate::registry::content_type::ContentType;

/// Longest body of a TLS 1.2 record in bytes.
///
/// OpenSSL allows 320 bytes more than the content, less than the 2048 of RFC 5246.
const MAX_BODY_TLS12: usize = MAX_PLAINTEXT + 320;
/// Longest body of a TLS 1.3 record in bytes (RFC 8446 section 5.2).
const MAX_BODY_TLS13: usize = MAX_PLAINTEXT + 256;

/// A record's header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordHeader {
    /// The outer content type.
    pub content_type: ContentType,
    /// The record version.
    pub version: ProtocolVersion,
    /// Length of the body in bytes.
    pub length: usize,
}

impl RecordHeader {
    /// Takes the header apart, without any check.
    pub fn parse(bytes: [u8; HEADER_LEN]) -> Self {
        let [content_type, major, minor, high, low] = bytes;
        RecordHeader {
            content_type: content_type.into(),
            version: ProtocolVersion(u16::from_be_bytes([major, minor])),
            length: usize::from(u16::from_be_bytes([high, low])),
        }
    }

    /// The header as it stands on the wire.
    pub fn encode(&self) -> [u8; HEADER_LEN] {
        let [major, minor] = self.version.0.to_be_bytes();
        let [high, low] = (self.length as u16).to_be_bytes();
        [self.content_type.into(), major, minor, high, low]
    }
}

/// The checks for the next record's header in the connection's current state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// This side is the server.
    pub server: bool,
    /// No record has been received yet, so the peer may not speak TLS at all. [`super::RecordReader`] clears it.
    pub first_record: bool,
    /// The negotiated version; `None` until there is one.
    pub protocol: Option<Protocol>,
    /// Records must have exactly this version. Unset for the first message of a handshake, with
    /// TLS 1.3, and between HelloRetryRequest and ServerHello.
    pub version: Option<ProtocolVersion>,
    /// The peer's records are protected. [`super::RecordReader::set_key`] sets it.
    pub encrypted: bool,
    /// The first handshake is not over, so TLS 1.3 skips ChangeCipherSpec records (RFC 8446
    /// appendix D.4).
    pub in_handshake: bool,
    /// A client that has got a HelloRetryRequest skips them too, although no version is negotiated.
    pub after_retry: bool,
    /// Accepts an unprotected alert although there are keys: a TLS 1.3 server waits for the client's
    /// first protected record.
    pub plaintext_alert: bool,
    /// Length of OpenSSL's read buffer in bytes, which no record may exceed
    /// (SSL_CTX_set_default_read_buffer_len).
    pub buffer_len: usize,
}

impl Rules {
    /// Before the first record of a connection.
    pub const fn start(server: bool) -> Self {
        Rules {
            server,
            first_record: true,
            protocol: None,
            version: None,
            encrypted: false,
            in_handshake: true,
            after_retry: false,
            plaintext_alert: false,
            buffer_len: buffer::STANDARD_LEN,
        }
    }

    /// After the handshake.
    pub const fn established(server: bool, protocol: Protocol) -> Self {
        Rules {
            server,
            first_record: false,
            protocol: Some(protocol),
            version: match protocol {
                Protocol::Tls12 => Some(TLS12),
                Protocol::Tls13 => None,
            },
            encrypted: true,
            in_handshake: false,
            after_retry: false,
            plaintext_alert: false,
            buffer_len: buffer::STANDARD_LEN,
        }
    }

    /// Parses a header and checks version, type and length, in OpenSSL's order.
    pub fn check(&self, bytes: [u8; HEADER_LEN]) -> Result<RecordHeader, Fatal> {
        self.check_sslv2(bytes)?;
        let header = RecordHeader::parse(bytes);
        self.check_version(&header, bytes)?;
        if self.encrypted && self.protocol == Some(Protocol::Tls13) {
            self.check_protected(&header)?;
        }
        self.check_length(header.length)?;
        Ok(header)
    }

    /// Refuses a ClientHello in SSLv2's format, which OpenSSL still answers.
    fn check_sslv2(&self, bytes: [u8; HEADER_LEN]) -> Result<(), Fatal> {
        const MIN_LEN: usize = 9;
        let [high, low, message_type, ..] = bytes;
        if !(self.server
            && self.first_record
            && high & 0x80 != 0
            && message_type == message::CLIENT_HELLO.0)
        {
            return Ok(());
        }
        let length = usize::from(u16::from_be_bytes([high & 0x7f, low]));
        if length > self.buffer_len - 2 {
            return Err(overflow(Reason::PACKET_LENGTH_TOO_LONG));
        }
        if length < MIN_LEN {
            return Err(Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_TOO_SHORT));
        }
        Err(Fatal::new(
            alert::PROTOCOL_VERSION,
            Reason::UNSUPPORTED_PROTOCOL,
        ))
    }

    fn check_version(&self, header: &RecordHeader, bytes: [u8; HEADER_LEN]) -> Result<(), Fatal> {
        let wrong_version = Fatal::new(alert::PROTOCOL_VERSION, Reason::WRONG_VERSION_NUMBER);
        let major = header.version.0 >> 8;
        if self
            .version
            .is_some_and(|version| version != header.version)
        {
            // An alert of another version is most likely fatal, so no alert answers it.
            if !self.encrypted && major == 3 && header.content_type == ContentType::Alert {
                return Err(Fatal::silent(Reason::WRONG_VERSION_NUMBER));
            }
            return Err(wrong_version);
        }
        if major == 3 {
            return Ok(());
        }
        if !self.first_record {
            return Err(wrong_version);
        }
        Err(Fatal::silent(match &bytes {
            b"POST " | b"HEAD " => Reason::HTTP_REQUEST,
            b"CONNE" => Reason::HTTPS_PROXY_REQUEST,
            [b'G', b'E', b'T', b' ', _] | [b'P', b'U', b'T', b' ', _] => Reason::HTTP_REQUEST,
            _ => Reason::WRONG_VERSION_NUMBER,
        }))
    }

    /// With TLS 1.3 keys, outer type and record version are fixed.
    fn check_protected(&self, header: &RecordHeader) -> Result<(), Fatal> {
        let allowed = match header.content_type {
            ContentType::ApplicationData => true,
            ContentType::ChangeCipherSpec => self.in_handshake,
            ContentType::Alert => self.plaintext_alert,
            _ => false,
        };
        if !allowed {
            return Err(Fatal::new(
                alert::UNEXPECTED_MESSAGE,
                Reason::BAD_RECORD_TYPE,
            ));
        }
        if header.version != TLS12 {
            return Err(Fatal::new(
                alert::DECODE_ERROR,
                Reason::WRONG_VERSION_NUMBER,
            ));
        }
        Ok(())
    }

    fn check_length(&self, length: usize) -> Result<(), Fatal> {
        if length > self.buffer_len - HEADER_LEN {
            return Err(overflow(Reason::PACKET_LENGTH_TOO_LONG));
        }
        let most = match self.protocol {
            Some(Protocol::Tls13) => MAX_BODY_TLS13,
            _ => MAX_BODY_TLS12,
        };
        if length > most {
            return Err(overflow(Reason::ENCRYPTED_LENGTH_TOO_LONG));
        }
        Ok(())
    }
}

const fn overflow(reason: Reason) -> Fatal {
    Fatal::new(alert::RECORD_OVERFLOW, reason)
}
