//! Several records of one `SSL_write` in one write to the transport.
//!
//! OpenSSL writes record by record, and whatever an application can see of that stays: which records
//! there are, how much of the data is sent when a call comes back, and what a repeated call has to
//! bring. So there are no batches where a callback or a BIO of the application's watches, and none with
//! SSL_MODE_ENABLE_PARTIAL_WRITE. When the transport does not take everything, the records behind the
//! one that it stopped in are taken back, as if they had never been sealed; the next batch is small,
//! and they grow again as long as the transport keeps up.

use super::channel::PendingWrite;
use super::{Connection, Stop};
use crate::constants::SSL_MODE_ENABLE_PARTIAL_WRITE;
use crate::record::ContentType;

/// A batch that the transport did not take whole.
pub(super) struct Unfinished {
    /// Bytes of the data that are in records it has taken.
    pub sent: usize,
    pub stop: Stop,
}

impl From<Stop> for Unfinished {
    fn from(stop: Stop) -> Unfinished {
        Unfinished { sent: 0, stop }
    }
}

impl Connection {
    /// Sends the beginning of `data` in one record or several, after whatever waits before it. Returns
    /// how much that is.
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
        // An alert that was waiting has gone out first, and a callback that heard of it may have set
        // another length: then this record goes alone.
        let rest = if length == fragment { rest } else { &[] };
        {
            let mut channel = self.channel.borrow_mut();
            channel.begin_batch();
            for content in rest.chunks(fragment) {
                match channel.writer.write(ContentType::ApplicationData, content) {
                    Ok(n) => length += n,
                    // It will be reported when it is that record's turn.
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
                    content_type: ContentType::ApplicationData.into(),
                    length: fragment.min(length - sent),
                    address: data[sent..].as_ptr() as usize,
                });
                Err(Unfinished { sent, stop })
            }
        }
    }

    /// Whether nobody can see how often the transport is called.
    fn may_batch(&self) -> bool {
        !self.has_mode(SSL_MODE_ENABLE_PARTIAL_WRITE)
            && !self.reports_records()
            && self.settings().record_padding.call.is_none()
            && self.transport.writes_to_bare_socket()
    }
}
