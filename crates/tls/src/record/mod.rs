//! The record core: TLS 1.2 (AEAD suites) and TLS 1.3 records, without I/O.
//!
//! Bytes and states go in, bytes and decisions come out. [`RecordReader`] turns the peer's bytes into
//! records, [`RecordWriter`] turns data into records, [`MessageBuffer`] joins handshake messages that
//! arrive after the handshake, and [`alert`] says what an alert means. `schedule` derives the keys.
//! The connection decides what a record means for it.
//!
//! Every check, its order, its alert and its reason are those of OpenSSL 3.0. A failed check gives a
//! [`Fatal`]; the reader must not be used afterwards.
//!
//! | file | subject |
//! | --- | --- |
//! | `aead` | a direction's key: nonces, sequence numbers, limits |
//! | `alert` | what an alert means, and the limits against floods |
//! | `buffer` | the buffers that each thread keeps |
//! | `header` | the five bytes before a record, and what they must be |
//! | `message` | handshake messages that arrive in fragments |
//! | `reader` | the peer's records |
//! | `writer` | our records |

pub mod aead;
pub mod alert;
mod buffer;
pub mod header;
pub mod message;
pub mod reader;
pub mod writer;

pub use aead::RecordKey;
pub use buffer::with_scratch;
pub use crypto::aead::AeadAlgorithm;
pub use crypto::hash::Hash;
pub use header::{ContentType, RecordHeader, Rules};
pub use message::MessageBuffer;
pub use reader::{Received, Record, RecordReader};
pub use writer::{Lent, RecordWriter};

pub use crate::error::Fatal;

/// Length of a record's header in bytes.
pub const HEADER_LEN: usize = 5;

/// The most content that a record may carry, in bytes (RFC 8446 section 5.1).
pub const MAX_PLAINTEXT: usize = 16384;

/// The protocol versions whose records this core protects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Protocol {
    /// TLS 1.2, RFC 5246.
    Tls12,
    /// TLS 1.3, RFC 8446.
    Tls13,
}

#[cfg(test)]
mod tests;
