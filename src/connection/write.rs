//! Application data out, and what every record that we send has in common.

use super::batch::Unfinished;
use super::channel::PendingWrite;
use super::state::Want;
use super::{Connection, Io, Stop};
use crate::constants::{SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER, SSL_MODE_ENABLE_PARTIAL_WRITE};
use crate::error::reason::Reason;
use crate::handshake::Direction;
use crate::record::{alert, ContentType};
use crate::sys::bio::Bio;
use crate::sys::err;

impl Connection {
    /// `SSL_write`: sends `data` in as many records as it takes and returns how much of it was
    /// accepted, which is all of it unless partial writes are enabled.
    pub fn write(&self, data: &[u8]) -> Io<usize> {
        if !self.has_role() {
            err::raise(Reason::UNINITIALIZED);
            return Err(Stop(-1));
        }
        self.refuse_interruption()?;
        self.refuse_without_memory()?;
        if self.state.sent_shutdown() {
            self.state.want.set(Want::Nothing);
            err::raise(Reason::PROTOCOL_IS_SHUTDOWN);
            return Err(Stop(-1));
        }
        err::clear_errno();
        self.state.want.set(Want::Nothing);
        let mut sent = self.resume_write(data)?;
        // A write of nothing is complete before it begins.
        while sent < data.len() {
            match self.write_batch(&data[sent..]) {
                Ok(n) => sent += n,
                Err(Unfinished { sent: n, stop }) => {
                    self.channel.borrow_mut().written = sent + n;
                    return Err(stop);
                }
            }
            if self.has_mode(SSL_MODE_ENABLE_PARTIAL_WRITE) {
                break;
            }
        }
        Ok(sent)
    }

    /// Checks the call against the one it may repeat, goes into a handshake where one is due, and
    /// finishes the record that was being written. Returns how much of `data` is sent by now.
    fn resume_write(&self, data: &[u8]) -> Io<usize> {
        let (sent, pending) = {
            let channel = self.channel.borrow();
            (
                channel.written,
                channel.pending.filter(|_| channel.writer.has_output()),
            )
        };
        let least = sent + pending.map_or(0, |pending| pending.length);
        if data.len() < least {
            return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::BAD_LENGTH));
        }
        self.channel.borrow_mut().written = 0;
        let due = self.state.key_update.get() >= 0 || self.state.extra_tickets.get() > 0;
        if pending.is_none() && due {
            self.state.in_init.set(true);
        }
        if self.state.in_init.get() && self.state.depth.get() == 0 {
            self.enter_handshake()?;
        }
        self.refuse_without_keys()?;
        if pending.is_none() {
            return Ok(sent);
        }
        match self.finish_record(ContentType::ApplicationData, &data[sent..]) {
            Ok(n) => Ok(sent + n),
            Err(stop) => {
                self.channel.borrow_mut().written = sent;
                Err(stop)
            }
        }
    }

    /// Sends one record with `content`, after whatever waits before it. Returns how much of the
    /// application's data is sent with it.
    pub(crate) fn write_record(&self, content_type: ContentType, content: &[u8]) -> Io<usize> {
        if !self.channel.borrow().writer.has_output() {
            self.begin_record(content_type, content)?;
        }
        self.finish_record(content_type, content)
    }

    /// Seals one record, after whatever waits before it. Returns how much of `content` is in it.
    pub(super) fn begin_record(&self, content_type: ContentType, content: &[u8]) -> Io<usize> {
        // A KeyUpdate that the transport did not take goes before what its keys seal.
        if !self.channel.borrow().flight.is_empty() {
            self.flush_flight()?;
        }
        if content_type != ContentType::Alert && self.channel.borrow().alert.is_some() {
            let dispatched = self.dispatch_alert();
            if dispatched <= 0 {
                return Err(Stop(dispatched));
            }
        }
        if self
            .channel
            .borrow()
            .writer
            .key()
            .is_some_and(|key| key.needs_rekey())
        {
            self.rekey_before_limit()?;
        }
        let padding = self.record_padding(content_type, content.len());
        let sealed = match padding {
            Some(padding) => {
                self.channel
                    .borrow_mut()
                    .writer
                    .write_padded(content_type, content, padding)
            }
            None => self
                .channel
                .borrow_mut()
                .writer
                .write(content_type, content),
        };
        let length = sealed.map_err(|violation| self.violation(violation))?;
        if self.reports_records() {
            let header = self.channel.borrow().writer.header();
            self.report_record(Direction::Write, &header, content_type);
        }
        self.channel.borrow_mut().pending = Some(PendingWrite {
            content_type: content_type.into(),
            length,
            address: content.as_ptr() as usize,
        });
        Ok(length)
    }

    /// Writes what is left of the sealed record. The call that repeats must be the one that began
    /// it: the same type, at least as much data, and the same address unless it may move.
    fn finish_record(&self, content_type: ContentType, content: &[u8]) -> Io<usize> {
        let pending = self.channel.borrow().pending;
        let Some(pending) = pending else {
            return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::ERR_R_INTERNAL_ERROR));
        };
        let moved = content_type != ContentType::Alert
            && pending.address != content.as_ptr() as usize
            && !self.has_mode(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        let other_type = pending.content_type != u8::from(content_type);
        if pending.length > content.len() || moved || other_type {
            return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::BAD_WRITE_RETRY));
        }
        self.flush_records()?;
        self.channel.borrow_mut().pending = None;
        Ok(pending.length)
    }

    /// Writes all sealed records to the transport.
    pub(super) fn flush_records(&self) -> Io<()> {
        loop {
            let (lent, number) = {
                let channel = self.channel.borrow();
                (channel.writer.lend(), channel.number)
            };
            let Some(lent) = lent else {
                self.state.want.set(Want::Nothing);
                return Ok(());
            };
            err::clear_errno();
            if !self.transport.has_writer() {
                return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::BIO_NOT_SET));
            }
            self.state.want.set(Want::Writing);
            let written = self.with_writer(|bio| bio.write(&lent));
            let length = written.ok_or(Stop(-1))?.map_err(Stop)?;
            let mut channel = self.channel.borrow_mut();
            if channel.number == number {
                channel.records_ended += channel.writer.taken(lent, length);
            }
        }
    }

    /// Writes the handshake's messages to the transport.
    pub(crate) fn flush_flight(&self) -> Io<()> {
        self.channel.borrow_mut().flush_due = true;
        self.state.want.set(Want::Writing);
        loop {
            let (part, number) = {
                let channel = self.channel.borrow();
                (channel.flight.lend(), channel.number)
            };
            let Some(part) = part else {
                break;
            };
            err::clear_errno();
            let written = self.with_writer(|bio| bio.write(&part));
            let length = written.ok_or(Stop(-1))?.map_err(Stop)?;
            let mut channel = self.channel.borrow_mut();
            if channel.number == number {
                channel.flight.taken(&part, length);
            }
        }
        let flushed = self.with_writer(Bio::flush);
        if let Some(stop) = flushed.filter(|flushed| *flushed <= 0) {
            return Err(Stop(stop as libc::c_int));
        }
        self.channel.borrow_mut().flush_due = false;
        self.state.want.set(Want::Nothing);
        Ok(())
    }
}
