//! The TLS protocol: bytes and states go in, bytes and decisions come out.
//!
//! There is no I/O, no clock and no `unsafe` here.
//!
//! | folder | subject |
//! | --- | --- |
//! | `choose` | what is negotiated, of two lists, by OpenSSL's rules |
//! | `cipher` | suites, groups and signature algorithms, and the lists in which programs name them |
//! | `close` | how a connection ends |
//! | `codec` | numbers and vectors: the reader and the writer |
//! | `error` | reasons, fatal errors, and what `SSL_get_error` makes of them |
//! | `profile` | what older generations of OpenSSL do differently at the end of a connection |
//! | `message` | handshake messages: bytes and structs |
//! | `exchange` | key exchange: shares, and the kinds of TLS 1.2 |
//! | `record` | records are read, protected, written |
//! | `registry` | the numbers of the protocol |
//! | `schedule` | secrets and keys, and the hash of the messages from which they come |
#![forbid(unsafe_code)]

pub mod choose;
pub mod cipher;
pub mod close;
pub mod codec;
pub mod error;
pub mod exchange;
pub mod message;
pub mod profile;
pub mod record;
pub mod registry;
pub mod schedule;
