//! What client and server do alike.
//!
//! | file | subject |
//! | --- | --- |
//! | `certificate` | our certificates |
//! | `certificate_verify` | CertificateVerify |
//! | `change_cipher_spec` | ChangeCipherSpec |
//! | `finished` | Finished |
//! | `key_update` | KeyUpdate |
//! | `keys` | keys are derived, logged and used |
//! | `random` | the random value of a hello |
//! | `session` | a new session |

pub(crate) mod certificate;
pub(crate) mod certificate_verify;
pub(crate) mod change_cipher_spec;
pub(crate) mod finished;
pub(crate) mod key_update;
pub(crate) mod keys;
pub(crate) mod random;
mod session;

#[cfg(test)]
mod tests;
