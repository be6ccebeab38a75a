//! Sealed messages on their way to the transport.

use std::ops::Deref;
use std::rc::Rc;

/// Records that the transport has not taken yet. They stay while it is given them, since the call may
/// add more, begin anew, or never come back.
#[derive(Default)]
pub struct Flight {
    bytes: Option<Rc<Vec<u8>>>,
    /// How many of the bytes are sent.
    sent: usize,
    /// How often all of them were sent.
    emptied: u32,
}

/// What the transport is being given.
pub struct Part {
    bytes: Rc<Vec<u8>>,
    start: usize,
    /// Which flight it belongs to.
    emptied: u32,
}

impl Deref for Part {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

impl Flight {
    pub fn is_empty(&self) -> bool {
        self.bytes.is_none()
    }

    /// Adds records behind those that are there.
    pub fn push(&mut self, records: &[u8]) {
        if !records.is_empty() {
            let bytes = self.bytes.get_or_insert_with(Rc::default);
            Rc::make_mut(bytes).extend_from_slice(records);
        }
    }

    /// All that is not sent, for the transport; `None` if there is nothing.
    pub fn lend(&self) -> Option<Part> {
        Some(Part {
            bytes: self.bytes.clone()?,
            start: self.sent,
            emptied: self.emptied,
        })
    }

    /// Says that the transport has taken the first `length` bytes of a part.
    pub fn taken(&mut self, part: &Part, length: usize) {
        if part.emptied == self.emptied {
            self.skip_to(part.start + length);
        }
    }

    /// Drops all that is not sent.
    pub fn drop_rest(&mut self) {
        if let Some(part) = self.lend() {
            self.taken(&part, part.len());
        }
    }

    fn skip_to(&mut self, position: usize) {
        self.sent = self.sent.max(position);
        if self
            .bytes
            .as_ref()
            .is_some_and(|bytes| self.sent >= bytes.len())
        {
            self.bytes = None;
            self.sent = 0;
            self.emptied = self.emptied.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lent_stays_until_it_is_taken() {
        let mut flight = Flight::default();
        assert!(flight.is_empty() && flight.lend().is_none());
        flight.push(b"");
        assert!(flight.is_empty());
        flight.push(b"hello");
        // This call never comes back.
        std::mem::forget(flight.lend());
        let part = flight.lend().unwrap();
        flight.push(b" world");
        assert_eq!(&part[..], b"hello");
        flight.taken(&part, 2);
        let rest = flight.lend().unwrap();
        assert_eq!(&rest[..], b"llo world");
        flight.taken(&rest, 9);
        assert!(flight.is_empty());
    }

    #[test]
    fn what_two_calls_were_given_is_sent_once() {
        let mut flight = Flight::default();
        flight.push(b"hello");
        let (outer, inner) = (flight.lend().unwrap(), flight.lend().unwrap());
        flight.taken(&inner, 3);
        flight.taken(&outer, 2);
        assert_eq!(&flight.lend().unwrap()[..], b"lo");
        flight.taken(&inner, 5);
        flight.push(b"next");
        flight.taken(&outer, 5);
        assert_eq!(&flight.lend().unwrap()[..], b"next");
    }

    #[test]
    fn the_rest_can_be_dropped() {
        let mut flight = Flight::default();
        flight.drop_rest();
        flight.push(b"hello");
        let lent = flight.lend().unwrap();
        flight.taken(&lent, 2);
        flight.drop_rest();
        assert!(flight.is_empty());
    }
}
