//! Reads DER and whatever else OpenSSL's decoder (`tasn_dec.c`) accepts: lengths in any form, elements of
//! indefinite length, constructed strings.

use std::borrow::Cow;

/// Why bytes are malformed: libcrypto's reason (`ASN1_R_*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DerError(pub u32);

impl DerError {
    const EXPLICIT_LENGTH_MISMATCH: DerError = DerError(119);
    const EXPLICIT_TAG_NOT_CONSTRUCTED: DerError = DerError(120);
    const FIELD_MISSING: DerError = DerError(121);
    const HEADER_TOO_LONG: DerError = DerError(123);
    const MISSING_EOC: DerError = DerError(137);
    const TOO_SMALL: DerError = DerError(224);
    const SEQUENCE_LENGTH_MISMATCH: DerError = DerError(148);
    const SEQUENCE_NOT_CONSTRUCTED: DerError = DerError(149);
    const TOO_LONG: DerError = DerError(155);
    const UNEXPECTED_EOC: DerError = DerError(159);
    pub const WRONG_TAG: DerError = DerError(168);
    const TYPE_NOT_PRIMITIVE: DerError = DerError(195);
    const NESTED_STRING: DerError = DerError(197);
    const ILLEGAL_PADDING: DerError = DerError(221);
    const TOO_LARGE: DerError = DerError(223);
    const ILLEGAL_NEGATIVE_VALUE: DerError = DerError(226);
}

/// A tag: the two bits of its class, and its number.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Tag(u8, u32);

const UNIVERSAL: u8 = 0x00;
const CONTEXT: u8 = 0x80;

const INTEGER: Tag = Tag(UNIVERSAL, 2);
const OCTET_STRING: Tag = Tag(UNIVERSAL, 4);
const SEQUENCE: Tag = Tag(UNIVERSAL, 16);

/// The end of an element of indefinite length.
const END: &[u8] = &[0, 0];

/// How deep constructed strings may nest (`ASN1_MAX_STRING_NEST`).
const MAX_NESTING: usize = 5;

struct DerHeader {
    tag: Tag,
    constructed: bool,
    /// `None` for an element of indefinite length.
    length: Option<usize>,
    size: usize,
}

impl DerHeader {
    fn parse(bytes: &[u8]) -> Result<DerHeader, DerError> {
        if bytes.is_empty() {
            return Err(DerError::TOO_SMALL);
        }
        let header = DerHeader::read(bytes).ok_or(DerError::HEADER_TOO_LONG)?;
        match header.length {
            Some(length) if length > bytes.len() - header.size => Err(DerError::TOO_LONG),
            _ => Ok(header),
        }
    }

    fn read(bytes: &[u8]) -> Option<DerHeader> {
        const HIGH_NUMBER: u8 = 0x1f;
        let (&first, mut rest) = bytes.split_first()?;
        let constructed = first & 0x20 != 0;
        let mut number = u32::from(first & HIGH_NUMBER);
        if first & HIGH_NUMBER == HIGH_NUMBER {
            number = 0;
            loop {
                let (&byte, after) = rest.split_first()?;
                rest = after;
                if number > i32::MAX as u32 >> 7 {
                    return None;
                }
                number = number << 7 | u32::from(byte & 0x7f);
                if byte & 0x80 == 0 {
                    break;
                }
            }
        }
        let (&first_of_length, mut rest) = rest.split_first()?;
        let length = match first_of_length {
            0x80 if constructed => None,
            0x80 => return None,
            short @ ..0x80 => Some(usize::from(short)),
            long => {
                let (bytes, after) = rest.split_at_checked(usize::from(long & 0x7f))?;
                rest = after;
                let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                let bytes = &bytes[zeros..];
                if bytes.len() > size_of::<i64>() {
                    return None;
                }
                let length = bytes.iter().fold(0, |n: u64, b| n << 8 | u64::from(*b));
                Some(usize::try_from(i64::try_from(length).ok()?).ok()?)
            }
        };
        Some(DerHeader {
            tag: Tag(first & 0xc0, number),
            constructed,
            length,
            size: bytes.len() - rest.len(),
        })
    }
}

/// The unread content of an element.
pub struct DerReader<'a> {
    rest: &'a [u8],
    /// Whether the element has indefinite length, so that an end marker follows its content.
    indefinite: bool,
}

impl<'a> DerReader<'a> {
    pub fn new(bytes: &'a [u8]) -> DerReader<'a> {
        DerReader {
            rest: bytes,
            indefinite: false,
        }
    }

    /// Number of unread bytes.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    fn at_end(&self) -> bool {
        self.rest.is_empty() || self.indefinite && self.rest.starts_with(END)
    }

    /// Fails unless all content was read; `more` is the error for unread content.
    fn finish(&mut self, more: DerError) -> Result<(), DerError> {
        match (self.indefinite, self.rest.strip_prefix(END)) {
            (true, Some(after)) => self.rest = after,
            (true, None) => return Err(DerError::MISSING_EOC),
            (false, _) if self.rest.is_empty() => {}
            (false, _) => return Err(more),
        }
        Ok(())
    }

    /// Reads the content of the next element, whose header was checked.
    fn enter<T>(
        &mut self,
        header: &DerHeader,
        more: DerError,
        read: impl FnOnce(&mut DerReader<'a>) -> Result<T, DerError>,
    ) -> Result<T, DerError> {
        let content = &self.rest[header.size..];
        let (content, after) = match header.length {
            Some(length) => content.split_at(length),
            None => (content, &[][..]),
        };
        let mut inner = DerReader {
            rest: content,
            indefinite: header.length.is_none(),
        };
        let value = read(&mut inner)?;
        inner.finish(more)?;
        self.rest = match header.length {
            Some(_) => after,
            None => inner.rest,
        };
        Ok(value)
    }

    /// The header of the next element, if it has this tag.
    fn find(&self, tag: Tag) -> Result<Option<DerHeader>, DerError> {
        if self.at_end() {
            return Ok(None);
        }
        if self.rest.starts_with(END) {
            return Err(DerError::UNEXPECTED_EOC);
        }
        Ok(Some(DerHeader::parse(self.rest)?).filter(|header| header.tag == tag))
    }

    fn expect(&self, tag: Tag) -> Result<DerHeader, DerError> {
        let header = DerHeader::parse(self.rest)?;
        match header.tag == tag {
            true => Ok(header),
            false => Err(DerError::WRONG_TAG),
        }
    }

    /// A sequence.
    pub fn sequence<T>(
        &mut self,
        read: impl FnOnce(&mut DerReader<'a>) -> Result<T, DerError>,
    ) -> Result<T, DerError> {
        let header = self.expect(SEQUENCE)?;
        if !header.constructed {
            return Err(DerError::SEQUENCE_NOT_CONSTRUCTED);
        }
        self.enter(&header, DerError::SEQUENCE_LENGTH_MISMATCH, read)
    }

    /// A mandatory field of a sequence.
    pub fn required<T>(
        &mut self,
        read: impl FnOnce(&mut DerReader<'a>) -> Result<T, DerError>,
    ) -> Result<T, DerError> {
        if self.at_end() {
            return Err(DerError::FIELD_MISSING);
        }
        if self.rest.starts_with(END) {
            return Err(DerError::UNEXPECTED_EOC);
        }
        read(self)
    }

    /// The optional field with this number, an element inside an explicit tag.
    pub fn field<T>(
        &mut self,
        number: u32,
        read: impl FnOnce(&mut DerReader<'a>) -> Result<T, DerError>,
    ) -> Result<Option<T>, DerError> {
        let Some(header) = self.find(Tag(CONTEXT, number))? else {
            return Ok(None);
        };
        if !header.constructed {
            return Err(DerError::EXPLICIT_TAG_NOT_CONSTRUCTED);
        }
        let more = DerError::EXPLICIT_LENGTH_MISMATCH;
        self.enter(&header, more, read).map(Some)
    }

    /// As [`DerReader::field`], for the last field of a sequence: nothing may follow.
    pub fn last_field<T>(
        &mut self,
        number: u32,
        read: impl FnOnce(&mut DerReader<'a>) -> Result<T, DerError>,
    ) -> Result<Option<T>, DerError> {
        match self.field(number, read)? {
            None if !self.at_end() => Err(DerError::WRONG_TAG),
            field => Ok(field),
        }
    }

    /// An octet string.
    pub fn octets(&mut self) -> Result<Cow<'a, [u8]>, DerError> {
        let header = self.expect(OCTET_STRING)?;
        self.string(&header)
    }

    /// The optional octet string with this implicit tag.
    pub fn implicit_octets(&mut self, number: u32) -> Result<Option<Cow<'a, [u8]>>, DerError> {
        match self.find(Tag(CONTEXT, number))? {
            Some(header) => self.string(&header).map(Some),
            None => Ok(None),
        }
    }

    fn string(&mut self, header: &DerHeader) -> Result<Cow<'a, [u8]>, DerError> {
        let constructed = header.constructed;
        self.enter(header, DerError::TOO_LONG, |inner| {
            if !constructed {
                return Ok(Cow::Borrowed(std::mem::take(&mut inner.rest)));
            }
            let mut bytes = Vec::new();
            inner.collect(&mut bytes, 0)?;
            Ok(Cow::Owned(bytes))
        })
    }

    /// The parts of a constructed string, of any type.
    fn collect(&mut self, bytes: &mut Vec<u8>, depth: usize) -> Result<(), DerError> {
        while !self.at_end() {
            if self.rest.starts_with(END) {
                return Err(DerError::UNEXPECTED_EOC);
            }
            let header = DerHeader::parse(self.rest)?;
            self.enter(&header, DerError::TOO_LONG, |inner| {
                if !header.constructed {
                    bytes.extend_from_slice(std::mem::take(&mut inner.rest));
                    return Ok(());
                }
                if depth >= MAX_NESTING {
                    return Err(DerError::NESTED_STRING);
                }
                inner.collect(bytes, depth + 1)
            })?;
        }
        Ok(())
    }

    /// One element of any kind, with its header.
    pub fn any(&mut self) -> Result<&'a [u8], DerError> {
        let before = self.rest;
        let mut open = 0;
        loop {
            if let (1.., Some(after)) = (open, self.rest.strip_prefix(END)) {
                self.rest = after;
                open -= 1;
            } else {
                let header = DerHeader::parse(self.rest)?;
                if header.length.is_none() {
                    open += 1;
                }
                self.rest = &self.rest[header.size + header.length.unwrap_or(0)..];
            }
            if open == 0 {
                return Ok(&before[..before.len() - self.rest.len()]);
            }
        }
    }

    fn integer(&mut self) -> Result<i128, DerError> {
        let header = self.expect(INTEGER)?;
        if header.constructed {
            return Err(DerError::TYPE_NOT_PRIMITIVE);
        }
        let content = self.enter(&header, DerError::TOO_LONG, |inner| {
            Ok(std::mem::take(&mut inner.rest))
        })?;
        let sign = match content {
            // Wrong, but OpenSSL used to write 0 like this.
            [] => return Ok(0),
            [first, ..] => first & 0x80,
        };
        let is_padded = match content {
            [0, _, ..] => true,
            [0xff, rest @ ..] => rest.iter().any(|byte| *byte != 0),
            _ => false,
        };
        if is_padded && content.get(1).is_some_and(|second| second & 0x80 == sign) {
            return Err(DerError::ILLEGAL_PADDING);
        }
        if content.len() - usize::from(is_padded) > size_of::<u64>() {
            return Err(DerError::TOO_LARGE);
        }
        let start = if sign != 0 { -1 } else { 0 };
        Ok(content
            .iter()
            .fold(start, |n: i128, b| n << 8 | i128::from(*b)))
    }

    /// `UINT64`
    pub fn unsigned64(&mut self) -> Result<u64, DerError> {
        let value = self.integer()?;
        u64::try_from(value).map_err(|_| DerError::ILLEGAL_NEGATIVE_VALUE)
    }

    /// `INT64`. As in OpenSSL, a number that is too small comes out positive.
    pub fn signed64(&mut self) -> Result<i64, DerError> {
        match self.integer()? {
            value if value > i128::from(i64::MAX) => Err(DerError::TOO_LARGE),
            value => Ok(value as i64),
        }
    }

    /// `UINT32`
    pub fn unsigned32(&mut self) -> Result<u32, DerError> {
        match self.integer()? {
            value if value < 0 => Err(DerError::ILLEGAL_NEGATIVE_VALUE),
            value => u32::try_from(value).map_err(|_| DerError::TOO_LARGE),
        }
    }

    /// `INT32`
    pub fn signed32(&mut self) -> Result<i32, DerError> {
        match self.integer()? {
            value if value < i128::from(i32::MIN) => Err(DerError::TOO_SMALL),
            value => i32::try_from(value).map_err(|_| DerError::TOO_LARGE),
        }
    }
}
