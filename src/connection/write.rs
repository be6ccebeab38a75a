//! Writes application data, and the steps that are common to all records that we send.

use super::batch::Unfinished;
use super::channel::PendingWrite;
use super::state::Want;
use super::{Connection, Io, Stop};
use crate::constants::{SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER, SSL_MODE_ENABLE_PARTIAL_WRITE};
use crate::error::reason::Reason;
use crate::handshake::Direction;
use crate::record::{alert, ContentType};
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
            self.state.wait_for(Want::Nothing);
            err::raise(Reason::PROTOCOL_IS_SHUTDOWN);
            return Err(Stop(-1));
        }
        err::clear_errno();
        self.state.wait_for(Want::Nothing);
        let mut sent = self.resume_write(data)?;
        // An empty write has nothing to send.
        while sent < data.len() {
            match self.write_batch(&data[sent..]) {
                Ok(n) => sent += n,
                Err(Unfinished { sent: n, stop }) => {
                    self.channel.borrow_mut().note_written(sent + n);
                    return Err(stop);
                }
            }
            if self.has_mode(SSL_MODE_ENABLE_PARTIAL_WRITE) {
                break;
            }
        }
        Ok(sent)
    }

    /// Checks that the call repeats an unfinished one, does a handshake if one is due, and finishes the pending
    /// record. Returns how many bytes of `data` are sent by now.
    fn resume_write(&self, data: &[u8]) -> Io<usize> {
        let (sent, pending) = self.channel.borrow().write_under_way();
        let least = sent + pending.map_or(0, |pending| pending.length);
        if data.len() < least {
            return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::BAD_LENGTH));
        }
        self.channel.borrow_mut().note_written(0);
        let due = self.state.key_update_due() || self.resumption.owes_extra_tickets();
        if pending.is_none() && due {
            self.state.require_message();
        }
        if self.state.in_init() && !self.state.in_handshake_call() {
            self.enter_handshake()?;
        }
        self.refuse_without_keys()?;
        if pending.is_none() {
            return Ok(sent);
        }
        match self.finish_record(ContentType::ApplicationData, &data[sent..]) {
            Ok(n) => Ok(sent + n),
            Err(stop) => {
                self.channel.borrow_mut().note_written(sent);
                Err(stop)
            }
        }
    }

    /// Sends pending output, then one record with `content`. Returns how much of the application's data is
    /// sent.
    pub(crate) fn write_record(&self, content_type: ContentType, content: &[u8]) -> Io<usize> {
        if !self.channel.borrow().writer.has_output() {
            self.begin_record(content_type, content)?;
        }
        self.finish_record(content_type, content)
    }

    /// Sends pending output, then seals one record. Returns how many bytes of `content` are in the record.
    pub(super) fn begin_record(&self, content_type: ContentType, content: &[u8]) -> Io<usize> {
        // A KeyUpdate that the transport has not taken yet is sent before any record under the new keys.
        if !self.transport.flight().is_empty() {
            self.flush_flight()?;
        }
        if content_type != ContentType::Alert && self.channel.borrow().has_alert() {
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
        self.channel.borrow_mut().begin_write(PendingWrite {
            content_type,
            length,
            address: content.as_ptr() as usize,
        });
        Ok(length)
    }

    /// Writes the unsent rest of the sealed record. The call must repeat the one that began it: the same type,
    /// at least as much data, and the same address unless the buffer may move.
    fn finish_record(&self, content_type: ContentType, content: &[u8]) -> Io<usize> {
        let pending = self.channel.borrow().pending_write();
        let Some(pending) = pending else {
            return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::ERR_R_INTERNAL_ERROR));
        };
        let moved = content_type != ContentType::Alert
            && pending.address != content.as_ptr() as usize
            && !self.has_mode(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        let other_type = pending.content_type != content_type;
        if pending.length > content.len() || moved || other_type {
            return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::BAD_WRITE_RETRY));
        }
        self.flush_records()?;
        self.channel.borrow_mut().end_write();
        Ok(pending.length)
    }

    /// Writes all sealed records to the transport.
    pub(super) fn flush_records(&self) -> Io<()> {
        loop {
            let (lent, number) = {
                let mut channel = self.channel.borrow_mut();
                if channel.writer.has_output() && !self.transport.has_writer() {
                    drop(channel);
                    return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::BIO_NOT_SET));
                }
                (channel.writer.lend(), channel.number())
            };
            let Some(lent) = lent else {
                self.state.wait_for(Want::Nothing);
                return Ok(());
            };
            err::clear_errno();
            self.state.wait_for(Want::Writing);
            let (start, length) = (lent.start, lent.length);
            // SAFETY: the writer neither moves nor changes these bytes until the loan is returned.
            let written = self.with_writer(|bio| unsafe { bio.write_raw(start, length) });
            let written = written.unwrap_or(Err(-1));
            let mut channel = self.channel.borrow_mut();
            let length = *written.as_ref().unwrap_or(&0);
            channel.give_back(lent, length, number);
            drop(channel);
            written.map_err(Stop)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::record::{ContentType, Lent, RecordWriter, MAX_PLAINTEXT};

    const DATA: ContentType = ContentType::ApplicationData;

    /// The bytes that the transport reads from a loan.
    fn lent_bytes(lent: &Lent) -> Vec<u8> {
        // SAFETY: the writer keeps these bytes until the loan is returned.
        unsafe { std::slice::from_raw_parts(lent.start, lent.length) }.to_vec()
    }

    #[test]
    fn what_the_transport_was_given_stays_until_it_is_taken() {
        let mut writer = RecordWriter::new();
        assert!(writer.lend().is_none());
        assert_eq!(writer.write(DATA, b"first"), Ok(5));
        let wire = writer.output().to_vec();
        let (outer, inner) = (writer.lend().unwrap(), writer.lend().unwrap());
        assert_eq!(writer.taken(inner, wire.len()), 1);
        assert!(!writer.has_output());
        assert_eq!(lent_bytes(&outer), wire, "another call has it");
        assert_eq!(writer.taken(outer, wire.len()), 0);
        assert!(writer.lend().is_none());
    }

    #[test]
    fn a_buffer_that_is_outgrown_or_whose_writer_is_replaced_stays_as_long_as_it_is_lent() {
        let mut writer = RecordWriter::new();
        assert_eq!(writer.write(DATA, b"first"), Ok(5));
        let wire = writer.output().to_vec();
        let lent = writer.lend().unwrap();
        for _ in 0..3 {
            writer.write(DATA, &[1; MAX_PLAINTEXT]).unwrap();
        }
        assert!(writer.output().starts_with(&wire));
        assert_ne!(writer.output().as_ptr(), lent.start);
        let mut next = RecordWriter::new();
        next.replace(writer);
        assert!(!next.has_output());
        assert_eq!(next.write(DATA, b"something else"), Ok(14));
        let other = next.output().to_vec();
        assert_eq!(lent_bytes(&lent), wire);
        next.come_back();
        assert_eq!(next.output(), other);
        assert_eq!(next.taken(lent, wire.len()), 0);
        assert_eq!(next.output(), other);
    }
}
