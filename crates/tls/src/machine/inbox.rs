//! The peer's messages, put together from records (`tls_get_message_header`, `tls_get_message_body`).

use crate::error::{Fatal, Reason};
use crate::message;
use crate::registry::alert;
use crate::registry::message::{HandshakeType, CLIENT_HELLO};

use super::table::Message;

/// The only content that a ChangeCipherSpec has.
const CHANGE_CIPHER_SPEC: &[u8] = &[1];

/// Handshake bytes that have come and are not processed. It grows with what has arrived, never with what a
/// header announces.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    bytes: Vec<u8>,
    /// Where the current message begins.
    start: usize,
    /// A record with a ChangeCipherSpec has come; its content.
    change: Option<Vec<u8>>,
    /// A ClientHello in the format of SSL 2.0, which has no header.
    ssl2_hello: Option<Vec<u8>>,
}

/// What the front of the inbox is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Header {
    pub message: Message,
    /// Length of the body in bytes.
    pub length: usize,
}

impl Inbox {
    /// The content of a handshake record.
    pub fn push(&mut self, content: &[u8]) {
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(content);
    }

    /// The content of a ChangeCipherSpec record. Between messages an empty one is passed over, as in
    /// `ssl3_read_bytes`.
    pub fn push_change(&mut self, content: &[u8]) {
        if content.is_empty() && self.waiting().len() < message::Header::LEN {
            return;
        }
        self.change = Some(content.to_vec());
    }

    /// A ClientHello in the format of SSL 2.0.
    pub fn push_ssl2_hello(&mut self, content: &[u8]) {
        self.ssl2_hello = Some(content.to_vec());
    }

    /// The message at the front has the format of SSL 2.0.
    pub fn has_ssl2_hello(&self) -> bool {
        self.ssl2_hello.is_some()
    }

    fn waiting(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// All that has come is processed, but for a ChangeCipherSpec.
    pub fn is_empty(&self) -> bool {
        self.waiting().is_empty()
    }

    /// A record has come that is a message of its own: a ChangeCipherSpec, or a ClientHello in the format of
    /// SSL 2.0.
    pub fn has_record(&self) -> bool {
        self.change.is_some() || self.has_ssl2_hello()
    }

    /// The header of the next message; `None` if more must be read.
    pub fn header(&self) -> Result<Option<Header>, Fatal> {
        if let Some(content) = &self.change {
            let alone = self.is_empty();
            return match alone && content == CHANGE_CIPHER_SPEC {
                true => Ok(Some(Header {
                    message: Message::ChangeCipherSpec,
                    length: content.len(),
                })),
                false => Err(Fatal::new(
                    alert::UNEXPECTED_MESSAGE,
                    Reason::BAD_CHANGE_CIPHER_SPEC,
                )),
            };
        }
        if let Some(content) = &self.ssl2_hello {
            return Ok(Some(Header {
                message: Message::Handshake(CLIENT_HELLO),
                length: content.len(),
            }));
        }
        let Some(&[kind, high, middle, low]) =
            self.waiting().first_chunk::<{ message::Header::LEN }>()
        else {
            return Ok(None);
        };
        Ok(Some(Header {
            message: Message::Handshake(HandshakeType(kind)),
            length: u32::from_be_bytes([0, high, middle, low]) as usize,
        }))
    }

    /// A ChangeCipherSpec has come within a message.
    pub fn is_interrupted(&self) -> bool {
        self.change.is_some()
    }

    /// The whole message at the front, header included; `None` if more must be read.
    pub fn message(&self, header: Header) -> Option<&[u8]> {
        match (header.message, &self.change) {
            (Message::ChangeCipherSpec, change) => change.as_deref(),
            (Message::Handshake(_), _) if self.has_ssl2_hello() => self.ssl2_hello.as_deref(),
            (Message::Handshake(_), _) => {
                self.waiting().get(..message::Header::LEN + header.length)
            }
        }
    }

    /// The message at the front is processed.
    pub fn pop(&mut self, header: Header) {
        match header.message {
            Message::ChangeCipherSpec => self.change = None,
            Message::Handshake(_) if self.has_ssl2_hello() => self.ssl2_hello = None,
            Message::Handshake(_) => self.start += message::Header::LEN + header.length,
        }
        if self.is_empty() {
            *self = Inbox {
                change: self.change.take(),
                ..Inbox::default()
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::message::FINISHED;

    const BAD_CHANGE: Fatal = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::BAD_CHANGE_CIPHER_SPEC);

    #[test]
    fn messages_come_in_any_pieces() {
        let mut inbox = Inbox::default();
        let two = [FINISHED.0, 0, 0, 1, 7, FINISHED.0, 0, 0, 0];
        let header = |length| Header {
            message: Message::Handshake(FINISHED),
            length,
        };
        for (index, byte) in two.iter().enumerate() {
            let come = inbox.header().unwrap();
            assert_eq!(come, (index > 3).then_some(header(1)));
            assert_eq!(inbox.message(header(1)).is_some(), index > 4);
            inbox.push(&[*byte]);
        }
        assert_eq!(inbox.message(header(1)), Some(&two[..5]));
        inbox.pop(header(1));
        assert_eq!(inbox.header().unwrap(), Some(header(0)));
        inbox.pop(header(0));
        assert!(inbox.is_empty() && inbox.header().unwrap().is_none());
    }

    #[test]
    fn a_change_of_ciphers_stands_alone() {
        let header = Header {
            message: Message::ChangeCipherSpec,
            length: 1,
        };
        let mut inbox = Inbox::default();
        inbox.push_change(&[]);
        assert_eq!(inbox.header(), Ok(None));
        inbox.push_change(CHANGE_CIPHER_SPEC);
        assert_eq!(inbox.header(), Ok(Some(header)));
        assert_eq!(inbox.message(header), Some(CHANGE_CIPHER_SPEC));
        inbox.pop(header);
        assert_eq!(inbox.header(), Ok(None));

        for content in [&[2][..], &[1, 1]] {
            inbox.push_change(content);
            assert_eq!(inbox.header(), Err(BAD_CHANGE));
        }
        // Within the header of a message.
        let mut inbox = Inbox::default();
        inbox.push(&[FINISHED.0]);
        inbox.push_change(CHANGE_CIPHER_SPEC);
        assert_eq!(inbox.header(), Err(BAD_CHANGE));
    }
}
