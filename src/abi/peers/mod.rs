//! The peer: its certificates, and what they are verified with.
//!
//! | file | subject |
//! | --- | --- |
//! | `ct` | Certificate Transparency: no timestamps are checked, and what would ask for that is refused |
//! | `dane` | DANE: certificates that records in the DNS vouch for |
//! | `peer` | What the peer showed of itself |
//! | `verify` | Verifying the peer's certificate |
//! | `verify_param` | For what, and for whom, the peer's certificate must be |
//! | `verify_store` | The certificates that we trust |

pub(crate) mod ct;
pub(crate) mod dane;
pub(crate) mod peer;
pub(crate) mod verify;
pub(crate) mod verify_param;
pub(crate) mod verify_store;
