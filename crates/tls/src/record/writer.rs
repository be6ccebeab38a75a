//! The sending side: content in, records out.

use std::mem;
use std::ops::Range;

use super::{buffer, ContentType, Fatal, RecordHeader, RecordKey, HEADER_LEN, MAX_PLAINTEXT};
use crate::registry::version::{ProtocolVersion, TLS12};

/// Output that a call of the transport is sending. The bytes neither move nor change until [`RecordWriter::taken`]
/// gets this back, whatever else happens to the writer, or until the writer is dropped.
#[derive(Debug)]
pub struct Lent {
    pub start: *const u8,
    pub length: usize,
    /// The start, in bytes of output.
    position: usize,
    /// The value of `RecordWriter::emptied` when it was lent.
    emptied: u32,
}

/// Seals content into records and keeps them until the transport has taken them.
///
/// It holds a buffer only while there is output.
#[derive(Debug)]
pub struct RecordWriter {
    /// Empty, or initialised to its end.
    buffer: Vec<u8>,
    output: Range<usize>,
    /// How often all output was sent.
    emptied: u32,
    /// Calls of the transport that have not returned the output.
    lent: u32,
    /// Buffers that were too short for further output, which such a call may still read.
    outgrown: Vec<Vec<u8>>,
    /// The start of the record in which the output begins.
    record: usize,
    /// Expected length of the output in bytes.
    expected: usize,
    key: Option<RecordKey>,
    /// In the header of unprotected records.
    version: ProtocolVersion,
    max_fragment: usize,
    split_fragment: usize,
    data_padding: usize,
    other_padding: usize,
}

impl Default for RecordWriter {
    fn default() -> Self {
        RecordWriter::new()
    }
}

impl RecordWriter {
    /// A writer of unprotected records.
    #[inline]
    pub fn new() -> Self {
        RecordWriter {
            buffer: Vec::new(),
            output: 0..0,
            emptied: 0,
            lent: 0,
            outgrown: Vec::new(),
            record: 0,
            expected: 0,
            key: None,
            version: TLS12,
            max_fragment: MAX_PLAINTEXT,
            split_fragment: MAX_PLAINTEXT,
            data_padding: 0,
            other_padding: 0,
        }
    }

    /// Replaces the key, from the next record on. `None` writes unprotected records.
    pub fn set_key(&mut self, key: Option<RecordKey>) {
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

    /// The version in the header of unprotected records. Protected ones always have that of TLS 1.2.
    pub fn set_version(&mut self, version: ProtocolVersion) {
        self.version = version;
    }

    /// The most content of a record in bytes, 1 to 16384 (SSL_set_max_send_fragment, or the
    /// max_fragment_length extension).
    pub fn set_max_fragment(&mut self, len: usize) {
        self.max_fragment = len.clamp(1, MAX_PLAINTEXT);
    }

    /// Where content is split, in bytes, up to the maximum (SSL_set_split_send_fragment).
    pub fn set_split_fragment(&mut self, len: usize) {
        self.split_fragment = len.clamp(1, MAX_PLAINTEXT);
    }

    /// Pads TLS 1.3 records to a multiple of these many bytes, content type included: `data` for application
    /// data, `other` for other records (SSL_set_block_padding_ex). 0 and 1 mean no padding.
    pub fn set_block_padding(&mut self, data: usize, other: usize) {
        (self.data_padding, self.other_padding) = (data, other);
    }

    /// How much content the next record takes at most, in bytes.
    pub fn fragment_len(&self) -> usize {
        self.max_fragment.min(self.split_fragment)
    }

    /// The most padding for a record with `len` bytes of content. OpenSSL calls the record padding callback
    /// only if this is not 0, with `len + 1`.
    pub fn padding_room(&self, len: usize) -> usize {
        match &self.key {
            Some(key) if key.protocol() == super::Protocol::Tls13 => {
                self.max_fragment.saturating_sub(len + 1)
            }
            _ => 0,
        }
    }

    /// Seals one record with as much of `content` as fits, adds it to the output and returns the length of
    /// that content. Without content the record is empty.
    pub fn write(&mut self, content_type: ContentType, content: &[u8]) -> Result<usize, Fatal> {
        let len = content.len().min(self.fragment_len());
        let block = match content_type {
            ContentType::ApplicationData => self.data_padding,
            _ => self.other_padding,
        };
        let padding = match (len + 1) % block.max(1) {
            0 => 0,
            remainder => block - remainder,
        };
        self.write_padded(content_type, content, padding)
    }

    /// Like [`RecordWriter::write`], with up to `padding` bytes of padding instead of block padding.
    pub fn write_padded(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        padding: usize,
    ) -> Result<usize, Fatal> {
        let content = &content[..content.len().min(self.fragment_len())];
        let padding = padding.min(self.padding_room(content.len()));
        let overhead = match &self.key {
            Some(key) => key.overhead(),
            None => HEADER_LEN,
        };
        let end = self.reserve(content.len() + padding + overhead);
        let out = &mut self.buffer[self.output.end..end];
        match &mut self.key {
            Some(key) => {
                key.seal(content_type, content, padding, out)?;
            }
            None => {
                let header = RecordHeader {
                    content_type,
                    version: self.version,
                    length: content.len(),
                };
                out[..HEADER_LEN].copy_from_slice(&header.encode());
                out[HEADER_LEN..].copy_from_slice(content);
            }
        }
        self.output.end = end;
        Ok(content.len())
    }

    /// Reserves room: `content` bytes will be written before the output is sent.
    pub fn expect(&mut self, content: usize) {
        let overhead = self.key.as_ref().map_or(HEADER_LEN, RecordKey::overhead);
        let records = content.div_ceil(self.fragment_len());
        self.expected = content + records * overhead;
    }

    /// The header of the first unsent record, for the msg callback.
    pub fn header(&self) -> [u8; HEADER_LEN] {
        self.output().first_chunk().copied().unwrap_or_default()
    }

    /// The unsent records.
    pub fn output(&self) -> &[u8] {
        &self.buffer[self.output.clone()]
    }

    /// Lends the unsent records to the transport. They stay here until [`RecordWriter::taken`] is called, so the
    /// writer may be used meanwhile. `None` if there are none.
    pub fn lend(&mut self) -> Option<Lent> {
        if !self.has_output() {
            return None;
        }
        self.lent += 1;
        Some(Lent {
            start: self.output().as_ptr(),
            length: self.output.len(),
            position: self.output.start,
            emptied: self.emptied,
        })
    }

    /// The transport took the first `len` lent bytes. Returns how many records ended with them: none, if
    /// another call has sent them meanwhile.
    pub fn taken(&mut self, lent: Lent, len: usize) -> usize {
        self.come_back();
        if lent.emptied != self.emptied {
            return 0;
        }
        let end = lent.position + len;
        self.sent(end.saturating_sub(self.output.start))
    }

    /// A call returned output that it got from a writer which this one has [replaced](RecordWriter::replace).
    pub fn come_back(&mut self) {
        self.lent = self.lent.saturating_sub(1);
        if self.lent == 0 {
            self.outgrown = Vec::new();
            if !self.has_output() {
                self.release();
            }
        }
    }

    /// Takes the place of another writer, whose output may be lent.
    pub fn replace(&mut self, mut old: RecordWriter) {
        if old.lent > 0 {
            self.buffer = mem::take(&mut old.buffer);
            self.outgrown = mem::take(&mut old.outgrown);
            self.lent = old.lent;
        }
        self.emptied = old.emptied.wrapping_add(1);
    }

    /// Whether there are unsent records.
    pub fn has_output(&self) -> bool {
        !self.output.is_empty()
    }

    /// The transport took the first `len` bytes of the output. Returns how many records ended with them.
    /// After the last byte the buffer is given back.
    pub fn sent(&mut self, len: usize) -> usize {
        self.output.start += len.min(self.output.len());
        let mut ended = 0;
        while let Some(end) = self.record_end().filter(|end| *end <= self.output.start) {
            self.record = end;
            ended += 1;
        }
        if self.output.is_empty() {
            self.clear();
        }
        ended
    }

    /// Drops the records behind the one that is being sent, and reuses their sequence numbers.
    pub fn take_back(&mut self) {
        let Some(end) = self.record_end() else {
            return;
        };
        let mut taken = 0;
        let mut at = end;
        while let Some(next) = self.end_of(at) {
            at = next;
            taken += 1;
        }
        self.output.end = end;
        if let Some(key) = &mut self.key {
            key.take_back(taken);
        }
    }

    /// The end of the record in which the output begins.
    fn record_end(&self) -> Option<usize> {
        self.end_of(self.record)
    }

    /// The end of the record that begins at `start`, if it is in the output.
    fn end_of(&self, start: usize) -> Option<usize> {
        let header = self.buffer[..self.output.end].get(start..)?.first_chunk()?;
        Some(start + HEADER_LEN + RecordHeader::parse(*header).length)
    }

    /// Drops the output.
    pub fn clear(&mut self) {
        self.output = 0..0;
        self.record = 0;
        self.emptied = self.emptied.wrapping_add(1);
        self.release();
    }

    /// Gives the buffer back, unless it is lent.
    fn release(&mut self) {
        if self.lent == 0 && !self.buffer.is_empty() {
            buffer::give(mem::take(&mut self.buffer));
        }
    }

    /// Makes room for `len` bytes behind the output and returns where they end.
    fn reserve(&mut self, len: usize) -> usize {
        let end = self.output.end + len;
        if self.buffer.is_empty() {
            self.buffer = buffer::take_output(end.max(mem::take(&mut self.expected)));
        } else if end > self.buffer.len() {
            let mut longer = buffer::take_output(end);
            longer[..self.output.end].copy_from_slice(&self.buffer[..self.output.end]);
            let outgrown = mem::replace(&mut self.buffer, longer);
            if self.lent > 0 {
                self.outgrown.push(outgrown);
            } else {
                buffer::give(outgrown);
            }
        }
        end
    }
}

impl Drop for RecordWriter {
    fn drop(&mut self) {
        self.clear();
    }
}
