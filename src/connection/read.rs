//! Records in: application data to the application, everything else to where it belongs.

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
    /// The caller's buffer has no room for anything.
    fn no_room(&self) -> bool {
        matches!(self, Wanted::Data { out, .. } if out.is_empty())
    }
}

/// What to do after a record that was not the application's.
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

    /// `SSL_pending`: bytes of application data that can be had without the transport.
    pub fn pending(&self) -> usize {
        self.channel.borrow().pending_data()
    }

    /// `SSL_has_pending`: anything at all is inside.
    pub fn has_pending(&self) -> bool {
        self.channel.borrow().has_pending()
    }

    /// `SSL_free_buffers`: gives the buffers' memory back; false if anything is inside.
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

    /// `SSL_rstate_string`: a record's header has arrived and its body has not.
    pub fn in_record_body(&self) -> bool {
        self.channel.borrow().reader.in_body()
    }

    /// Reads records until there is what the caller wants, or a reason to stop.
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
            self.check(content_type)?;
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
                // SSL_shutdown reads for type 0 in OpenSSL, meaning none, and takes such a record
                // for what it wants; unless it is empty it stays.
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

    /// Makes sure that there is a current record, reading the transport as often as it takes.
    /// With its type comes, for application data that is in the caller's buffer already, how many
    /// bytes that are; an empty record gives 0.
    fn next_record(&self, wanted: &mut Wanted<'_>) -> Io<(Option<usize>, ContentType)> {
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
                // Only where nothing can forbid the data: the flags are looked at before.
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

    /// Reads once from the transport: what the record needs and not a byte more, unless
    /// read_ahead is set. `take` gets what has come.
    ///
    /// The transport fills a buffer of this call's own: it may read on this connection itself, or leave
    /// with a longjmp.
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

    /// The transport ended without close_notify: the peer may have been cut off (RFC 8446
    /// section 6.1), unless the application says that it knows better.
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

    /// A record that cannot be had. OpenSSL's AES-GCM of TLS 1.2, and no other cipher, has a word of
    /// its own to say before.
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

    /// Counts the current record against the limits and checks that it may stand here.
    fn check(&self, content_type: ContentType) -> Io<()> {
        let mut channel = self.channel.borrow_mut();
        let length = channel.reader.data().len();
        channel.count_record(content_type, length);
        let interruption = channel.check_interruption(content_type);
        drop(channel);
        interruption.map_err(|violation| self.violation(violation))
    }

    /// Application data for the caller; `None` for an empty record, after which to read on.
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

    /// A handshake record after the handshake.
    fn receive_handshake(&self) -> Io<Next> {
        let mut channel = self.channel.borrow_mut();
        if self.state.sent_shutdown() && channel.protocol() == Some(Protocol::Tls12) {
            // We could not answer any more.
            channel.reader.discard();
            drop(channel);
            return Ok(self.unless_auto_retry());
        }
        channel.keep_message();
        Ok(Next::ReadOn)
    }

    /// Acts on the message whose header has arrived, reading the rest of it where that is missing.
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

    /// The next whole handshake message, with whatever records it takes.
    pub(crate) fn read_message(&self) -> Io<record::message::HandshakeMessage> {
        loop {
            let next = self.channel.borrow_mut().next_message();
            if let Some(message) = next.map_err(|violation| self.violation(violation))? {
                return Ok(message);
            }
            self.read_for_message().inspect_err(|_| {
                // OpenSSL says so whatever kept it from having the message.
                self.state.wait_for(Want::Reading);
            })?;
        }
    }

    /// One more record for the message.
    fn read_for_message(&self) -> Io<()> {
        self.state.wait_for(Want::Nothing);
        let (_, content_type) = self.next_record(&mut Wanted::Nothing)?;
        self.check(content_type)?;
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

    /// After a record that was not application data: go on, or come back to the application with
    /// WANT_READ where SSL_MODE_AUTO_RETRY is off.
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

    /// OpenSSL 1.0.1 came back with nothing to say where something else arrived than the close_notify
    /// that it waited for.
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

    /// A record of a type that has no business here.
    fn unexpected(&self, content_type: ContentType) -> Stop {
        if self.state.sent_shutdown() {
            // No alert: close_notify was the last thing to be sent.
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
