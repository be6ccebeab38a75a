//! The TLS protocol: bytes and states go in, bytes and decisions come out.
//!
//! There is no I/O, no clock and no `unsafe` here.
//!
//! | folder | subject |
//! | --- | --- |
//! | `machine` | the handshake's states and transitions, and the loop that follows them |
//! | `client`, `server`, `both` | what is done in each state |
//! | `link`, `config`, `facts`, `session` | the boundary; what may be negotiated; what is known; what can be resumed |
//! | `message`, `extension` | handshake messages and extensions, a file each |
//! | `schedule` | secrets and keys, and the hash of the messages from which they come |
//! | `exchange` | key exchange: shares, and the kinds of TLS 1.2 |
//! | `choose` | what is negotiated, of two lists, by OpenSSL's rules |
//! | `cipher` | suites, groups and signature algorithms, and the lists in which programs name them |
//! | `close` | how a connection ends |
//! | `codec` | numbers and vectors: the reader and the writer |
//! | `error` | reasons, fatal errors, and what `SSL_get_error` makes of them |
//! | `profile` | what older generations of OpenSSL do differently at the end of a connection |
//! | `record` | records are read, protected, written |
//! | `registry` | the numbers of the protocol |
#![forbid(unsafe_code)]

mod both;
pub mod choose;
pub mod cipher;
mod client;
pub mod close;
pub mod codec;
pub mod config;
pub mod error;
pub mod exchange;
mod extension;
pub mod facts;
pub mod link;
pub mod machine;
pub mod message;
pub mod profile;
pub mod record;
pub mod registry;
pub mod schedule;
mod server;
pub mod session;

#[cfg(test)]
mod tests;
