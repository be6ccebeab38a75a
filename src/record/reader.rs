//! The receiving side: input bytes in, records out.
//!
//! The caller's loop, for one read of the application:
//!
//! ```text
//! loop {
//!     match reader.next_record()? {
//!         Some(record) => act on record.content_type and reader.data(), then reader.read(…)
//!                         for application data or reader.discard() for the rest
//!         None => { let mut end = reader.lend_input()?; let n = transport.read(&mut end); reader.filled(end, n) }
//!     }
//! }
//! ```

use std::mem;
use std::ops::Range;

use zeroize::Zeroize;

use super::{
    alert, buffer, ContentType, Header, Protocol, RecordKey, Rules, Violation, HEADER_LEN,
    MAX_PLAINTEXT,
};
use crate::error::reason::Reason;
use crate::input_buffer::{InputBuffer, Loan};

/// Records without content that may follow one another.
const MAX_EMPTY_RECORDS: u32 = 32;

/// OpenSSL starts its records 3 bytes into the buffer, so that bodies are aligned; a transport
/// is asked for that much less.
const ALIGNMENT: usize = 3;

/// A received record. Its content is [`Reader::data`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// The content's type; with TLS 1.3 the inner one.
    pub content_type: ContentType,
    /// The header as it was on the wire.
    pub header: Header,
}

/// What [`Reader::next_record_into`] found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// All of an application data record's content, put at the start of the caller's buffer;
    /// this many bytes, which may be 0. The record is read.
    Data(usize),
    /// A record whose content is still to be read from the [`Reader`].
    Record(Record),
    /// More input is needed.
    Nothing,
}

/// Takes input bytes in, splits them into records and removes the protection.
///
/// It holds a buffer of 16 KiB only while there are bytes in it.
#[derive(Debug)]
pub struct Reader {
    /// Empty, or as long as any record, but for what is lent.
    buffer: InputBuffer,
    /// Input that belongs to no record yet, including the header below.
    input: Range<usize>,
    /// The checked header at the start of `input`, while its body is incomplete.
    header: Option<Header>,
    /// The current record, unless it has been read.
    current: Option<Record>,
    /// What is left of the current record's content.
    content: Range<usize>,
    rules: Rules,
    key: Option<RecordKey>,
    checks: ContentChecks,
    read_ahead: bool,
    cleanse: bool,
}

impl Reader {
    /// A reader for unprotected records, before the first byte of a connection.
    pub fn new(server: bool) -> Self {
        Reader {
            buffer: InputBuffer::default(),
            input: 0..0,
            header: None,
            current: None,
            content: 0..0,
            rules: Rules::start(server),
            key: None,
            checks: ContentChecks {
                max_fragment: MAX_PLAINTEXT,
                empty_records: 0,
            },
            read_ahead: false,
            cleanse: false,
        }
    }

    /// A reader for the records after a handshake that was read elsewhere. `input` is what the
    /// handshake received but did not use.
    #[cfg(test)]
    pub fn established(server: bool, key: RecordKey, input: &[u8]) -> Self {
        let mut reader = Reader::new(server);
        reader.rules = Rules::established(server, key.protocol());
        reader.key = Some(key);
        reader.push_input(input).expect("memory");
        reader
    }

    /// Goes on with the records after the handshake, which this reader has delivered raw.
    pub fn handshake_done(&mut self, key: RecordKey) {
        self.rules = Rules {
            buffer_len: self.rules.buffer_len,
            ..Rules::established(self.rules.server, key.protocol())
        };
        self.key = Some(key);
        self.release();
    }

    /// What the next header has to satisfy.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// To follow the handshake. A header that has been accepted is not checked again.
    pub fn rules_mut(&mut self) -> &mut Rules {
        &mut self.rules
    }

    /// Replaces the key, from the next record on. `None` reads unprotected records.
    pub fn set_key(&mut self, key: Option<RecordKey>) {
        self.rules.encrypted = key.is_some();
        self.key = key;
    }

    /// The key, for its sequence number and limits.
    pub fn key(&self) -> Option<&RecordKey> {
        self.key.as_ref()
    }

    /// Gives back what was made of the key, where hardly another record is to be expected.
    pub fn release_key(&mut self) {
        if let Some(key) = &mut self.key {
            key.release();
        }
    }

    /// Whether the transport may be asked for more than the record needs (SSL_set_read_ahead).
    pub fn set_read_ahead(&mut self, read_ahead: bool) {
        self.read_ahead = read_ahead;
    }

    /// The size of the input buffer in bytes, if larger than the usual one
    /// (SSL_set_default_read_buffer_len). It counts from the next buffer on.
    pub fn set_buffer_len(&mut self, len: usize) {
        self.rules.buffer_len = len.max(buffer::STANDARD_LEN);
    }

    /// The most content that a record may have, in bytes: less than 16384 with the
    /// max_fragment_length extension (RFC 6066 section 4).
    pub fn set_max_fragment(&mut self, len: usize) {
        self.checks.max_fragment = len.min(MAX_PLAINTEXT);
    }

    /// Whether content is wiped as soon as it has been read (SSL_OP_CLEANSE_PLAINTEXT).
    pub fn set_cleanse(&mut self, cleanse: bool) {
        self.cleanse = cleanse;
    }

    /// Bytes that are missing before [`Reader::next_record`] can give something new: first the
    /// rest of a header, then exactly the rest of its body. 0 if it can now.
    pub fn needed(&self) -> usize {
        if self.current.is_some() {
            return 0;
        }
        let wanted = HEADER_LEN + self.header.map_or(0, |header| header.length);
        wanted.saturating_sub(self.input.len())
    }

    /// Where to put the next input, exactly as long as what the transport is to be asked for:
    /// [`Reader::needed`] bytes, or more with read_ahead. To be followed by [`Reader::filled`]. What is
    /// there already stays, and the reader may be used meanwhile. Fails when memory is out.
    pub fn lend_input(&mut self) -> Result<Loan, Violation> {
        let needed = self.needed();
        self.reserve(needed)?;
        let end = self.input.end;
        // Like OpenSSL, which reads ahead where a record begins, but not within its body.
        let wanted = if self.read_ahead && self.header.is_none() {
            let capacity = self.buffer.len().saturating_sub(ALIGNMENT);
            capacity.saturating_sub(end).max(needed)
        } else {
            needed
        };
        self.buffer.lend(end..end + wanted).ok_or(OUT_OF_MEMORY)
    }

    /// Says that `len` bytes have been put at the start of what was lent. To be called after a failed
    /// read too, with 0: then an unused buffer is given back.
    pub fn filled(&mut self, loan: Loan, len: usize) -> Result<(), Violation> {
        match self.buffer.take_back(loan) {
            Ok(()) => self.input.end = (self.input.end + len).min(self.buffer.len()),
            // The reader was used meanwhile, and has another buffer.
            Err(loan) => self.push_input(&loan[..len.min(loan.len())])?,
        }
        if len == 0 {
            self.release();
        }
        Ok(())
    }

    /// Adds input that was received elsewhere. Fails when memory is out.
    pub fn push_input(&mut self, bytes: &[u8]) -> Result<(), Violation> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.reserve(bytes.len())?;
        let end = self.input.end + bytes.len();
        self.buffer[self.input.end..end].copy_from_slice(bytes);
        self.input.end = end;
        Ok(())
    }

    /// Takes all the input that is in no record yet, for another to process.
    pub fn take_input(&mut self) -> Vec<u8> {
        let input = self.buffer[self.input.clone()].to_vec();
        self.header = None;
        self.input.end = self.input.start;
        self.release();
        input
    }

    /// The current record if it has not been read yet, otherwise the next one if all of it is
    /// there. `None`: more input is needed.
    ///
    /// An empty record is a record too: the caller discards it and goes on, and after 32 in a
    /// row an error follows.
    pub fn next_record(&mut self) -> Result<Option<Record>, Violation> {
        while self.current.is_none() {
            let Some((header, body)) = self.take_body()? else {
                return Ok(None);
            };
            self.open(header, body)?;
        }
        Ok(self.current)
    }

    /// Like [`Reader::next_record`], but decrypts an application data record straight into
    /// `out` if that has room for the whole plaintext, with TLS 1.3 its content type and
    /// padding included. Bytes of `out` behind the content are left alone, unless the record is padded.
    pub fn next_record_into(&mut self, out: &mut [u8]) -> Result<Received, Violation> {
        while self.current.is_none() {
            let Some((header, body)) = self.take_body()? else {
                return Ok(Received::Nothing);
            };
            let Some(key) = self.key.as_mut().filter(|key| {
                header.content_type == ContentType::ApplicationData
                    && key
                        .plaintext_len(body.len())
                        .is_some_and(|len| len <= out.len())
            }) else {
                self.open(header, body)?;
                continue;
            };
            let last = key
                .plaintext_len(body.len())
                .and_then(|len| out.get(len.checked_sub(1)?));
            let last = last.copied();
            let len = key.open_into(&header, &self.buffer[body.clone()], out)?;
            let tls13 = key.protocol() == Protocol::Tls13;
            let (content_type, content) =
                self.checks
                    .inspect(tls13, tls13, header.content_type, &out[..len])?;
            if content_type == ContentType::ApplicationData {
                if let (true, Some(last)) = (content < len, last) {
                    out[len - 1] = last;
                }
                self.release();
                return Ok(Received::Data(content));
            }
            // Not the application's: it goes to where next_record would have put it.
            self.content = body.start..body.start + content;
            self.buffer[self.content.clone()].copy_from_slice(&out[..content]);
            out[..len].zeroize();
            self.current = Some(Record {
                content_type,
                header,
            });
        }
        Ok(self.current.map_or(Received::Nothing, Received::Record))
    }

    /// The next record as it is on the wire, header and body, if all of it is there. The header
    /// has been checked; nothing is decrypted. For a handshake that keeps its own keys. After 32
    /// records without a body in a row an error follows.
    pub fn next_raw(&mut self) -> Result<Option<&[u8]>, Violation> {
        let Some((header, body)) = self.take_body()? else {
            return Ok(None);
        };
        if header.length == 0 {
            self.checks.count_empty(Reason::RECORD_TOO_SMALL)?;
        } else {
            self.checks.empty_records = 0;
        }
        Ok(Some(&self.buffer[body.start - HEADER_LEN..body.end]))
    }

    /// What is left of the current record's content.
    pub fn data(&self) -> &[u8] {
        &self.buffer[self.content.clone()]
    }

    /// Copies as much of the current record's content as `out` takes and returns how much that
    /// is. Unless `peek` is set, it is gone then; an empty record is gone in any case.
    pub fn read(&mut self, out: &mut [u8], peek: bool) -> usize {
        let len = out.len().min(self.content.len());
        out[..len].copy_from_slice(&self.data()[..len]);
        if !peek || self.content.is_empty() {
            self.consume(len);
        }
        len
    }

    /// Drops the first `len` bytes of the current record's content, and the record with the
    /// last of them.
    pub fn consume(&mut self, len: usize) {
        let end = self.content.start + len.min(self.content.len());
        if self.cleanse {
            self.buffer[self.content.start..end].zeroize();
        }
        self.content.start = end;
        if self.content.is_empty() {
            self.current = None;
            self.release();
        }
    }

    /// Drops the current record with what is left of its content.
    pub fn discard(&mut self) {
        self.consume(self.content.len());
    }

    /// Bytes of application data that can be read without further input (SSL_pending).
    pub fn pending(&self) -> usize {
        match self.current {
            Some(record) if record.content_type == ContentType::ApplicationData => {
                self.content.len()
            }
            _ => 0,
        }
    }

    /// Whether there is a record that has not been read, of any type, or input that has not
    /// been processed (SSL_has_pending).
    pub fn has_pending(&self) -> bool {
        self.current.is_some() || self.unprocessed() != 0
    }

    /// Whether there is a record that has not been read, of any type.
    pub fn has_record(&self) -> bool {
        self.current.is_some()
    }

    /// Bytes of input that have not been processed. A header counts until it is complete.
    pub fn unprocessed(&self) -> usize {
        self.input.len() - self.header.map_or(0, |_| HEADER_LEN)
    }

    /// Whether a record's header has been read and its body has not (SSL_rstate_string: "RB").
    pub fn in_body(&self) -> bool {
        self.header.is_some()
    }

    /// Gives the buffer back if there is nothing in it. That happens by itself after
    /// [`Reader::filled`] with 0 and when a record has been read.
    pub fn release(&mut self) {
        if self.current.is_none() && self.input.is_empty() {
            self.input = 0..0;
            self.content = 0..0;
            buffer::give_input(mem::take(&mut self.buffer));
        }
    }

    /// Makes room for `len` more bytes of input, moving what is there to the front if need be, and to
    /// another buffer if the end of this one is lent or it is too short.
    fn reserve(&mut self, len: usize) -> Result<(), Violation> {
        // Content that is still to be read stays in place, in front of the input.
        let front = match self.current {
            Some(_) => self.content.start,
            None => self.input.start,
        };
        let used = self.input.end - front;
        if self.buffer.is_lent() || used + len > self.buffer.len() {
            let least = self.rules.buffer_len.max(used + len);
            let mut buffer = buffer::take_input(least).ok_or(OUT_OF_MEMORY)?;
            buffer[..used].copy_from_slice(&self.buffer[front..self.input.end]);
            buffer::give_input(mem::replace(&mut self.buffer, buffer));
            self.move_to_front(front);
            return Ok(());
        }
        let capacity = self.buffer.len().saturating_sub(ALIGNMENT);
        let reading_ahead = self.read_ahead && self.header.is_none();
        if front != 0 && (used == 0 || reading_ahead || self.input.end + len > capacity) {
            self.buffer.copy_within(front..self.input.end, 0);
            self.move_to_front(front);
        }
        Ok(())
    }

    /// The bytes that were at `front` are at the start of the buffer now.
    fn move_to_front(&mut self, front: usize) {
        self.input = self.input.start - front..self.input.end - front;
        if self.current.is_some() {
            self.content = self.content.start - front..self.content.end - front;
        }
    }

    /// The next record's header and where its body is, if all of it is there; the input begins
    /// behind it then.
    fn take_body(&mut self) -> Result<Option<(Header, Range<usize>)>, Violation> {
        let header = match self.header {
            Some(header) => header,
            None => {
                let Some((&bytes, _)) =
                    self.buffer[self.input.clone()].split_first_chunk::<HEADER_LEN>()
                else {
                    return Ok(None);
                };
                let header = self.rules.check(bytes)?;
                self.header = Some(header);
                header
            }
        };
        let start = self.input.start + HEADER_LEN;
        let end = start + header.length;
        if end > self.input.end {
            return Ok(None);
        }
        self.header = None;
        self.rules.first_record = false;
        self.input.start = end;
        Ok(Some((header, start..end)))
    }

    /// Makes a record the current one.
    fn open(&mut self, header: Header, body: Range<usize>) -> Result<(), Violation> {
        let tls13 = self.rules.protocol == Some(Protocol::Tls13);
        if tls13 && self.rules.in_handshake && header.content_type == ContentType::ChangeCipherSpec
        {
            return self.skip_change_cipher_spec(body);
        }
        // The header check has decided whether this alert may be unprotected.
        let plaintext_alert = tls13 && header.content_type == ContentType::Alert;
        let mut plaintext = body.clone();
        let mut inner_type = false;
        if let Some(key) = self.key.as_mut().filter(|_| !plaintext_alert) {
            let range = key.open(&header, &mut self.buffer[body.clone()])?;
            plaintext = body.start + range.start..body.start + range.end;
            inner_type = tls13;
        }
        let (content_type, len) = self.checks.inspect(
            tls13,
            inner_type,
            header.content_type,
            &self.buffer[plaintext.clone()],
        )?;
        self.content = plaintext.start..plaintext.start + len;
        self.current = Some(Record {
            content_type,
            header,
        });
        Ok(())
    }

    /// TLS 1.3 during the handshake: counts as an empty record and is not shown to anybody.
    fn skip_change_cipher_spec(&mut self, body: Range<usize>) -> Result<(), Violation> {
        if self.buffer[body] != [1] {
            return Err(Violation::new(
                alert::ILLEGAL_PARAMETER,
                Reason::INVALID_CCS_MESSAGE,
            ));
        }
        self.checks.count_empty(Reason::UNEXPECTED_CCS_MESSAGE)
    }
}

/// The checks on what a record turns out to carry.
#[derive(Debug)]
struct ContentChecks {
    max_fragment: usize,
    empty_records: u32,
}

impl ContentChecks {
    /// Finds type and length of the content in a plaintext. With `inner_type` the plaintext
    /// ends with its content type and padding.
    fn inspect(
        &mut self,
        tls13: bool,
        inner_type: bool,
        outer: ContentType,
        plaintext: &[u8],
    ) -> Result<(ContentType, usize), Violation> {
        let unexpected = |reason| Err(Violation::new(alert::UNEXPECTED_MESSAGE, reason));
        let mut content_type = outer;
        let mut len = plaintext.len();
        if inner_type {
            // RFC 8446 section 5.4: the last byte that is not 0 is the type.
            len = plaintext.iter().rposition(|&byte| byte != 0).unwrap_or(0);
            content_type = plaintext.get(len).copied().unwrap_or(0).into();
            if !matches!(
                content_type,
                ContentType::ApplicationData | ContentType::Alert | ContentType::Handshake
            ) {
                return unexpected(Reason::BAD_RECORD_TYPE);
            }
        }
        if tls13 && len == 0 && matches!(content_type, ContentType::Handshake | ContentType::Alert)
        {
            return unexpected(Reason::BAD_LENGTH);
        }
        if len > self.max_fragment {
            return Err(Violation::new(
                alert::RECORD_OVERFLOW,
                Reason::DATA_LENGTH_TOO_LONG,
            ));
        }
        if len == 0 {
            self.count_empty(Reason::RECORD_TOO_SMALL)?;
        } else {
            self.empty_records = 0;
        }
        Ok((content_type, len))
    }

    fn count_empty(&mut self, too_many: Reason) -> Result<(), Violation> {
        self.empty_records += 1;
        if self.empty_records > MAX_EMPTY_RECORDS {
            return Err(Violation::new(alert::UNEXPECTED_MESSAGE, too_many));
        }
        Ok(())
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut buffer = mem::take(&mut self.buffer);
        if self.cleanse {
            buffer.zeroize();
        }
        buffer::give_input(buffer);
    }
}

/// OpenSSL sends no alert where it has no memory for a record.
const OUT_OF_MEMORY: Violation = Violation::silent(Reason::ERR_R_MALLOC_FAILURE);
