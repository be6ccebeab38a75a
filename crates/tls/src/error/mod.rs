//! Errors: reason codes, what is fatal, and what `SSL_get_error` makes of it.

mod dane;
mod fatal;
pub mod reason;
pub mod verdict;

pub use fatal::Fatal;
pub use reason::Reason;
