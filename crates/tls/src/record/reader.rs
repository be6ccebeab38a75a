//! The receiving side: input bytes in, records out.
//!
//! The caller's loop, for one read of the application:
//!
//! ```text
//! let mut record = reader.next_record()?;
//! loop {
//!     match record {
//!         Data(n) => n bytes of application data are in `out`
//!         Record(record) => act on record.content_type and reader.data(), then reader.read(…)
//!                           for application data or reader.discard() for the rest
//!         Nothing => read reader.wanted() bytes from the transport into a buffer of the caller's;
//!                    record = reader.receive(&mut buffer[..n], out)?
//!     }
//! }
//! ```
//!
//! The transport fills a buffer of the caller's, and a complete record is opened there. A call of the
//! transport may be abandoned (`longjmp`) or interrupted by another one: the reader's state does not change
//! during the call.

use std::mem;
use std::ops::Range;

use crypto::aead::TAG_LEN;
use zeroize::Zeroize;

use super::{
    alert, buffer, ContentType, Fatal, Protocol, RecordHeader, RecordKey, Rules, HEADER_LEN,
    MAX_PLAINTEXT,
};
use crate::error::reason::Reason;

/// Consecutive records without content that are accepted.
const MAX_EMPTY_RECORDS: u32 = 32;

/// For how many bytes of protection early data may exceed its limit: six records, and a byte for the version of
/// each (`EARLY_DATA_CIPHERTEXT_OVERHEAD`).
const EARLY_DATA_OVERHEAD: usize = 6 * (TAG_LEN + 1) + 2;

/// OpenSSL aligns bodies by starting records 3 bytes into its buffer, and asks the transport for 3 bytes
/// less.
const ALIGNMENT: usize = 3;

/// A received record. Its content is [`RecordReader::data`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// The content's type; with TLS 1.3 the inner one.
    pub content_type: ContentType,
    /// The header as it was on the wire.
    pub header: RecordHeader,
}

/// What [`RecordReader::receive`] found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// All content of an application data record was copied to the start of the caller's buffer: this
    /// many bytes, possibly 0. The record is consumed.
    Data(usize),
    /// A record whose content is still to be read from the [`RecordReader`].
    Record(Record),
    /// More input is needed.
    Nothing,
}

/// Takes input bytes in, splits them into records and removes the protection.
///
/// It holds a buffer only while it has a partial or unread record.
#[derive(Debug)]
pub struct RecordReader {
    /// Empty, or initialised to its end.
    buffer: Vec<u8>,
    /// Unprocessed input in the buffer, without the header below.
    input: Range<usize>,
    /// The checked header in front of `input`, while its body is incomplete.
    header: Option<RecordHeader>,
    /// The last header was refused, and its body was not processed.
    refused_header: bool,
    /// The current record, unless it has been read.
    current: Option<Record>,
    /// What is left of the current record's content, in the buffer in front of `input`.
    content: Range<usize>,
    rules: Rules,
    key: Option<RecordKey>,
    checks: ContentChecks,
    read_ahead: bool,
    cleanse: bool,
}

impl RecordReader {
    /// A reader for unprotected records, before the first byte of a connection.
    #[inline]
    pub fn new(server: bool) -> Self {
        RecordReader {
            buffer: Vec::new(),
            input: 0..0,
            header: None,
            refused_header: false,
            current: None,
            content: 0..0,
            rules: Rules::start(server),
            key: None,
            checks: ContentChecks {
                max_fragment: MAX_PLAINTEXT,
                empty_records: 0,
                early_data_limit: None,
                accepted_limit: None,
                early_data_count: 0,
            },
            read_ahead: false,
            cleanse: false,
        }
    }

    /// A reader for the records after a handshake that was read elsewhere. `input` is what the
    /// handshake received but did not use.
    #[cfg(test)]
    pub fn established(server: bool, key: RecordKey, input: &[u8]) -> Self {
        let mut reader = RecordReader::new(server);
        reader.rules = Rules::established(server, key.protocol());
        reader.key = Some(key);
        reader.push_input(input).expect("memory");
        reader
    }

    /// Switches to the records after a handshake whose records were read with `next_raw`.
    pub fn handshake_done(&mut self, key: RecordKey) {
        self.rules = Rules {
            buffer_len: self.rules.buffer_len,
            ..Rules::established(self.rules.server, key.protocol())
        };
        self.key = Some(key);
        self.release();
    }

    /// The handshake is over: the rules are those of a connection, the key stays.
    pub fn keep_established(&mut self, server: bool, protocol: Protocol) {
        self.rules = Rules {
            buffer_len: self.rules.buffer_len,
            ..Rules::established(server, protocol)
        };
    }

    /// What the next header has to satisfy.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The rules, for the handshake to change. An accepted header is not checked again.
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

    /// Frees the key's AEAD context, when no further record is likely.
    pub fn release_key(&mut self) {
        if let Some(key) = &mut self.key {
            key.release();
        }
    }

    /// Allows reading more than the record needs from the transport (SSL_set_read_ahead).
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

    /// A server has rejected early data: records that cannot be opened, and application data in the clear, are
    /// passed over, up to so many bytes. `None`: no longer. (`ossl_statem_skip_early_data`)
    pub fn skip_early_data(&mut self, limit: Option<usize>) {
        self.checks.early_data_limit = limit;
    }

    /// A server has accepted early data: application data may have so many bytes. `None`: it is over.
    pub fn read_early_data(&mut self, limit: Option<usize>) {
        self.checks.accepted_limit = limit;
    }

    /// Wipes content as soon as it has been read (SSL_OP_CLEANSE_PLAINTEXT).
    pub fn set_cleanse(&mut self, cleanse: bool) {
        self.cleanse = cleanse;
    }

    /// Bytes that [`RecordReader::next_record`] needs to make progress: the rest of the header, then exactly
    /// the rest of the body. 0 if it can make progress now.
    pub fn needed(&self) -> usize {
        if self.current.is_some() {
            return 0;
        }
        let wanted = self.header.map_or(HEADER_LEN, |header| header.length);
        wanted.saturating_sub(self.input.len())
    }

    /// How many bytes to request from the transport: [`RecordReader::needed`], or more with read_ahead.
    pub fn wanted(&self) -> usize {
        let needed = self.needed();
        // Like OpenSSL: read ahead at the start of a record, not within its body, up to the buffer's size.
        if self.read_ahead && self.header.is_none() {
            let capacity = self.rules.buffer_len - ALIGNMENT;
            return capacity.saturating_sub(self.input.len()).max(needed);
        }
        needed
    }

    /// Bytes of the next record that have arrived.
    pub fn arrived(&self) -> usize {
        self.input.len() + self.header.map_or(0, |_| HEADER_LEN)
    }

    /// The length of the buffer for the transport, if set by SSL_set_default_read_buffer_len.
    pub fn own_buffer_len(&self) -> Option<usize> {
        (self.rules.buffer_len != buffer::STANDARD_LEN).then_some(self.rules.buffer_len)
    }

    /// Processes input that the transport put into `fresh`. A record that `fresh` holds completely is
    /// opened there, and its content copied: application data into `out` if all of it fits, everything else
    /// into this reader. The rest of `out` is not touched.
    pub fn receive(&mut self, fresh: &mut [u8], out: Option<&mut [u8]>) -> Result<Received, Fatal> {
        if self.current.is_some() || !self.input.is_empty() {
            self.push_input(fresh)?;
            return Ok(self
                .next_record()?
                .map_or(Received::Nothing, Received::Record));
        }
        let mut rest = fresh;
        let received = self.receive_from(&mut rest, out);
        // Input after a refused record is kept too, because SSL_has_pending reports it.
        self.push_input(rest)?;
        received
    }

    /// The next record at the front of `fresh`; afterwards `fresh` is what follows it.
    fn receive_from(
        &mut self,
        fresh: &mut &mut [u8],
        mut out: Option<&mut [u8]>,
    ) -> Result<Received, Fatal> {
        loop {
            let Some((header, body)) = self.split(fresh)? else {
                return Ok(Received::Nothing);
            };
            let opened = open(&self.rules, &mut self.key, &mut self.checks, header, body)?;
            let Some((content_type, range)) = opened else {
                continue;
            };
            let content = &mut body[range];
            let room = out
                .as_deref_mut()
                .filter(|_| content_type == ContentType::ApplicationData)
                .and_then(|out| out.get_mut(..content.len()));
            let received = match room {
                Some(out) => {
                    out.copy_from_slice(content);
                    Received::Data(content.len())
                }
                None => {
                    self.input = 0..0;
                    self.reserve(content.len())?;
                    self.content = 0..content.len();
                    self.buffer[self.content.clone()].copy_from_slice(content);
                    self.input = content.len()..content.len();
                    let record = Record {
                        content_type,
                        header,
                    };
                    self.current = Some(record);
                    Received::Record(record)
                }
            };
            if self.cleanse {
                content.zeroize();
            }
            return Ok(received);
        }
    }

    /// Takes the next record off the front of `fresh` if it is complete; otherwise takes and keeps its
    /// header.
    fn split<'a>(
        &mut self,
        fresh: &mut &'a mut [u8],
    ) -> Result<Option<(RecordHeader, &'a mut [u8])>, Fatal> {
        let header = match self.header {
            Some(header) => header,
            None => {
                let Some((&bytes, _)) = fresh.split_first_chunk::<HEADER_LEN>() else {
                    return Ok(None);
                };
                *fresh = &mut mem::take(fresh)[HEADER_LEN..];
                self.take_header(bytes)?
            }
        };
        if fresh.len() < header.length {
            return Ok(None);
        }
        let (body, rest) = mem::take(fresh).split_at_mut(header.length);
        *fresh = rest;
        self.end_record();
        Ok(Some((header, body)))
    }

    /// Checks a header that was taken off the input. A refused header is consumed as well.
    fn take_header(&mut self, bytes: [u8; HEADER_LEN]) -> Result<RecordHeader, Fatal> {
        let checked = self.rules.check(bytes);
        self.refused_header = checked.is_err();
        let header = checked?;
        self.header = Some(header);
        Ok(header)
    }

    /// A record's header and body have been taken off the input.
    fn end_record(&mut self) {
        self.header = None;
        self.rules.first_record = false;
    }

    /// Adds input that was received elsewhere. Fails when memory is out.
    pub fn push_input(&mut self, bytes: &[u8]) -> Result<(), Fatal> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.reserve(bytes.len())?;
        let end = self.input.end + bytes.len();
        self.buffer[self.input.end..end].copy_from_slice(bytes);
        self.input.end = end;
        Ok(())
    }

    /// The current record if it has unread content, otherwise the next complete one. `None`: more input
    /// is needed.
    ///
    /// An empty record is returned too, for the caller to discard. More than 32 in a row are an error.
    pub fn next_record(&mut self) -> Result<Option<Record>, Fatal> {
        while self.current.is_none() {
            let Some((header, body)) = self.take_body()? else {
                return Ok(None);
            };
            self.open(header, body)?;
        }
        Ok(self.current)
    }

    /// The next complete record as it is on the wire, header and body. The header has been checked;
    /// nothing is decrypted. For a handshake that has its own keys. More than 32 empty records in a row
    /// are an error.
    pub fn next_raw(&mut self) -> Result<Option<Vec<u8>>, Fatal> {
        let Some((header, body)) = self.take_body()? else {
            return Ok(None);
        };
        if header.length == 0 {
            self.checks.count_empty(Reason::RECORD_TOO_SMALL)?;
        } else {
            self.checks.empty_records = 0;
        }
        let record = [&header.encode()[..], &self.buffer[body]].concat();
        self.release();
        Ok(Some(record))
    }

    /// What is left of the current record's content.
    pub fn data(&self) -> &[u8] {
        &self.buffer[self.content.clone()]
    }

    /// Copies as much of the current record's content as fits into `out` and returns how much. Without
    /// `peek` the copied content is consumed; an empty record is always consumed.
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

    /// Whether there is an unread record of any type, or unprocessed input (SSL_has_pending).
    pub fn has_pending(&self) -> bool {
        self.current.is_some() || self.unprocessed() != 0
    }

    /// Whether there is an unread record of any type.
    pub fn has_record(&self) -> bool {
        self.current.is_some()
    }

    /// Bytes of input that have not been processed. A header counts until it is complete.
    pub fn unprocessed(&self) -> usize {
        self.input.len()
    }

    /// Whether a record's header has been read and its body has not (SSL_rstate_string: "RB").
    pub fn in_body(&self) -> bool {
        self.header.is_some() || self.refused_header
    }

    /// Gives the buffer back if it is empty. Reading a record to its end does this by itself.
    pub fn release(&mut self) {
        if self.current.is_none() && self.input.is_empty() {
            self.input = 0..0;
            self.content = 0..0;
            if !self.buffer.is_empty() {
                buffer::give(mem::take(&mut self.buffer));
            }
        }
    }

    /// Makes room for `len` more bytes of input, moving the existing bytes to the front if needed. Unread
    /// content stays in front of the input.
    fn reserve(&mut self, len: usize) -> Result<(), Fatal> {
        if self.buffer.is_empty() {
            self.buffer = buffer::take_input(len).ok_or(OUT_OF_MEMORY)?;
        }
        if self.input.end + len <= self.buffer.len() {
            return Ok(());
        }
        let front = match self.current {
            Some(_) => self.content.start,
            None => self.input.start,
        };
        self.buffer.copy_within(front..self.input.end, 0);
        self.input = self.input.start - front..self.input.end - front;
        if self.current.is_some() {
            self.content = self.content.start - front..self.content.end - front;
        }
        let missing = (self.input.end + len).saturating_sub(self.buffer.len());
        if missing > 0 {
            let room = self.buffer.try_reserve(missing);
            room.map_err(|_| OUT_OF_MEMORY)?;
            self.buffer.resize(self.input.end + len, 0);
        }
        Ok(())
    }

    /// The next complete record's header and the range of its body; the input then begins behind it.
    fn take_body(&mut self) -> Result<Option<(RecordHeader, Range<usize>)>, Fatal> {
        let header = match self.header {
            Some(header) => header,
            None => {
                let input = &self.buffer[self.input.clone()];
                let Some((&bytes, _)) = input.split_first_chunk::<HEADER_LEN>() else {
                    return Ok(None);
                };
                self.input.start += HEADER_LEN;
                self.take_header(bytes)?
            }
        };
        if self.input.len() < header.length {
            return Ok(None);
        }
        let start = self.input.start;
        self.input.start += header.length;
        self.end_record();
        Ok(Some((header, start..self.input.start)))
    }

    /// Makes a record the current one.
    fn open(&mut self, header: RecordHeader, body: Range<usize>) -> Result<(), Fatal> {
        let (key, checks) = (&mut self.key, &mut self.checks);
        let bytes = &mut self.buffer[body.clone()];
        if let Some((content_type, content)) = open(&self.rules, key, checks, header, bytes)? {
            self.content = body.start + content.start..body.start + content.end;
            self.current = Some(Record {
                content_type,
                header,
            });
        }
        Ok(())
    }
}

/// Opens a record's body in place: the type and range of its content. `None` for a record that is
/// skipped.
fn open(
    rules: &Rules,
    key: &mut Option<RecordKey>,
    checks: &mut ContentChecks,
    header: RecordHeader,
    body: &mut [u8],
) -> Result<Option<(ContentType, Range<usize>)>, Fatal> {
    let tls13 = rules.protocol == Some(Protocol::Tls13);
    let skips_change = rules.in_handshake && (tls13 || rules.after_retry);
    if skips_change && header.content_type == ContentType::ChangeCipherSpec {
        checks.skip_change_cipher_spec(body)?;
        return Ok(None);
    }
    // The header check has decided whether this alert may be unprotected.
    let plaintext_alert = tls13 && header.content_type == ContentType::Alert;
    let mut plaintext = 0..body.len();
    let mut inner_type = false;
    if let Some(key) = key.as_mut().filter(|_| !plaintext_alert) {
        let opened = key.open(&header, body);
        if let (Err(_), Some(limit)) = (&opened, checks.early_data_limit) {
            let overhead = if body.len() > TAG_LEN { TAG_LEN } else { 0 };
            checks.count_early_data(limit, EARLY_DATA_OVERHEAD, body.len() - overhead)?;
            return Ok(None);
        }
        plaintext = opened?;
        inner_type = tls13;
    }
    let content = &body[plaintext.clone()];
    let (content_type, len) = checks.inspect(tls13, inner_type, header.content_type, content)?;
    // After a HelloRetryRequest there is no key yet.
    if content_type == ContentType::ApplicationData {
        if let (None, Some(limit)) = (&key, checks.early_data_limit) {
            checks.count_early_data(limit, EARLY_DATA_OVERHEAD, len)?;
            return Ok(None);
        }
        if let Some(limit) = checks.accepted_limit {
            checks.count_early_data(limit, 0, len)?;
        }
    }
    Ok(Some((content_type, plaintext.start..plaintext.start + len)))
}

/// The checks on a record's decrypted content.
#[derive(Debug)]
struct ContentChecks {
    max_fragment: usize,
    empty_records: u32,
    /// How many bytes of early data are passed over, or accepted, while some may come; and how many were.
    early_data_limit: Option<usize>,
    accepted_limit: Option<usize>,
    early_data_count: usize,
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
    ) -> Result<(ContentType, usize), Fatal> {
        let unexpected = |reason| Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason));
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
            return Err(Fatal::new(
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

    fn count_empty(&mut self, too_many: Reason) -> Result<(), Fatal> {
        self.empty_records += 1;
        if self.empty_records > MAX_EMPTY_RECORDS {
            return Err(Fatal::new(alert::UNEXPECTED_MESSAGE, too_many));
        }
        Ok(())
    }

    /// `early_data_count_ok`. What protects early data that is passed over counts, too, so there is some
    /// tolerance.
    fn count_early_data(
        &mut self,
        limit: usize,
        overhead: usize,
        length: usize,
    ) -> Result<(), Fatal> {
        let count = self.early_data_count + length;
        if limit == 0 || count > limit + overhead {
            return Err(Fatal::new(
                alert::UNEXPECTED_MESSAGE,
                Reason::TOO_MUCH_EARLY_DATA,
            ));
        }
        self.early_data_count = count;
        Ok(())
    }

    /// TLS 1.3 during the handshake: counts as an empty record.
    fn skip_change_cipher_spec(&mut self, body: &[u8]) -> Result<(), Fatal> {
        if body != [1] {
            return Err(Fatal::new(
                alert::ILLEGAL_PARAMETER,
                Reason::INVALID_CCS_MESSAGE,
            ));
        }
        self.count_empty(Reason::UNEXPECTED_CCS_MESSAGE)
    }
}

impl Drop for RecordReader {
    fn drop(&mut self) {
        let mut buffer = mem::take(&mut self.buffer);
        if self.cleanse {
            buffer.zeroize();
        }
        buffer::give(buffer);
    }
}

/// OpenSSL sends no alert if it has no memory for a record.
const OUT_OF_MEMORY: Fatal = Fatal::silent(Reason::ERR_R_MALLOC_FAILURE);
