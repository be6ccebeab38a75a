//! The TLS protocol: bytes and states go in, bytes and decisions come out.
//!
//! There is no I/O, no clock and no `unsafe` here. [`record`] reads and protects records, [`close`]
//! decides how a connection ends, [`error`] has the reasons and what `SSL_get_error` makes of them, and
//! [`cipher`] knows suites, groups and signature algorithms, and the lists in which programs name them.
#![forbid(unsafe_code)]

pub mod cipher;
pub mod close;
pub mod error;
pub mod record;
