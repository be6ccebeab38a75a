//! The commands of SSL_ctrl(3) for OCSP stapling (SSL_CTX_set_tlsext_status_cb(3)).

use libc::{c_int, c_long, c_void};

use crate::abi::contexts::ctrl::Callback;
use crate::abi::store;
use crate::callbacks as cb;
use crate::connection::Connection;
use crate::context::{Configured, Context};

pub fn kind(object: &impl Configured) -> c_long {
    c_long::from(object.settings().status_type)
}

/// As [`kind`]; on a server, the type that the client requested, if it did.
pub fn connection_kind(ssl: &Connection) -> c_long {
    let asked = ssl.negotiation.offered().status_type();
    asked.map_or_else(|| kind(ssl), c_long::from)
}

pub fn set_kind(object: &impl Configured, larg: c_long) -> c_long {
    object.update(|settings| settings.status_type = larg as c_int);
    1
}

/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn extensions(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: `place` is NULL or takes a pointer, by this function's contract.
    unsafe { store(place.cast(), ssl.identity.status().extensions()) };
    1
}

pub fn set_extensions(ssl: &Connection, list: *mut c_void) -> c_long {
    ssl.identity.status().set_extensions(list);
    1
}

/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn ids(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: `place` is NULL or takes a pointer, by this function's contract.
    unsafe { store(place.cast(), ssl.identity.status().ids()) };
    1
}

pub fn set_ids(ssl: &Connection, list: *mut c_void) -> c_long {
    ssl.identity.status().set_ids(list);
    1
}

/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn response(ssl: &Connection, place: *mut c_void) -> c_long {
    let (start, length) = ssl.identity.status().response();
    // SAFETY: `place` is NULL or takes a pointer, by this function's contract.
    unsafe { store(place.cast(), start) };
    length
}

/// # Safety
/// `response` is NULL or allocated by libcrypto with `length` bytes, and given away.
pub unsafe fn set_response(ssl: &Connection, response: *mut c_void, length: c_long) -> c_long {
    let length = usize::try_from(length).unwrap_or(0);
    // SAFETY: `response` is NULL or libcrypto's memory of this length, and is given away.
    unsafe { ssl.identity.status().give_response(response.cast(), length) };
    1
}

/// # Safety
/// `callback` is a status callback.
pub unsafe fn set_callback(ctx: &Context, callback: Callback) -> c_long {
    // SAFETY: the command's callback has this type, by the contract.
    let call = callback.map(|f| unsafe { std::mem::transmute::<cb::Any, cb::Status>(f) });
    ctx.update_hooks(|hooks| hooks.status.call = call);
    1
}

/// # Safety
/// `place` is NULL or takes a function pointer.
pub unsafe fn callback(ctx: &Context, place: *mut c_void) -> c_long {
    // SAFETY: `place` is NULL or takes a function pointer, by this function's contract.
    unsafe { store(place.cast(), ctx.hooks().status.call) };
    1
}

pub fn set_callback_arg(ctx: &Context, arg: *mut c_void) -> c_long {
    ctx.update_hooks(|hooks| hooks.status.arg = arg);
    1
}

/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn callback_arg(ctx: &Context, place: *mut c_void) -> c_long {
    // SAFETY: `place` is NULL or takes a pointer, by this function's contract.
    unsafe { store(place.cast(), ctx.hooks().status.arg) };
    1
}
