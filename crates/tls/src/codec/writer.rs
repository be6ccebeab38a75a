//! Puts bytes together.

use crate::error::Fatal;

/// A vector is longer than its length field can express.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Overflow;

impl From<Overflow> for Fatal {
    fn from(_: Overflow) -> Fatal {
        Fatal::INTERNAL
    }
}

/// Goes on behind bytes that are there already.
impl From<Vec<u8>> for Writer {
    fn from(bytes: Vec<u8>) -> Writer {
        Writer {
            bytes,
            open: Vec::new(),
            overflow: false,
        }
    }
}

/// A message under construction.
///
/// A vector's length is filled in when the vector ends. [`Writer::finish`] reports a length that does not
/// fit, so callers need no check in between.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
    /// Where the vectors start that have not ended yet, and how wide their lengths are.
    open: Vec<(usize, usize)>,
    overflow: bool,
}

impl Writer {
    pub fn new() -> Writer {
        Writer::default()
    }

    pub fn u8(&mut self, number: u8) {
        self.bytes.push(number);
    }

    pub fn u16(&mut self, number: u16) {
        self.bytes(&number.to_be_bytes());
    }

    /// Writes 24 bits; a larger number is an overflow.
    pub fn u24(&mut self, number: u32) {
        let [high, bytes @ ..] = number.to_be_bytes();
        self.overflow |= high != 0;
        self.bytes(&bytes);
    }

    pub fn u32(&mut self, number: u32) {
        self.bytes(&number.to_be_bytes());
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// A vector of up to 2^8 - 1 bytes, whose content `write` writes.
    pub fn vec8<T>(&mut self, write: impl FnOnce(&mut Writer) -> T) -> T {
        self.vector(1, false, write)
    }

    /// A vector of up to 2^16 - 1 bytes.
    pub fn vec16<T>(&mut self, write: impl FnOnce(&mut Writer) -> T) -> T {
        self.vector(2, false, write)
    }

    /// A vector of up to 2^24 - 1 bytes.
    pub fn vec24<T>(&mut self, write: impl FnOnce(&mut Writer) -> T) -> T {
        self.vector(3, false, write)
    }

    /// A vector of up to 2^16 - 1 bytes. If it is empty, its length is not written either.
    pub fn vec16_abandon_if_empty<T>(&mut self, write: impl FnOnce(&mut Writer) -> T) -> T {
        self.vector(2, true, write)
    }

    /// Replaces bytes that were written at `at`: binders and lengths that are known only later.
    /// Bytes that were not written yet are an overflow.
    pub fn fill(&mut self, at: usize, bytes: &[u8]) {
        let end = at.saturating_add(bytes.len());
        match self.bytes.get_mut(at..end) {
            Some(place) => place.copy_from_slice(bytes),
            None => self.overflow = true,
        }
    }

    /// Fills in the lengths of the vectors that have not ended yet, as if they did (`WPACKET_fill_lengths`).
    pub fn fill_lengths(&mut self) {
        for index in 0..self.open.len() {
            let (start, width) = self.open[index];
            self.fill_length(start, width);
        }
    }

    /// What was written so far. The lengths of vectors that have not ended yet are 0, unless they were filled in.
    pub fn written(&self) -> &[u8] {
        &self.bytes
    }

    /// How many bytes were written.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What was written.
    pub fn finish(self) -> Result<Vec<u8>, Overflow> {
        match self.overflow {
            true => Err(Overflow),
            false => Ok(self.bytes),
        }
    }

    fn vector<T>(
        &mut self,
        width: usize,
        abandon_if_empty: bool,
        write: impl FnOnce(&mut Writer) -> T,
    ) -> T {
        let start = self.bytes.len();
        self.bytes.resize(start + width, 0);
        self.open.push((start, width));
        let result = write(self);
        self.open.pop();
        match abandon_if_empty && self.bytes.len() == start + width {
            true => self.bytes.truncate(start),
            false => self.fill_length(start, width),
        }
        result
    }

    /// The length of a vector that ends here.
    fn fill_length(&mut self, start: usize, width: usize) {
        let length = (self.bytes.len() - start - width).to_be_bytes();
        let (unused, length) = length.split_at(length.len() - width);
        self.overflow |= unused.iter().any(|byte| *byte != 0);
        self.bytes[start..start + width].copy_from_slice(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Writer)) -> Result<Vec<u8>, Overflow> {
        let mut writer = Writer::new();
        write(&mut writer);
        writer.finish()
    }

    #[test]
    fn numbers_are_big_endian() {
        let bytes = written(|w| {
            w.u8(1);
            w.u16(0x0203);
            w.u24(0x0004_0506);
            w.u32(0x0708_090a);
            w.bytes(&[11]);
            assert_eq!(w.len(), 11);
        });
        assert_eq!(bytes, Ok(vec![1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
        assert_eq!(written(|w| w.u24(1 << 24)), Err(Overflow));
    }

    #[test]
    fn vectors_nest() {
        let bytes = written(|w| {
            w.vec24(|w| {
                w.vec16(|w| w.vec8(|w| w.bytes(&[8, 9])));
                w.u8(7);
            });
        });
        assert_eq!(bytes, Ok(vec![0, 0, 6, 0, 3, 2, 8, 9, 7]));
    }

    #[test]
    fn a_vector_gives_back_what_was_made_in_it() {
        let mut writer = Writer::new();
        let result: Result<(), u8> = writer.vec8(|_| Err(3));
        assert_eq!(result, Err(3));
    }

    #[test]
    fn an_empty_vector_is_written_unless_it_is_to_be_abandoned() {
        assert_eq!(written(|w| w.vec16(|_| ())), Ok(vec![0, 0]));
        assert_eq!(written(|w| w.vec16_abandon_if_empty(|_| ())), Ok(vec![]));
        let one = written(|w| w.vec16_abandon_if_empty(|w| w.u8(5)));
        assert_eq!(one, Ok(vec![0, 1, 5]));
        let inner = written(|w| w.vec8(|w| w.vec16_abandon_if_empty(|_| ())));
        assert_eq!(inner, Ok(vec![0]));
    }

    #[test]
    fn a_vector_is_as_long_as_its_length_can_say() {
        let of = |length: usize| move |w: &mut Writer| w.bytes(&vec![0; length]);
        assert!(written(|w| w.vec8(of(255))).is_ok());
        assert_eq!(written(|w| w.vec8(of(256))), Err(Overflow));
        assert!(written(|w| w.vec16(of(65_535))).is_ok());
        assert_eq!(written(|w| w.vec16(of(65_536))), Err(Overflow));
        assert!(written(|w| w.vec24(of((1 << 24) - 1))).is_ok());
        assert_eq!(written(|w| w.vec24(of(1 << 24))), Err(Overflow));
    }

    #[test]
    fn a_writer_goes_on_behind_what_is_there() {
        let mut writer = Writer::from(vec![9]);
        writer.vec8(|w| w.u8(5));
        assert_eq!(writer.finish(), Ok(vec![9, 1, 5]));
    }

    #[test]
    fn bytes_are_filled_in_later() {
        let mut writer = Writer::new();
        writer.vec8(|w| {
            let at = w.len();
            w.bytes(&[0; 3]);
            assert_eq!(w.written(), [0, 0, 0, 0]);
            w.fill(at + 1, &[7, 8]);
        });
        assert_eq!(writer.finish(), Ok(vec![3, 0, 7, 8]));
        assert_eq!(written(|w| w.fill(0, &[])), Ok(vec![]));
        assert_eq!(written(|w| w.fill(0, &[1])), Err(Overflow));
        assert_eq!(written(|w| w.fill(usize::MAX, &[1])), Err(Overflow));
    }

    #[test]
    fn lengths_are_filled_in_before_the_end() {
        let bytes = written(|w| {
            w.vec16(|w| {
                w.vec8(|w| {
                    w.u8(7);
                    w.fill_lengths();
                    assert_eq!(w.written(), [0, 2, 1, 7]);
                    w.u8(8);
                });
            });
        });
        assert_eq!(bytes, Ok(vec![0, 3, 2, 7, 8]));
    }

    #[test]
    fn an_overflow_inside_is_one_outside() {
        let bytes = written(|w| w.vec24(|w| w.vec8(|w| w.bytes(&[0; 300]))));
        assert_eq!(bytes, Err(Overflow));
    }
}
