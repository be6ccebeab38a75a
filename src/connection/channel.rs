//! The record layer of one connection: both directions and the pending output.

use std::rc::Rc;

use super::flight::Flight;
use crate::handshake::{Direction, Traffic};
use crate::record::alert::{Alert, Limits};
use crate::record::message::HandshakeMessage;
use crate::record::{
    ContentType, Fatal, Lent, MessageBuffer, Protocol, RecordKey, RecordReader, RecordWriter,
};
use crate::record::{HEADER_LEN, MAX_PLAINTEXT};
use tls::schedule::Secret;

/// An application's write of which the transport took only a part.
#[derive(Clone, Copy, Debug)]
pub struct PendingWrite {
    /// Content type of the pending record.
    pub content_type: ContentType,
    /// Bytes of the application's data in that record. A repeated call must pass at least so many.
    pub length: usize,
    /// Address of those bytes, which must be the same in the repeated call unless
    /// SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER is set.
    pub address: usize,
}

/// The most data in one write to the transport, in bytes.
const MAX_BATCH: usize = 4 * MAX_PLAINTEXT;

/// Records in and out. Cleared by `SSL_clear`.
pub struct Channel {
    /// Counts the connection's channels, because a call into the transport may outlive its channel.
    number: u64,
    pub(super) reader: RecordReader,
    pub(super) writer: RecordWriter,
    /// The write whose record is in `writer`.
    pending: Option<PendingWrite>,
    /// Bytes of the current `SSL_write` that are in records already sent.
    written: usize,
    /// The most data in the next write to the transport, in bytes, if it may have several records.
    batch: usize,
    /// Records of that write that the transport has taken completely.
    records_ended: usize,
    /// An alert that must be sent before anything else.
    alert: Option<Alert>,
    limits: Limits,
    /// During the handshake, a record arrived that was neither used nor discarded.
    stuck: bool,
    /// Bytes of an application data record that arrived during the handshake and ended it. They still count as
    /// pending.
    stranded: usize,
    /// The sequence number after that of the record last reported to the msg callback.
    reported: Option<u64>,
    /// Messages that arrive after the handshake; `None` before its end.
    messages: Option<MessageBuffer>,
    /// The message being processed. After an exception in a callback it is processed again.
    message: Option<Rc<HandshakeMessage>>,
    /// TLS 1.3 traffic secrets, for key updates.
    read_secret: Option<Secret>,
    write_secret: Option<Secret>,
}

impl Channel {
    #[inline]
    pub fn new(server: bool) -> Channel {
        Channel {
            number: 0,
            reader: RecordReader::new(server),
            writer: RecordWriter::new(),
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

    /// Replaces the record layer. It still knows whether a first record has arrived: OpenSSL reports errors
    /// more exactly once the peer has spoken TLS.
    pub fn renew(&mut self, server: bool) {
        let old = std::mem::replace(self, Channel::new(server));
        self.number = old.number + 1;
        self.reader.rules_mut().first_record = old.reader.rules().first_record;
        self.writer.replace(old.writer);
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    /// Ends the handshake: puts these keys into force.
    pub fn establish(&mut self, server: bool, mut read: Traffic, mut write: Traffic) {
        // Keeps an idle connection small: the AEAD context is made with the first record.
        read.key.release();
        write.key.release();
        let protocol = read.key.protocol();
        self.reader.handshake_done(read.key);
        self.read_secret = read.secret;
        self.writer.set_key(Some(write.key));
        self.write_secret = write.secret;
        self.messages = Some(MessageBuffer::new(server, protocol));
    }

    /// The peer sends with this key from the next record on.
    #[cfg(feature = "own-engine")]
    pub fn install_read_key(&mut self, key: Option<RecordKey>) {
        self.reader.set_key(key);
        // The new key counts from 0.
        self.reported = None;
    }

    /// Seals an alert into the flight; in the clear, if it has to be.
    #[cfg(feature = "own-engine")]
    pub fn queue_alert(
        &mut self,
        alert: Alert,
        padding: Option<usize>,
        plaintext: bool,
        flight: &Flight,
    ) -> Result<[u8; HEADER_LEN], Fatal> {
        if plaintext {
            self.writer.set_key(None);
        }
        self.queue_record(ContentType::Alert, &alert.encode(), padding, flight)
    }

    /// The handshake is over; its keys are in force already.
    #[cfg(feature = "own-engine")]
    pub fn keep_established(
        &mut self,
        server: bool,
        protocol: Protocol,
        read: Option<Secret>,
        write: Option<Secret>,
    ) {
        self.reader.keep_established(server, protocol);
        self.read_secret = read;
        self.write_secret = write;
        self.messages = Some(MessageBuffer::new(server, protocol));
    }

    /// The handshake is complete.
    pub fn is_established(&self) -> bool {
        self.messages.is_some()
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

    /// Appends one sealed record to the flight and returns its header. Must not be called while a record is
    /// being written. `padding` is the length that the application asked for.
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

    /// The secret from which the keys in force are made.
    pub fn secret(&self, direction: Direction) -> Option<&Secret> {
        match direction {
            Direction::Read => self.read_secret.as_ref(),
            Direction::Write => self.write_secret.as_ref(),
        }
    }

    /// Switches to the peer's next read key.
    pub fn update_read_key(&mut self) -> Result<(), Fatal> {
        let secret = self.read_secret.as_ref().ok_or(Fatal::INTERNAL)?.next()?;
        let algorithm = self.reader.key().ok_or(Fatal::INTERNAL)?.algorithm();
        let key = secret.record_key(algorithm)?;
        self.reader.set_key(Some(key));
        self.read_secret = Some(secret);
        // The new key counts from 0.
        self.reported = None;
        Ok(())
    }

    /// Switches to our next write key.
    pub fn update_write_key(&mut self) -> Result<(), Fatal> {
        let secret = self.write_secret.as_ref().ok_or(Fatal::INTERNAL)?.next()?;
        let algorithm = self.writer.key().ok_or(Fatal::INTERNAL)?.algorithm();
        let key = secret.record_key(algorithm)?;
        self.writer.set_key(Some(key));
        self.write_secret = Some(secret);
        Ok(())
    }
}

/// Reading.
impl Channel {
    /// Bytes of application data that can be read without the transport.
    pub fn pending_data(&self) -> usize {
        self.reader.pending() + self.stranded
    }

    /// Unprocessed input exists.
    pub fn has_pending(&self) -> bool {
        self.stuck || self.reader.has_pending()
    }

    /// During the handshake, a record arrived that was neither used nor discarded.
    pub fn is_stuck(&self) -> bool {
        self.stuck
    }

    pub fn set_stuck(&mut self, stuck: bool) {
        self.stuck = stuck;
    }

    /// Notes that an application data record of this length has ended the handshake.
    pub fn strand(&mut self, length: usize) {
        self.stranded = length;
    }

    /// Counts a record against the limits.
    pub fn count_record(&mut self, content_type: ContentType, length: usize) {
        self.limits.record(content_type, length);
    }

    /// Counts a warning alert against the limits.
    pub fn count_warning(&mut self) -> Result<(), Fatal> {
        self.limits.warning()
    }

    /// Marks the current record as reported to the msg callback. Returns false if it was reported before.
    pub fn take_news(&mut self) -> bool {
        let sequence = self.reader.key().map(RecordKey::sequence);
        std::mem::replace(&mut self.reported, sequence) != sequence
    }

    /// Fails if a record of this type must not interrupt a partial message.
    pub fn check_interruption(&self, content_type: ContentType) -> Result<(), Fatal> {
        match &self.messages {
            Some(messages) if content_type != ContentType::Handshake => {
                messages.check_interruption(content_type)
            }
            _ => Ok(()),
        }
    }

    /// The next whole message.
    pub fn next_message(&mut self) -> Result<Option<HandshakeMessage>, Fatal> {
        match &mut self.messages {
            Some(messages) => messages.next_message(),
            None => Ok(None),
        }
    }

    /// The message being processed.
    pub fn current_message(&self) -> Option<Rc<HandshakeMessage>> {
        self.message.clone()
    }

    /// Keeps this message until it is processed.
    pub fn begin_message(&mut self, message: &Rc<HandshakeMessage>) {
        self.message = Some(message.clone());
    }

    pub fn end_message(&mut self) {
        self.message = None;
    }
}

/// Writing.
impl Channel {
    /// How much of the current `SSL_write` is sent, and its pending record.
    pub fn write_under_way(&self) -> (usize, Option<PendingWrite>) {
        let pending = self.pending.filter(|_| self.writer.has_output());
        (self.written, pending)
    }

    /// Sets how much of the current `SSL_write` is sent.
    pub fn note_written(&mut self, written: usize) {
        self.written = written;
    }

    /// The write whose record is sealed.
    pub fn pending_write(&self) -> Option<PendingWrite> {
        self.pending
    }

    /// Begins the write whose record was sealed.
    pub fn begin_write(&mut self, pending: PendingWrite) {
        self.pending = Some(pending);
    }

    /// Ends the write: the transport has taken its record.
    pub fn end_write(&mut self) {
        self.pending = None;
    }

    /// The most data in the next write to the transport, in bytes.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Begins a write of several records.
    pub fn begin_batch(&mut self) {
        self.records_ended = 0;
    }

    /// Ends a batch that the transport has taken completely; the next one may be larger.
    pub fn end_batch(&mut self) {
        self.pending = None;
        self.batch = (2 * self.batch).min(MAX_BATCH);
    }

    /// Ends a batch that the transport has taken in part: takes back the records after the one that it stopped
    /// in. Returns how many records the transport has taken.
    pub fn cut_batch(&mut self) -> usize {
        self.writer.take_back();
        self.batch = MAX_PLAINTEXT;
        self.records_ended
    }

    /// Returns the loan: the transport has taken `length` bytes of what the channel of this number lent it.
    pub fn give_back(&mut self, lent: Lent, length: usize, number: u64) {
        match self.number == number {
            true => self.records_ended += self.writer.taken(lent, length),
            false => self.writer.come_back(),
        }
    }

    /// An alert is queued.
    pub fn has_alert(&self) -> bool {
        self.alert.is_some()
    }

    /// Queues an alert, which is sent before anything else.
    pub fn put_alert(&mut self, alert: Alert) {
        self.alert = Some(alert);
    }

    pub fn take_alert(&mut self) -> Option<Alert> {
        self.alert.take()
    }
}
