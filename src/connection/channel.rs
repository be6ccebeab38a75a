//! The record layer of one connection: both directions, and what waits to be written.

use std::rc::Rc;

use super::flight::Flight;
use crate::record::alert::{Alert, Limits};
use crate::record::message::Message;
use crate::record::secret::Secret;
use crate::record::{ContentType, Fatal, MessageBuffer, Protocol, Reader, RecordKey, Writer};
use crate::record::{HEADER_LEN, MAX_PLAINTEXT};

/// An application's write that the transport did not take whole.
#[derive(Clone, Copy, Debug)]
pub struct PendingWrite {
    /// Content type of the record that waits.
    pub content_type: u8,
    /// Bytes of the application's data in it: what the call must at least be repeated with.
    pub length: usize,
    /// Address of those bytes, which must be the same in the repeated call unless
    /// SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER is set.
    pub address: usize,
}

/// Records in and out. Cleared by `SSL_clear`.
pub struct Channel {
    /// Which channel of the connection this is, since a call into the transport may outlive it.
    pub number: u64,
    pub reader: Reader,
    pub writer: Writer,
    /// The write whose record is in `writer`.
    pub pending: Option<PendingWrite>,
    /// Bytes of the current `SSL_write` that are in records already sent.
    pub written: usize,
    /// How much data the next write to the transport may have in it, if it may have several records.
    pub batch: usize,
    /// Records of that write that the transport has taken whole.
    pub records_ended: usize,
    /// An alert that must be sent before anything else.
    pub alert: Option<Alert>,
    pub limits: Limits,
    /// In the handshake, a record came that was neither used nor thrown away.
    pub stuck: bool,
    /// Bytes of a record of application data that came in the handshake and ended it: they still
    /// count as pending.
    pub stranded: usize,
    /// The sequence number behind the record that the msg callback was told of last.
    pub reported: Option<u64>,
    /// Messages that arrive after the handshake; `None` before its end.
    pub messages: Option<MessageBuffer>,
    /// The one that is being acted on. Where a callback throws an exception, it is acted on again.
    pub message: Option<Rc<Message>>,
    /// TLS 1.3 traffic secrets, for key updates.
    pub read_secret: Option<Secret>,
    pub write_secret: Option<Secret>,
}

impl Channel {
    pub fn new(number: u64, server: bool) -> Channel {
        Channel {
            number,
            reader: Reader::new(server),
            writer: Writer::new(),
            pending: None,
            written: 0,
            batch: MAX_PLAINTEXT,
            records_ended: 0,
            alert: None,
            limits: Limits::default(),
            stuck: false,
            stranded: 0,
            reported: None,
            messages: None,
            message: None,
            read_secret: None,
            write_secret: None,
        }
    }

    /// The version whose record rules are in force after the handshake.
    pub fn protocol(&self) -> Option<Protocol> {
        self.reader.key().map(RecordKey::protocol)
    }

    /// Moves the current record, which is a handshake record, to the messages.
    pub fn keep_message(&mut self) {
        if let Some(messages) = &mut self.messages {
            messages.push(self.reader.data());
        }
        self.reader.discard();
    }

    /// A message's header has arrived.
    pub fn has_message(&self) -> bool {
        self.messages
            .as_ref()
            .is_some_and(MessageBuffer::has_header)
    }

    /// Some of a message has arrived.
    pub fn has_partial_message(&self) -> bool {
        self.messages.as_ref().is_none_or(MessageBuffer::is_partial)
    }

    /// Seals one record into the flight, behind what is there, and returns its header. Not while a
    /// record is being written. `padding` is what the application asked for.
    pub fn queue_record(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        padding: Option<usize>,
        flight: &Flight,
    ) -> Result<[u8; HEADER_LEN], Fatal> {
        if self.writer.has_output() {
            return Err(Fatal::INTERNAL);
        }
        match padding {
            Some(padding) => self.writer.write_padded(content_type, content, padding)?,
            None => self.writer.write(content_type, content)?,
        };
        let header = self.writer.header();
        let length = self.writer.output().len();
        flight.push(self.writer.output());
        self.writer.sent(length);
        Ok(header)
    }
}
