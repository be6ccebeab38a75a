//! Errors: reason codes, the queue, and what `SSL_get_error` makes of them.

mod dane;
pub mod reason;
pub mod verdict;
