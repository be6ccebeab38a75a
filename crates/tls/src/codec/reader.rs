//! Takes bytes apart. What is read borrows from the message.

use crate::error::{Fatal, Reason};
use crate::registry::alert::AlertDescription;

/// Too few bytes, or too many. The caller chooses the alert and the reason with [`OrFatal::or_fatal`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed;

/// Names the alert and the reason of a check that failed.
pub trait OrFatal<T> {
    fn or_fatal(self, alert: AlertDescription, reason: Reason) -> Result<T, Fatal>;
}

impl<T> OrFatal<T> for Result<T, Malformed> {
    fn or_fatal(self, alert: AlertDescription, reason: Reason) -> Result<T, Fatal> {
        self.map_err(|Malformed| Fatal::new(alert, reason))
    }
}

/// The unread part of a message or vector. A read that fails consumes nothing.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    all: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { all: bytes, at: 0 }
    }

    /// How many bytes were read.
    pub const fn position(&self) -> usize {
        self.at
    }

    /// Whether nothing is left.
    pub const fn is_empty(&self) -> bool {
        self.at == self.all.len()
    }

    pub fn u8(&mut self) -> Result<u8, Malformed> {
        self.array().map(|[byte]| *byte)
    }

    pub fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(|bytes| u16::from_be_bytes(*bytes))
    }

    pub fn u24(&mut self) -> Result<u32, Malformed> {
        let [high, middle, low] = *self.array()?;
        Ok(u32::from_be_bytes([0, high, middle, low]))
    }

    pub fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(|bytes| u32::from_be_bytes(*bytes))
    }

    /// The next `length` bytes.
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let left = &self.all[self.at..];
        let bytes = left.get(..length).ok_or(Malformed)?;
        self.at += length;
        Ok(bytes)
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Malformed> {
        let left = &self.all[self.at..];
        let bytes = left.first_chunk().ok_or(Malformed)?;
        self.at += N;
        Ok(bytes)
    }

    /// A vector of up to 2^8 - 1 bytes.
    pub fn vec8(&mut self) -> Result<&'a [u8], Malformed> {
        self.vector(|reader| reader.u8().map(usize::from))
    }

    /// A vector of up to 2^16 - 1 bytes.
    pub fn vec16(&mut self) -> Result<&'a [u8], Malformed> {
        self.vector(|reader| reader.u16().map(usize::from))
    }

    /// A vector of up to 2^24 - 1 bytes.
    pub fn vec24(&mut self) -> Result<&'a [u8], Malformed> {
        self.vector(|reader| reader.u24().map(|length| length as usize))
    }

    /// A vector of up to 2^8 - 1 bytes that is all there is (`PACKET_as_length_prefixed_1`).
    pub fn only_vec8(mut self) -> Result<&'a [u8], Malformed> {
        let vector = self.vec8()?;
        self.end().map(|()| vector)
    }

    /// A vector of up to 2^16 - 1 bytes that is all there is (`PACKET_as_length_prefixed_2`).
    pub fn only_vec16(mut self) -> Result<&'a [u8], Malformed> {
        let vector = self.vec16()?;
        self.end().map(|()| vector)
    }

    /// Everything that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        let left = &self.all[self.at..];
        self.at = self.all.len();
        left
    }

    /// Fails unless everything was read.
    pub fn end(&self) -> Result<(), Malformed> {
        match self.is_empty() {
            true => Ok(()),
            false => Err(Malformed),
        }
    }

    fn vector(
        &mut self,
        length: impl FnOnce(&mut Self) -> Result<usize, Malformed>,
    ) -> Result<&'a [u8], Malformed> {
        let start = self.at;
        let vector = length(self).and_then(|length| self.bytes(length));
        if vector.is_err() {
            self.at = start;
        }
        vector
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::alert;

    #[test]
    fn numbers_are_big_endian() {
        let mut reader = Reader::new(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(reader.u8(), Ok(1));
        assert_eq!(reader.u16(), Ok(0x0203));
        assert_eq!(reader.u24(), Ok(0x0004_0506));
        assert_eq!(reader.position(), 6);
        assert_eq!(reader.u32(), Ok(0x0708_090a));
        assert_eq!(reader.end(), Ok(()));
        assert_eq!(reader.u8(), Err(Malformed));
    }

    #[test]
    fn vectors_nest() {
        let message = [0, 0, 7, 0, 5, 2, 8, 9, 1, 7];
        let mut outer = Reader::new(&message);
        let mut middle = Reader::new(outer.vec24().unwrap());
        assert!(outer.is_empty());
        let mut inner = Reader::new(middle.vec16().unwrap());
        assert!(middle.end().is_ok());
        assert_eq!(inner.vec8(), Ok(&[8, 9][..]));
        assert_eq!(inner.vec8(), Ok(&[7][..]));
        assert!(inner.is_empty());
    }

    #[test]
    fn what_is_too_short_is_left_as_it_was() {
        for bytes in [&[][..], &[2], &[2, 1]] {
            let mut reader = Reader::new(bytes);
            assert_eq!(reader.vec8(), Err(Malformed));
            assert_eq!(reader.vec16(), Err(Malformed));
            assert_eq!(reader.vec24(), Err(Malformed));
            assert_eq!(reader.bytes(3), Err(Malformed));
            assert_eq!(reader.array::<3>(), Err(Malformed));
            assert_eq!(reader.position(), 0);
            assert_eq!(reader.rest(), bytes);
        }
    }

    #[test]
    fn empty_vectors_are_vectors() {
        let mut reader = Reader::new(&[0, 0, 0, 0, 0, 0]);
        assert_eq!(reader.vec8(), Ok(&[][..]));
        assert_eq!(reader.vec16(), Ok(&[][..]));
        assert_eq!(reader.vec24(), Ok(&[][..]));
        assert_eq!(reader.bytes(0), Ok(&[][..]));
        assert!(reader.rest().is_empty());
    }

    #[test]
    fn a_vector_may_have_to_be_all_there_is() {
        assert_eq!(Reader::new(&[1, 7]).only_vec8(), Ok(&[7][..]));
        assert_eq!(Reader::new(&[0, 1, 7]).only_vec16(), Ok(&[7][..]));
        for bytes in [&[][..], &[1], &[0, 2, 7], &[1, 7, 8], &[0, 1, 7, 8]] {
            assert_eq!(Reader::new(bytes).only_vec8(), Err(Malformed));
            assert_eq!(Reader::new(bytes).only_vec16(), Err(Malformed));
        }
    }

    #[test]
    fn what_is_left_is_malformed() {
        let mut reader = Reader::new(&[1, 2]);
        reader.u8().unwrap();
        assert_eq!(reader.end(), Err(Malformed));
        assert_eq!(reader.rest(), [2]);
        assert_eq!(reader.end(), Ok(()));
    }

    #[test]
    fn the_caller_names_alert_and_reason() {
        let read = |bytes| {
            let (alert, reason) = (alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
            Reader::new(bytes).u16().or_fatal(alert, reason)
        };
        assert_eq!(read(&[1, 0]), Ok(256));
        let expected = Fatal::new(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
        assert_eq!(read(&[1]), Err(expected));
    }
}
