//! Unsupported functions: each fails as documented, with an error that names the reason.
//!
//! | file | subject |
//! | --- | --- |
//! | `refused_async` | Pausing a handshake for an asynchronous engine |
//! | `refused_custom_ext` | Extensions of the application |
//! | `refused_psk` | Pre-shared keys of the application |
//! | `refused_srp` | Secure remote password |
//! | `refused_srtp` | Keys for SRTP |
//! | `refused_stateless` | Handshakes that leave the state with the client |
//! | `refused_versions` | DTLS, which is not supported |

pub(crate) mod refused_async;
pub(crate) mod refused_custom_ext;
pub(crate) mod refused_psk;
pub(crate) mod refused_srp;
pub(crate) mod refused_srtp;
pub(crate) mod refused_stateless;
pub(crate) mod refused_versions;
