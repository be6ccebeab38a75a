//! Sealed messages on their way to the transport.

/// Records that the transport has not taken yet. They stay while it is given a copy, since the call may
/// add more, begin anew, or never come back.
#[derive(Default)]
pub struct Flight {
    bytes: Vec<u8>,
    /// How many of the bytes are sent.
    sent: usize,
    /// How often all of them were sent.
    emptied: u32,
}

/// Where in a flight something begins.
pub struct Position {
    sent: usize,
    /// Which flight it belongs to.
    emptied: u32,
}

impl Flight {
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What is not sent.
    pub fn unsent(&self) -> &[u8] {
        &self.bytes[self.sent..]
    }

    /// Adds records behind those that are there.
    pub fn push(&mut self, records: &[u8]) {
        self.bytes.extend_from_slice(records);
    }

    /// Copies what is to be sent next, as much as there is room for, and says how much and from where.
    pub fn copy(&self, out: &mut [u8]) -> (usize, Position) {
        let length = self.unsent().len().min(out.len());
        out[..length].copy_from_slice(&self.unsent()[..length]);
        let position = Position {
            sent: self.sent,
            emptied: self.emptied,
        };
        (length, position)
    }

    /// Says that the transport has taken so many bytes from there on.
    pub fn taken(&mut self, from: &Position, length: usize) {
        if from.emptied == self.emptied {
            self.skip_to(from.sent + length);
        }
    }

    /// Drops all that is not sent.
    pub fn drop_rest(&mut self) {
        self.skip_to(self.bytes.len());
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
        let mut flight = Flight::default();
        flight.push(b"");
        assert!(flight.is_empty());
        flight.push(b"hello");
        // This call never comes back.
        assert_eq!(next(&flight, 3).0, b"hel");
        let (part, position) = next(&flight, 99);
        flight.push(b" world");
        assert_eq!(part, b"hello");
        flight.taken(&position, 2);
        let (part, position) = next(&flight, 99);
        assert_eq!(
            (part.as_slice(), flight.unsent().len()),
            (&b"llo world"[..], 9)
        );
        flight.taken(&position, 9);
        assert!(flight.is_empty());
    }

    #[test]
    fn what_two_calls_were_given_is_sent_once() {
        let mut flight = Flight::default();
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
        let mut flight = Flight::default();
        flight.drop_rest();
        flight.push(b"hello");
        let position = next(&flight, 99).1;
        flight.taken(&position, 2);
        flight.drop_rest();
        assert!(flight.is_empty());
    }
}
