//! Key exchange: how both sides come to a secret. What the program or the machine knows (allowed groups,
//! keys, security levels) is given; errors have OpenSSL's alerts and reasons.
//!
//! | file | subject |
//! | --- | --- |
//! | `share` | our ephemeral key and the peer's, in TLS 1.3 and in ECDHE |
//! | `hybrid` | X25519MLKEM768 |
//! | `kind` | which key exchange a suite has up to TLS 1.2, and what a server keeps of it |
//! | `ecdhe`, `dhe`, `rsa`, `psk` | these key exchanges |

pub mod dhe;
pub mod ecdhe;
mod hybrid;
pub mod kind;
pub mod psk;
pub mod rsa;
mod share;

#[cfg(test)]
mod tests;

pub use crypto::exchange::Secret;
pub use share::{is_kem, Answer, Parameters, PeerShare, Share};
