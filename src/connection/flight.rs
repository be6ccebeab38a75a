//! Sealed messages on their way to the transport.

use std::cell::{Cell, RefCell};

use super::state::Want;
use super::{Connection, Io, Stop};
use crate::record::MAX_PLAINTEXT;
use crate::sys::bio::Bio;
use crate::sys::err;

/// Handshake messages and alerts that the transport has not taken yet. The transport gets a copy, because its
/// call may add more, clear the connection, or never return.
#[derive(Default)]
pub struct Flight {
    records: RefCell<Records>,
    /// The records were written, but the transport is not flushed yet.
    flush_due: Cell<bool>,
    /// The transport refused a flush during the handshake. OpenSSL writes the handshake through a buffer, which
    /// does not report whether to retry.
    flush_refused: Cell<bool>,
}

#[derive(Default)]
struct Records {
    bytes: Vec<u8>,
    /// How many of the bytes are sent.
    sent: usize,
    /// How often all of them were sent.
    emptied: u32,
}

/// A position in a flight.
pub struct Position {
    sent: usize,
    /// The flight that the position belongs to, by its number.
    emptied: u32,
}

impl Flight {
    /// All records are sent.
    pub fn is_empty(&self) -> bool {
        self.records.borrow().bytes.is_empty()
    }

    /// Records are unsent or the transport is not flushed.
    pub fn is_due(&self) -> bool {
        self.flush_due.get() || !self.is_empty()
    }

    /// Number of unsent bytes.
    fn unsent(&self) -> usize {
        self.records.borrow().unsent().len()
    }

    /// Appends records.
    pub fn push(&self, records: &[u8]) {
        self.records.borrow_mut().bytes.extend_from_slice(records);
    }

    /// Copies the next unsent bytes into `out`. Returns their number and position.
    fn copy(&self, out: &mut [u8]) -> (usize, Position) {
        let records = self.records.borrow();
        let length = records.unsent().len().min(out.len());
        out[..length].copy_from_slice(&records.unsent()[..length]);
        let position = Position {
            sent: records.sent,
            emptied: records.emptied,
        };
        (length, position)
    }

    /// Marks so many bytes from this position on as sent.
    fn taken(&self, from: &Position, length: usize) {
        let records = &mut *self.records.borrow_mut();
        if from.emptied == records.emptied {
            records.skip_to(from.sent + length);
        }
    }

    /// Drops the unsent rest, because nobody can receive it or the connection is cleared.
    pub fn drop_rest(&self) {
        let records = &mut *self.records.borrow_mut();
        records.skip_to(records.bytes.len());
        self.flush_due.set(false);
    }

    fn begin_flush(&self) {
        self.flush_due.set(true);
        self.flush_refused.set(false);
    }

    fn end_flush(&self) {
        self.flush_due.set(false);
    }

    fn note_refused_flush(&self, handshaking: bool) {
        self.flush_refused.set(handshaking);
    }

    /// The transport refused a flush during the handshake, and nothing was written since.
    pub fn flush_refused(&self) -> bool {
        self.flush_refused.get()
    }
}

impl Records {
    fn unsent(&self) -> &[u8] {
        &self.bytes[self.sent..]
    }

    fn skip_to(&mut self, position: usize) {
        self.sent = self.sent.max(position);
        if self.sent >= self.bytes.len() {
            self.bytes = Vec::new();
            self.sent = 0;
            self.emptied = self.emptied.wrapping_add(1);
        }
    }
}

impl Connection {
    /// Writes the handshake's messages to the transport.
    pub(crate) fn flush_flight(&self) -> Io<()> {
        const SMALL: usize = 4096;
        self.transport.flight().begin_flush();
        self.state.wait_for(Want::Writing);
        loop {
            let left = self.transport.flight().unsent();
            match left {
                0 => break,
                1..=SMALL => self.write_flight::<SMALL>()?,
                _ => self.write_flight::<MAX_PLAINTEXT>()?,
            }
        }
        let flushed = self.with_writer(Bio::flush);
        if let Some(stop) = flushed.filter(|flushed| *flushed <= 0) {
            let handshaking = self.state.in_handshake_call();
            self.transport.flight().note_refused_flush(handshaking);
            return Err(Stop(stop as libc::c_int));
        }
        self.transport.flight().end_flush();
        self.state.wait_for(Want::Nothing);
        Ok(())
    }

    /// Writes once to the transport, at most `MOST` bytes of the flight.
    #[inline(never)]
    fn write_flight<const MOST: usize>(&self) -> Io<()> {
        let mut copy = [0; MOST];
        let (length, position) = self.transport.flight().copy(&mut copy);
        err::clear_errno();
        let written = self.with_writer(|bio| bio.write(&copy[..length]));
        let length = written.ok_or(Stop(-1))?.map_err(Stop)?;
        self.transport.flight().taken(&position, length);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(flight: &Flight, most: usize) -> (Vec<u8>, Position) {
        let mut out = vec![0; most];
        let (length, position) = flight.copy(&mut out);
        (out[..length].to_vec(), position)
    }

    #[test]
    fn what_is_copied_stays_until_it_is_taken() {
        let flight = Flight::default();
        flight.push(b"");
        assert!(flight.is_empty());
        flight.push(b"hello");
        // This call never returns.
        assert_eq!(next(&flight, 3).0, b"hel");
        let (part, position) = next(&flight, 99);
        flight.push(b" world");
        assert_eq!(part, b"hello");
        flight.taken(&position, 2);
        let (part, position) = next(&flight, 99);
        assert_eq!((part.as_slice(), flight.unsent()), (&b"llo world"[..], 9));
        flight.taken(&position, 9);
        assert!(flight.is_empty());
    }

    #[test]
    fn what_two_calls_were_given_is_sent_once() {
        let flight = Flight::default();
        flight.push(b"hello");
        let (outer, inner) = (next(&flight, 99).1, next(&flight, 99).1);
        flight.taken(&inner, 3);
        flight.taken(&outer, 2);
        assert_eq!(next(&flight, 99).0, b"lo");
        flight.taken(&inner, 5);
        flight.push(b"next");
        flight.taken(&outer, 5);
        assert_eq!(next(&flight, 99).0, b"next");
    }

    #[test]
    fn the_rest_can_be_dropped() {
        let flight = Flight::default();
        flight.drop_rest();
        flight.push(b"hello");
        let position = next(&flight, 99).1;
        flight.taken(&position, 2);
        flight.drop_rest();
        assert!(flight.is_empty());
    }
}
