//! Reads records. Application data goes to the application; each other type is processed where it belongs.

use super::channel::Channel;
use super::state::{Want, RECEIVED_SHUTDOWN};
use super::{Connection, Io, Stop};
use crate::constants::{
    SSL_MODE_AUTO_RETRY, SSL_OP_CLEANSE_PLAINTEXT, SSL_OP_IGNORE_UNEXPECTED_EOF,
};
use crate::error::reason::Reason;
use crate::handshake::Direction;
use crate::record::{self, alert, AeadAlgorithm, ContentType, Fatal, Protocol, Received};
use crate::sys::err;
use crate::sys::mem;

/// What the caller reads for.
pub(crate) enum Wanted<'a> {
    /// Application data for this buffer.
    Data { out: &'a mut [u8], peek: bool },
    /// No data: `SSL_shutdown` waits for the peer's close_notify.
    Nothing,
}

impl Wanted<'_> {
    /// The caller's buffer is empty.
    fn no_room(&self) -> bool {
        matches!(self, Wanted::Data { out, .. } if out.is_empty())
    }
}

/// What to do after a record other than application data.
pub(super) enum Next {
    ReadOn,
    Return(Stop),
}

impl Connection {
    /// `SSL_read` and `SSL_peek`: the number of bytes put into `out`.
    pub fn read(&self, out: &mut [u8], peek: bool) -> Io<usize> {
        if !self.has_role() {
            err::raise(Reason::UNINITIALIZED);
            return Err(Stop(-1));
        }
        self.refuse_interruption()?;
        self.refuse_without_memory()?;
        if self.state.received_shutdown() {
            if !peek {
                self.state.wait_for(Want::Nothing);
            }
            return Err(Stop(0));
        }
        err::clear_errno();
        self.read_records(Wanted::Data { out, peek })
    }

    /// `SSL_pending`: bytes of application data that can be read without the transport.
    pub fn pending(&self) -> usize {
        self.channel.borrow().pending_data()
    }

    /// `SSL_has_pending`: unprocessed input exists.
    pub fn has_pending(&self) -> bool {
        self.channel.borrow().has_pending()
    }

    /// `SSL_free_buffers`: frees the buffers; false if they hold data.
    pub fn release_buffers(&self) -> bool {
        let mut channel = self.channel.borrow_mut();
        let inside = channel.reader.has_pending()
            || channel.reader.unprocessed() > 0
            || channel.writer.has_output()
            || !self.transport.flight().is_empty();
        if !inside {
            channel.reader.release();
        }
        !inside
    }

    /// `SSL_rstate_string`: a record's header has arrived, but not all of its body.
    pub fn in_record_body(&self) -> bool {
        self.channel.borrow().reader.in_body()
    }

    /// Reads records until the caller's request is satisfied or must end.
    pub(crate) fn read_records(&self, mut wanted: Wanted<'_>) -> Io<usize> {
        if self.state.in_init() && !self.state.in_handshake_call() {
            self.enter_handshake()?;
        }
        self.refuse_without_keys()?;
        if self.state.is_broken() {
            self.state.wait_for(Want::Nothing);
            return Err(Stop(-1));
        }
        loop {
            self.state.wait_for(Want::Nothing);
            if self.channel.borrow().has_message() {
                match self.act_on_message()? {
                    Next::ReadOn => continue,
                    Next::Return(stop) => return Err(stop),
                }
            }
            let (direct, content_type) = self.next_record(&mut wanted)?;
            match direct {
                Some(0) if wanted.no_room() => return Err(Stop(0)),
                Some(0) => continue,
                Some(n) => return Ok(n),
                None => {}
            }
            self.check_record(content_type)?;
            if self.state.received_shutdown() {
                self.channel.borrow_mut().reader.discard();
                self.state.wait_for(Want::Nothing);
                return Err(Stop(0));
            }
            if let (ContentType::ApplicationData, Wanted::Data { out, peek }) =
                (content_type, &mut wanted)
            {
                if let Some(n) = self.take_data(out, *peek)? {
                    return Ok(n);
                }
                continue;
            }
            if let (ContentType::Other(0), Wanted::Nothing) = (content_type, &wanted) {
                // In OpenSSL, SSL_shutdown reads for type 0, which means no type, and accepts an application
                // data record as the result. A record that is not empty stays unread.
                return self.take_data(&mut [], true).map(|_| 0);
            }
            let lenient =
                self.state.sent_shutdown() && !self.configuration.profile().waits_strictly();
            let next = match content_type {
                ContentType::Alert => self.receive_alert()?,
                _ if lenient => self.drop_record(),
                ContentType::Handshake => self.receive_handshake()?,
                _ => return Err(self.unexpected(content_type)),
            };
            match next {
                Next::ReadOn => {}
                Next::Return(stop) => return Err(stop),
            }
        }
    }

    /// Ensures that there is a current record, with as many reads from the transport as needed. Returns the
    /// record's type and, if application data is already in the caller's buffer, its length, which is 0 for an
    /// empty record.
    pub(super) fn next_record(&self, wanted: &mut Wanted<'_>) -> Io<(Option<usize>, ContentType)> {
        let reports = self.reports_records();
        let current = self.channel.borrow_mut().reader.next_record();
        let mut received = current.map(|record| record.map_or(Received::Nothing, Received::Record));
        loop {
            match received {
                Ok(Received::Data(n)) => {
                    let mut channel = self.channel.borrow_mut();
                    channel.count_record(ContentType::ApplicationData, n);
                    return Ok((Some(n), ContentType::ApplicationData));
                }
                Ok(Received::Record(record)) => {
                    let news = self.channel.borrow_mut().take_news();
                    if news && reports {
                        let header = record.header.encode();
                        self.report_record(Direction::Read, &header, record.content_type);
                    }
                    return Ok((None, record.content_type));
                }
                Ok(Received::Nothing) => {}
                Err(violation) => return Err(self.undecipherable(violation)),
            }
            received = self.fill(|channel, fresh| {
                // The data goes directly to the caller only if nothing can forbid it.
                let direct =
                    !self.state.received_shutdown() && !channel.has_partial_message() && !reports;
                let out = match wanted {
                    Wanted::Data { out, peek: false } if direct => Some(&mut **out),
                    _ => None,
                };
                channel.reader.receive(fresh, out)
            })?;
        }
    }

    /// Reads once from the transport: no more than the record needs, unless read_ahead is set. `take` gets the
    /// input.
    ///
    /// The transport fills a buffer that belongs to this call, because it may itself read on this connection,
    /// or leave with a longjmp.
    pub(crate) fn fill<T>(&self, take: impl FnOnce(&mut Channel, &mut [u8]) -> T) -> Io<T> {
        let (wanted, arrived, own_length) = {
            let mut channel = self.channel.borrow_mut();
            let reader = &mut channel.reader;
            reader.set_read_ahead(self.configuration.read_ahead() != 0);
            reader.set_cleanse(self.has_option(SSL_OP_CLEANSE_PLAINTEXT));
            (reader.wanted(), reader.arrived(), reader.own_buffer_len())
        };
        let Some(length) = own_length else {
            return record::with_scratch(arrived, wanted, |buffer| self.fill_buffer(buffer, take));
        };
        let Some(mut buffer) = mem::reserved(wanted.max(length)) else {
            return Err(self.fatal(None, Reason::ERR_R_MALLOC_FAILURE));
        };
        buffer.resize(wanted, 0);
        self.fill_buffer(&mut buffer, take)
    }

    fn fill_buffer<T>(
        &self,
        buffer: &mut [u8],
        take: impl FnOnce(&mut Channel, &mut [u8]) -> T,
    ) -> Io<T> {
        err::clear_errno();
        if !self.transport.has_reader() {
            return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::READ_BIO_NOT_SET));
        }
        let number = self.channel.borrow().number();
        self.state.wait_for(Want::Reading);
        let read = self.with_reader(|bio| {
            let read = bio.read(buffer);
            read.map_err(|returned| (Stop(returned), !bio.should_retry() && bio.at_eof()))
        });
        match read.ok_or(Stop(-1))? {
            Ok(length) => {
                self.state.wait_for(Want::Nothing);
                let channel = &mut *self.channel.borrow_mut();
                if channel.number() != number {
                    // The connection was cleared meanwhile.
                    return Err(Stop(-1));
                }
                Ok(take(channel, &mut buffer[..length]))
            }
            Err((stop, at_end)) => {
                if at_end {
                    self.unexpected_eof();
                }
                Err(stop)
            }
        }
    }

    /// Handles a transport that ended without close_notify: data may be missing (RFC 8446 section 6.1), so this
    /// is an error unless the application has set SSL_OP_IGNORE_UNEXPECTED_EOF.
    fn unexpected_eof(&self) {
        if self.has_option(SSL_OP_IGNORE_UNEXPECTED_EOF) {
            self.state.set_shutdown(RECEIVED_SHUTDOWN);
            self.state.note_warning(alert::CLOSE_NOTIFY);
        } else if self.configuration.profile().eof_is_fatal() {
            self.fatal(
                Some(alert::DECODE_ERROR),
                Reason::UNEXPECTED_EOF_WHILE_READING,
            );
        }
    }

    /// Ends the connection because a record cannot be decrypted. As in OpenSSL, AES-GCM in TLS 1.2, and no
    /// other cipher, queues another error first.
    fn undecipherable(&self, violation: Fatal) -> Stop {
        let refused = self.channel.borrow().reader.key().is_some_and(|key| {
            key.has_refused()
                && key.protocol() == Protocol::Tls12
                && key.algorithm() != AeadAlgorithm::ChaCha20Poly1305
        });
        if refused && violation.reason == Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC {
            err::raise_cipher_failure();
        }
        self.violation(violation)
    }

    /// Counts the current record against the limits and checks that its type is allowed now.
    pub(super) fn check_record(&self, content_type: ContentType) -> Io<()> {
        let mut channel = self.channel.borrow_mut();
        let length = channel.reader.data().len();
        channel.count_record(content_type, length);
        let interruption = channel.check_interruption(content_type);
        drop(channel);
        interruption.map_err(|violation| self.violation(violation))
    }

    /// Copies application data to the caller; `None` for an empty record, after which reading continues.
    fn take_data(&self, out: &mut [u8], peek: bool) -> Io<Option<usize>> {
        let mut channel = self.channel.borrow_mut();
        let empty = channel.reader.data().is_empty();
        if out.is_empty() {
            if empty {
                channel.reader.discard();
            }
            return Err(Stop(0));
        }
        let n = channel.reader.read(out, peek);
        Ok((n > 0).then_some(n))
    }

    /// Receives a handshake record after the handshake.
    fn receive_handshake(&self) -> Io<Next> {
        let mut channel = self.channel.borrow_mut();
        if self.state.sent_shutdown() && channel.protocol() == Some(Protocol::Tls12) {
            // We cannot answer any more.
            channel.reader.discard();
            drop(channel);
            return Ok(self.unless_auto_retry());
        }
        channel.keep_message();
        Ok(Next::ReadOn)
    }

    /// Processes the message whose header has arrived, and reads its missing part.
    fn act_on_message(&self) -> Io<Next> {
        self.state.require_message();
        let handled = self.handshake();
        if handled <= 0 {
            return Err(Stop(if handled < 0 { handled } else { -1 }));
        }
        if self.channel.borrow().reader.unprocessed() == 0 {
            return Ok(self.unless_auto_retry());
        }
        Ok(Next::ReadOn)
    }

    /// Reads the next complete handshake message, in as many records as it has.
    pub(crate) fn read_message(&self) -> Io<record::message::HandshakeMessage> {
        loop {
            let next = self.channel.borrow_mut().next_message();
            if let Some(message) = next.map_err(|violation| self.violation(violation))? {
                return Ok(message);
            }
            self.read_for_message().inspect_err(|_| {
                // OpenSSL reports this whatever prevented it from reading the message.
                self.state.wait_for(Want::Reading);
            })?;
        }
    }

    /// Reads another record of the message.
    fn read_for_message(&self) -> Io<()> {
        self.state.wait_for(Want::Nothing);
        let (_, content_type) = self.next_record(&mut Wanted::Nothing)?;
        self.check_record(content_type)?;
        if self.state.received_shutdown() {
            self.channel.borrow_mut().reader.discard();
            return Err(Stop(0));
        }
        match content_type {
            ContentType::Handshake => self.channel.borrow_mut().keep_message(),
            ContentType::Alert => {
                if let Next::Return(stop) = self.receive_alert()? {
                    return Err(stop);
                }
            }
            _ => return Err(self.unexpected(content_type)),
        }
        Ok(())
    }

    /// After a record other than application data: continue, or return to the application with WANT_READ if
    /// SSL_MODE_AUTO_RETRY is off.
    fn unless_auto_retry(&self) -> Next {
        if self.has_mode(SSL_MODE_AUTO_RETRY) {
            return Next::ReadOn;
        }
        self.state.wait_for(Want::Reading);
        self.with_reader(|bio| {
            bio.clear_retry();
            bio.set_retry_read();
        });
        Next::Return(Stop(-1))
    }

    /// Discards a record that is not the awaited close_notify. OpenSSL 1.0.1 returned without an error then.
    fn drop_record(&self) -> Next {
        let mut channel = self.channel.borrow_mut();
        let empty = channel.reader.data().is_empty();
        channel.reader.discard();
        if empty {
            return Next::ReadOn;
        }
        self.state.wait_for(Want::Nothing);
        Next::Return(Stop(-1))
    }

    /// Ends the connection because of a record of an unexpected type.
    pub(super) fn unexpected(&self, content_type: ContentType) -> Stop {
        if self.state.sent_shutdown() {
            // Sends no alert, because nothing may follow our close_notify.
            self.channel.borrow_mut().reader.discard();
            return self.fatal(None, Reason::APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
        }
        let reason = match content_type {
            ContentType::ChangeCipherSpec => Reason::CCS_RECEIVED_EARLY,
            _ => Reason::UNEXPECTED_RECORD,
        };
        self.fatal(Some(alert::UNEXPECTED_MESSAGE), reason)
    }
}
