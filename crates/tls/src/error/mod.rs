//! Errors: reason codes, what is fatal, and what `SSL_get_error` makes of it.
//!
//! | file | subject |
//! | --- | --- |
//! | `dane` | the reasons for which TLSA records are refused |
//! | `fatal` | the only error of the protocol: alert and reason |
//! | `reason` | reasons with OpenSSL's numbers and texts |
//! | `verdict` | `SSL_get_error` |

mod dane;
mod fatal;
pub mod reason;
pub mod verdict;

pub use fatal::Fatal;
pub use reason::Reason;
