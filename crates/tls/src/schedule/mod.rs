//! Key schedules: what a handshake derives from its secrets and its messages.
//!
//! Nothing is derived that is not asked for. All secrets are wiped when dropped.
//!
//! | file | subject |
//! | --- | --- |
//! | `secret` | the bytes of secrets; one secret of TLS 1.3, and what is derived from it |
//! | `tls12` | TLS 1.0 to 1.2: master secret, key block, Finished, exporter |
//! | `tls13` | TLS 1.3: the early, the handshake and the master stage |
//! | `transcript` | the hash of the handshake's messages |

mod secret;
mod tls12;
mod tls13;
mod transcript;

pub use crypto::hash::{Digest, Hash};
pub use secret::{FinishedKey, Secret, SecretBytes};
pub use tls12::{KeyBlock, KeyLengths, MasterSecret, MASTER_SECRET_LEN, VERIFY_DATA_LEN};
pub use tls13::{Early, HandshakeSecret, HandshakeStage, Master, PskKind};
pub use transcript::{Keep, Transcript};

#[cfg(test)]
mod tests;
