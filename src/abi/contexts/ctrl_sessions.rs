//! The commands of SSL_CTX_ctrl(3) for the session cache and ticket keys (SSL_CTX_sess_number(3)).

use libc::{c_int, c_long, c_uchar, c_void};

use crate::abi::contexts::ctrl::Callback;
use crate::callbacks as cb;
use crate::constants::*;
use crate::context::Context;
use crate::error::reason::Reason;
use crate::session::ticket::KEYS_LENGTH;
use crate::sys::err;

/// Size, mode and statistics of the cache.
pub fn cache(ctx: &Context, cmd: c_int, larg: c_long) -> c_long {
    let statistics = &ctx.cache.statistics;
    match cmd {
        SSL_CTRL_SET_SESS_CACHE_SIZE => ctx.cache.set_size(larg),
        SSL_CTRL_GET_SESS_CACHE_SIZE => ctx.cache.size(),
        SSL_CTRL_SET_SESS_CACHE_MODE => ctx.cache.set_mode(larg),
        SSL_CTRL_GET_SESS_CACHE_MODE => ctx.cache.mode(),
        SSL_CTRL_SESS_NUMBER => ctx.cache.number(),
        SSL_CTRL_SESS_CONNECT => statistics.connect.get(),
        SSL_CTRL_SESS_CONNECT_GOOD => statistics.connect_good.get(),
        SSL_CTRL_SESS_ACCEPT => statistics.accept.get(),
        SSL_CTRL_SESS_ACCEPT_GOOD => statistics.accept_good.get(),
        SSL_CTRL_SESS_HIT => statistics.hits.get(),
        SSL_CTRL_SESS_CB_HIT => statistics.callback_hits.get(),
        SSL_CTRL_SESS_MISSES => statistics.misses.get(),
        SSL_CTRL_SESS_TIMEOUTS => statistics.timeouts.get(),
        SSL_CTRL_SESS_CACHE_FULL => statistics.cache_full.get(),
        // SSL_CTRL_SESS_CONNECT_RENEGOTIATE and ACCEPT: renegotiation is never done.
        _ => 0,
    }
}

/// Copies the keys to `place`; without a place, returns their length.
fn keys_at(place: *mut c_void, length: c_long) -> Result<*mut [u8; KEYS_LENGTH], c_long> {
    if place.is_null() {
        return Err(KEYS_LENGTH as c_long);
    }
    if length != KEYS_LENGTH as c_long {
        err::raise(Reason::INVALID_TICKET_KEYS_LENGTH);
        return Err(0);
    }
    Ok(place.cast())
}

/// # Safety
/// `place` is NULL or takes `length` bytes.
pub unsafe fn ticket_keys(ctx: &Context, place: *mut c_void, length: c_long) -> c_long {
    match keys_at(place, length) {
        Ok(place) => {
            let keys = ctx.ticket_keys.get();
            // SAFETY: the buffer has `length` bytes, and `length` was checked.
            unsafe {
                std::ptr::copy_nonoverlapping(keys.as_ptr(), place.cast::<c_uchar>(), keys.len())
            };
            1
        }
        Err(answer) => answer,
    }
}

/// # Safety
/// `keys` is NULL or has `length` bytes.
pub unsafe fn set_ticket_keys(ctx: &Context, keys: *mut c_void, length: c_long) -> c_long {
    match keys_at(keys, length) {
        Ok(keys) => {
            // SAFETY: the buffer has `length` bytes, and `length` was checked.
            ctx.ticket_keys.set(unsafe { &*keys });
            1
        }
        Err(answer) => answer,
    }
}

/// # Safety
/// `callback` is a ticket key callback of the older interface.
pub unsafe fn set_ticket_callback(ctx: &Context, callback: Callback) -> c_long {
    // SAFETY: the command's callback has this type, by the contract.
    let call = callback.map(|f| unsafe { std::mem::transmute::<cb::Any, cb::TicketKeyHmac>(f) });
    ctx.update_hooks(|hooks| hooks.ticket_key_hmac = call);
    1
}
