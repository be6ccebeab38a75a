//! Several records of one `SSL_write` in one write to the transport.
//!
//! OpenSSL writes record by record. Everything of that which an application can see stays the same: which
//! records there are, how much data is sent when a call returns, and what a repeated call must pass. So there
//! is no batch if a callback or a BIO of the application can observe the writes, and none with
//! SSL_MODE_ENABLE_PARTIAL_WRITE. If the transport does not take everything, the records after the one that it
//! stopped in are taken back, as if they had never been sealed. The next batch is then small; batches grow
//! again as long as the transport takes all of them.

use super::channel::PendingWrite;
use super::{Connection, Stop};
use crate::constants::SSL_MODE_ENABLE_PARTIAL_WRITE;
use crate::record::ContentType;

/// A batch of which the transport took only a part.
pub(super) struct Unfinished {
    /// Bytes of the data in the records that the transport has taken.
    pub sent: usize,
    pub stop: Stop,
}

impl From<Stop> for Unfinished {
    fn from(stop: Stop) -> Unfinished {
        Unfinished { sent: 0, stop }
    }
}

impl Connection {
    /// Sends pending output first, then the beginning of `data` in one record or several. Returns how many
    /// bytes of `data` were sent.
    pub(super) fn write_batch(&self, data: &[u8]) -> Result<usize, Unfinished> {
        let fragment = self.channel.borrow().writer.fragment_len();
        let (first, rest) = data.split_at(data.len().min(fragment));
        if rest.is_empty() || !self.may_batch() {
            return Ok(self.write_record(ContentType::ApplicationData, first)?);
        }
        let rest = {
            let mut channel = self.channel.borrow_mut();
            let more = (channel.batch() / fragment).saturating_sub(1);
            let rest = &rest[..rest.len().min(more * fragment)];
            channel.writer.expect(fragment + rest.len());
            rest
        };
        let mut length = self.begin_record(ContentType::ApplicationData, first)?;
        // A pending alert was sent first, and a callback that was told of it may have set another record
        // length. Then only this record is sent.
        let rest = if length == fragment { rest } else { &[] };
        {
            let mut channel = self.channel.borrow_mut();
            channel.begin_batch();
            for content in rest.chunks(fragment) {
                match channel.writer.write(ContentType::ApplicationData, content) {
                    Ok(n) => length += n,
                    // The error is reported when that record is the next to be sent.
                    Err(_) => break,
                }
            }
        }
        let flushed = self.flush_records();
        let mut channel = self.channel.borrow_mut();
        match flushed {
            Ok(()) => {
                channel.end_batch();
                Ok(length)
            }
            Err(stop) => {
                let sent = channel.cut_batch() * fragment;
                channel.begin_write(PendingWrite {
                    content_type: ContentType::ApplicationData,
                    length: fragment.min(length - sent),
                    address: data[sent..].as_ptr() as usize,
                });
                Err(Unfinished { sent, stop })
            }
        }
    }

    /// Whether neither the application nor a BIO can observe how often the transport is called.
    fn may_batch(&self) -> bool {
        !self.has_mode(SSL_MODE_ENABLE_PARTIAL_WRITE)
            && !self.reports_records()
            && self.settings().record_padding.call.is_none()
            && self.transport.writes_to_bare_socket()
    }
}
