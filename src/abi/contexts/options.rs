//! Options: bits that change the protocol's details (SSL_CTX_set_options(3)).

use crate::abi::{entry, SSL, SSL_CTX};
use crate::context::Configured;

/// Adds options (`SSL_OP_*`) for connections made from now on. Returns all options that are set.
/// See SSL_CTX_set_options(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_options(ctx: *mut SSL_CTX, op: u64) -> u64 {
    ctx.change_options(|options| options | op)
}

/// Clears options for connections made from now on. Returns the options that are still set. See
/// SSL_CTX_set_options(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_clear_options(ctx: *mut SSL_CTX, op: u64) -> u64 {
    ctx.change_options(|options| options & !op)
}

/// The options of a context. See SSL_CTX_set_options(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_options(ctx: *const SSL_CTX) -> u64 {
    ctx.settings().options
}

/// Adds options to one connection. Returns all options that are set. See SSL_CTX_set_options(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_options(s: *mut SSL, op: u64) -> u64 {
    s.change_options(|options| options | op)
}

/// Clears options of one connection. Returns the options that are still set. See
/// SSL_CTX_set_options(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_clear_options(s: *mut SSL, op: u64) -> u64 {
    s.change_options(|options| options & !op)
}

/// The options of a connection. See SSL_CTX_set_options(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_options(s: *const SSL) -> u64 {
    s.configuration.options()
}
