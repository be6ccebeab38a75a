//! Handshake messages that arrive after the handshake, in fragments (RFC 8446 section 4 and
//! 5.1).

use super::{alert, ContentType, Fatal, Protocol};
use crate::error::reason::Reason;

/// Length of a message's header in bytes: type and length.
const HEADER_LEN: usize = 4;

pub use crate::registry::message::*;

/// The longest body that a message may have after the handshake, in bytes, or `None` if the
/// message is not expected then.
pub const fn max_body_len(
    server: bool,
    protocol: Protocol,
    message_type: HandshakeType,
) -> Option<usize> {
    match (protocol, server, message_type) {
        (Protocol::Tls13, _, KEY_UPDATE) => Some(1),
        (Protocol::Tls13, false, NEW_SESSION_TICKET) => Some(131_338),
        (Protocol::Tls12, false, HELLO_REQUEST) => Some(0),
        (Protocol::Tls12, true, CLIENT_HELLO) => Some(131_396),
        _ => None,
    }
}

/// Joins the fragments of messages.
///
/// It never holds more than one message and the rest of one record.
#[derive(Debug)]
pub struct MessageBuffer {
    server: bool,
    protocol: Protocol,
    bytes: Vec<u8>,
}

/// A complete message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HandshakeMessage {
    pub message_type: HandshakeType,
    /// The whole message with its header of 4 bytes.
    pub bytes: Vec<u8>,
    /// The message ends where its record does.
    pub at_record_boundary: bool,
}

impl HandshakeMessage {
    /// The message without its header.
    pub fn body(&self) -> &[u8] {
        &self.bytes[HEADER_LEN..]
    }
}

impl MessageBuffer {
    /// A buffer for the messages of one connection.
    pub const fn new(server: bool, protocol: Protocol) -> Self {
        MessageBuffer {
            server,
            protocol,
            bytes: Vec::new(),
        }
    }

    /// Adds the content of a handshake record. Call [`MessageBuffer::next_message`] until it returns
    /// `None` first.
    pub fn push(&mut self, content: &[u8]) {
        self.bytes.extend_from_slice(content);
    }

    /// The next complete message. Type and length are checked as soon as the header has arrived.
    pub fn next_message(&mut self) -> Result<Option<HandshakeMessage>, Fatal> {
        let Some(&[message_type, high, middle, low]) = self.bytes.first_chunk::<HEADER_LEN>()
        else {
            return Ok(None);
        };
        let message_type = HandshakeType(message_type);
        let most = max_body_len(self.server, self.protocol, message_type).ok_or(Fatal::new(
            alert::UNEXPECTED_MESSAGE,
            Reason::UNEXPECTED_MESSAGE,
        ))?;
        let body_len = u32::from_be_bytes([0, high, middle, low]) as usize;
        if body_len > most {
            return Err(Fatal::new(
                alert::ILLEGAL_PARAMETER,
                Reason::EXCESSIVE_MESSAGE_SIZE,
            ));
        }
        let len = HEADER_LEN + body_len;
        if self.bytes.len() < len {
            return Ok(None);
        }
        let rest = self.bytes.split_off(len);
        let bytes = std::mem::replace(&mut self.bytes, rest);
        Ok(Some(HandshakeMessage {
            message_type,
            bytes,
            at_record_boundary: self.bytes.is_empty(),
        }))
    }

    /// Whether a message's header has arrived, so that its type is known.
    pub fn has_header(&self) -> bool {
        self.bytes.len() >= HEADER_LEN
    }

    /// Whether part of a message has arrived.
    pub fn is_partial(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// Fails if a record of another type must not interrupt a message here. OpenSSL forbids every type
    /// within the header of a TLS 1.3 message, and application data within a body.
    pub fn check_interruption(&self, content_type: ContentType) -> Result<(), Fatal> {
        let reason = match self.bytes.len() {
            0 => return Ok(()),
            1..HEADER_LEN if self.protocol == Protocol::Tls13 => {
                Reason::MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA
            }
            HEADER_LEN.. if content_type != ContentType::Alert => Reason::UNEXPECTED_RECORD,
            _ => return Ok(()),
        };
        Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason))
    }
}

/// Whether the sender of a KeyUpdate wants the receiver to update its keys too (RFC 8446
/// section 4.6.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyUpdate {
    /// update_not_requested
    NotRequested,
    /// update_requested
    Requested,
}

impl KeyUpdate {
    /// Parses a KeyUpdate, which must be the last message of its record, since the next one has
    /// other keys.
    pub fn parse(message: &HandshakeMessage) -> Result<Self, Fatal> {
        if !message.at_record_boundary {
            return Err(Fatal::new(
                alert::UNEXPECTED_MESSAGE,
                Reason::NOT_ON_RECORD_BOUNDARY,
            ));
        }
        match *message.body() {
            [0] => Ok(KeyUpdate::NotRequested),
            [1] => Ok(KeyUpdate::Requested),
            [_] => Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_UPDATE)),
            _ => Err(Fatal::new(alert::DECODE_ERROR, Reason::BAD_KEY_UPDATE)),
        }
    }

    /// The whole message.
    pub const fn encode(self) -> [u8; 5] {
        [KEY_UPDATE.0, 0, 0, 1, self as u8]
    }
}
