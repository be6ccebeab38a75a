//! The peer: its certificates, and their verification.
//!
//! | file | subject |
//! | --- | --- |
//! | `ct` | Certificate Transparency: timestamps are not checked, and functions that ask for it refuse |
//! | `dane` | DANE: certificates that records in the DNS vouch for |
//! | `peer` | What the peer showed of itself |
//! | `verify` | Verifying the peer's certificate |
//! | `verify_param` | Which purpose and which name the peer's certificate must have |
//! | `verify_store` | The certificates that we trust |

pub(crate) mod ct;
pub(crate) mod dane;
pub(crate) mod peer;
pub(crate) mod verify;
pub(crate) mod verify_param;
pub(crate) mod verify_store;
