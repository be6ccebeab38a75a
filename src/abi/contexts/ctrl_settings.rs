//! The commands of SSL_ctrl(3) that set what connections inherit.

use std::ffi::CStr;

use libc::{c_int, c_long, c_void, size_t};

use crate::abi::contexts::ctrl::Callback;
use crate::abi::text;
use crate::callbacks as cb;
use crate::cipher::group::{self, Group, GroupError};
use crate::cipher::{group_list, sigalg};
use crate::connection::Connection;
use crate::constants::*;
use crate::context::security::Secured;
use crate::context::tmp_dh;
use crate::context::version::Bound;
use crate::context::{Configured, Context};
use crate::error::reason::Reason;
use crate::handshake::TLS13;
use crate::sys::pkey::PKey;
use crate::sys::{dh, err, ffi, init};
use tls::registry::group::{NamedGroup, GROUPS};

pub fn add_mode(object: &impl Configured, larg: c_long) -> c_long {
    c_long::from(object.change_mode(|mode| mode | larg as u32))
}

pub fn clear_mode(object: &impl Configured, larg: c_long) -> c_long {
    c_long::from(object.change_mode(|mode| mode & !(larg as u32)))
}

/// Returns the value before.
pub fn set_read_ahead(object: &impl Configured, larg: c_long) -> c_long {
    c_long::from(object.set_read_ahead(larg as c_int))
}

pub fn set_message_arg(object: &impl Configured, arg: *mut c_void) -> c_long {
    object.update(|settings| settings.message.arg = arg);
    1
}

/// # Safety
/// `callback` is a message callback.
pub unsafe fn set_message_callback(object: &impl Configured, callback: Callback) -> c_long {
    // SAFETY: the command's callback has this type, by the contract.
    let call = callback.map(|f| unsafe { std::mem::transmute::<cb::Any, cb::Message>(f) });
    object.update(|settings| settings.message.call = call);
    1
}

/// # Safety
/// `callback` is a callback of this kind.
pub unsafe fn set_not_resumable(object: &impl Configured, callback: Callback) -> c_long {
    // SAFETY: the command's callback has this type, by the contract.
    let call = callback.map(|f| unsafe { std::mem::transmute::<cb::Any, cb::NotResumable>(f) });
    object.update(|settings| settings.not_resumable = call);
    1
}

/// # Safety
/// `callback` is a callback of this kind.
pub unsafe fn set_extension_debug(ssl: &Connection, callback: Callback) -> c_long {
    // SAFETY: the command's callback has this type, by the contract.
    let call = callback.map(|f| unsafe { std::mem::transmute::<cb::Any, cb::ExtensionDebug>(f) });
    ssl.reports.set_extension_callback(call);
    1
}

pub fn set_extension_debug_arg(ssl: &Connection, arg: *mut c_void) -> c_long {
    ssl.reports.set_extension_argument(arg);
    1
}

pub fn max_cert_list(object: &impl Configured) -> c_long {
    object.settings().max_cert_list as c_long
}

/// Returns the value before.
pub fn set_max_cert_list(object: &impl Configured, larg: c_long) -> c_long {
    match size_t::try_from(larg) {
        Ok(bytes) => object
            .update(|settings| std::mem::replace(&mut settings.max_cert_list, bytes) as c_long),
        Err(_) => 0,
    }
}

/// Bytes of plaintext in a record, from 512 to 16384.
pub fn set_max_send_fragment(object: &impl Configured, larg: c_long) -> c_long {
    if !(512..=c_long::from(SSL3_RT_MAX_PLAIN_LENGTH)).contains(&larg) {
        return 0;
    }
    object.update(|settings| {
        settings.max_send_fragment = larg as usize;
        settings.split_send_fragment = settings.split_send_fragment.min(larg as usize);
    });
    object.apply_fragment_lengths();
    1
}

pub fn set_split_send_fragment(object: &impl Configured, larg: c_long) -> c_long {
    let done = object.update(|settings| {
        // OpenSSL converts a negative number to a huge unsigned one.
        if larg as usize > settings.max_send_fragment || larg == 0 {
            return 0;
        }
        settings.split_send_fragment = larg as usize;
        1
    });
    object.apply_fragment_lengths();
    done
}

/// Sets how many records may be written at once, from 1 to 32. The value is kept, but has no effect.
pub fn set_pipelines(object: &impl Configured, larg: c_long) -> c_long {
    if !(1..=c_long::from(SSL_MAX_PIPELINES)).contains(&larg) {
        return 0;
    }
    object.update(|settings| settings.max_pipelines = larg as usize);
    1
}

/// As [`set_pipelines`]; more than one makes a connection read ahead.
pub fn set_connection_pipelines(ssl: &Connection, larg: c_long) -> c_long {
    let done = set_pipelines(ssl, larg);
    if done == 1 && larg > 1 {
        ssl.configuration.set_read_ahead(1);
    }
    done
}

/// A command that OpenSSL got after 3.0 (`SSL_CTRL_GET0_IMPLEMENTED_GROUPS`).
pub const GET0_IMPLEMENTED_GROUPS: c_int = 139;

/// Adds the names of the groups that the context's versions can use to a stack, by the groups'
/// numbers; the names are static. With `all` their aliases too. 1, or 0 without a stack.
///
/// # Safety
/// `stack` is NULL or a live `STACK_OF(OPENSSL_CSTRING)`.
pub unsafe fn implemented_groups(ctx: &Context, all: c_long, stack: *mut c_void) -> c_long {
    if stack.is_null() {
        return 0;
    }
    let newest = ctx.settings().bound(Bound::Highest);
    let tls12_only = newest.is_some_and(|newest| newest < TLS13);
    let usable = |group: &&Group| group.is_supported() && !(tls12_only && group.is_tls13_only());
    for group in GROUPS.iter().filter(usable) {
        for name in group.names().take(if all != 0 { usize::MAX } else { 1 }) {
            // SAFETY: `stack` is a live stack, by this function's contract.
            if unsafe { ffi::OPENSSL_sk_push(stack.cast(), name.as_ptr().cast()) } <= 0 {
                return 0;
            }
        }
    }
    1
}

pub fn bound(object: &impl Configured, bound: Bound) -> c_long {
    object
        .settings()
        .bound(bound)
        .map_or(0, |version| version.0.into())
}

pub fn set_bound(object: &impl Configured, bound: Bound, larg: c_long) -> c_long {
    let method = object.context_method();
    c_long::from(object.update(|settings| settings.set_bound(method, bound, larg)))
}

pub fn add_cert_flags(object: &impl Configured, larg: c_long) -> c_long {
    object.update(|settings| {
        settings.cert_flags |= larg as u32;
        c_long::from(settings.cert_flags)
    })
}

pub fn clear_cert_flags(object: &impl Configured, larg: c_long) -> c_long {
    object.update(|settings| {
        settings.cert_flags &= !(larg as u32);
        c_long::from(settings.cert_flags)
    })
}

/// The bytes of a list; `None`, with libcrypto's error, for NULL.
///
/// # Safety
/// `list` is NULL or a string.
unsafe fn list_text<'a>(list: *mut c_void) -> Option<&'a [u8]> {
    // SAFETY: `list` is NULL or a string, by this function's contract.
    let list = unsafe { text(list.cast()) };
    if list.is_none() {
        err::raise_missing_list();
    }
    list
}

/// OpenSSL allocates memory for the count before it checks the count; the allocation fails for a
/// negative one.
fn no_room() -> c_long {
    err::raise(Reason::ERR_R_MALLOC_FAILURE);
    0
}

/// Parses a list of groups like the libssl of the loaded libcrypto's release.
fn parse_groups(list: &[u8]) -> Result<Vec<NamedGroup>, GroupError> {
    match init::is_since_3_5() {
        true => group_list::parse(list),
        false => group::parse(list),
    }
}

fn group_failure(failure: GroupError) -> c_long {
    match failure {
        GroupError::Malformed => (),
        GroupError::EmptyElement => err::raise(Reason::UNSUPPORTED_CONFIG_VALUE),
        GroupError::Empty => err::raise(Reason::BAD_LENGTH),
        GroupError::Unknown(text) => err::raise_data(Reason::ERR_R_PASSED_INVALID_ARGUMENT, &text),
    }
    0
}

/// # Safety
/// `nids` points to `count` ints.
pub unsafe fn set_groups(object: &impl Configured, nids: *mut c_void, count: c_long) -> c_long {
    if count < 0 {
        return no_room();
    }
    // SAFETY: `nids` points to `count` ints, by this function's contract.
    match group::from_nids(unsafe { ints(nids, count) }) {
        Ok(groups) => {
            object.update(|settings| settings.groups = Some(groups.into()));
            1
        }
        Err(failure) => group_failure(failure),
    }
}

/// # Safety
/// `list` is NULL or a string.
pub unsafe fn set_groups_list(object: &impl Configured, list: *mut c_void) -> c_long {
    // SAFETY: `list` is NULL or a string, by this function's contract.
    let Some(list) = (unsafe { list_text(list) }) else {
        return 0;
    };
    match parse_groups(list) {
        Ok(groups) => {
            object.update(|settings| settings.groups = Some(groups.into()));
            1
        }
        Err(failure) => group_failure(failure),
    }
}

/// # Safety
/// `nids` points to `count` ints.
pub unsafe fn set_sigalgs(object: &impl Configured, nids: *mut c_void, count: c_long) -> c_long {
    if count <= 0 && count % 2 == 0 {
        return no_room();
    }
    // SAFETY: `nids` points to `count` ints, by this function's contract.
    match sigalg::from_nids(unsafe { ints(nids, count) }) {
        Some(list) => object.update(|settings| {
            settings.sigalgs = Some(list.into());
            1
        }),
        None => 0,
    }
}

/// # Safety
/// `list` is NULL or a string.
pub unsafe fn set_sigalgs_list(object: &impl Configured, list: *mut c_void) -> c_long {
    // SAFETY: `list` is NULL or a string, by this function's contract.
    match unsafe { list_text(list) }.and_then(sigalg::parse) {
        Some(list) => object.update(|settings| {
            settings.sigalgs = Some(list.into());
            1
        }),
        None => 0,
    }
}

/// # Safety
/// `nids` points to `count` ints.
pub unsafe fn set_client_sigalgs(
    object: &impl Configured,
    nids: *mut c_void,
    count: c_long,
) -> c_long {
    if count <= 0 && count % 2 == 0 {
        return no_room();
    }
    // SAFETY: `nids` points to `count` ints, by this function's contract.
    match sigalg::from_nids(unsafe { ints(nids, count) }) {
        Some(list) => object.update(|settings| {
            settings.client_sigalgs = Some(list.into());
            1
        }),
        None => 0,
    }
}

/// # Safety
/// `list` is NULL or a string.
pub unsafe fn set_client_sigalgs_list(object: &impl Configured, list: *mut c_void) -> c_long {
    // SAFETY: `list` is NULL or a string, by this function's contract.
    match unsafe { list_text(list) }.and_then(sigalg::parse) {
        Some(list) => object.update(|settings| {
            settings.client_sigalgs = Some(list.into());
            1
        }),
        None => 0,
    }
}

/// Checks a list without setting it, for a NULL context.
///
/// # Safety
/// `list` is NULL or a string, if the command is one that takes a list.
pub unsafe fn check_list(cmd: c_int, list: *mut c_void) -> c_long {
    match cmd {
        SSL_CTRL_SET_GROUPS_LIST => {
            // SAFETY: `list` is NULL or a string, because the command takes a list.
            match unsafe { list_text(list) }.map(parse_groups) {
                Some(Ok(_)) => 1,
                Some(Err(failure)) => group_failure(failure),
                None => 0,
            }
        }
        SSL_CTRL_SET_SIGALGS_LIST | SSL_CTRL_SET_CLIENT_SIGALGS_LIST => {
            // SAFETY: `list` is NULL or a string, because the command takes a list.
            let list = unsafe { list_text(list) }.and_then(sigalg::parse);
            c_long::from(list.is_some())
        }
        _ => 0,
    }
}

/// # Safety
/// `numbers` is NULL or points to `count` ints.
unsafe fn ints<'a>(numbers: *mut c_void, count: c_long) -> &'a [c_int] {
    match usize::try_from(count) {
        // No array of ints can be longer.
        Ok(count)
            if (1..=isize::MAX as usize / size_of::<c_int>()).contains(&count)
                && !numbers.is_null() =>
        {
            // SAFETY: `numbers` is NULL or points to `count` ints, by this function's contract.
            unsafe { std::slice::from_raw_parts(numbers.cast::<c_int>(), count) }
        }
        _ => &[],
    }
}

/// Keeps a copy of the parameters in a `DH`.
///
/// # Safety
/// `parameters` is NULL or a live `DH`.
pub unsafe fn set_tmp_dh(object: &impl Secured, parameters: *mut c_void) -> c_long {
    if parameters.is_null() {
        err::raise(Reason::ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    // SAFETY: not NULL, so live, by this function's contract.
    match unsafe { PKey::from_dh(parameters.cast()) } {
        Some(key) => tmp_dh::keep(object, key).is_ok().into(),
        None => {
            err::raise(Reason::ERR_R_MALLOC_FAILURE);
            0
        }
    }
}

/// Makes the group of an `EC_KEY` the only group.
///
/// # Safety
/// `key` is NULL or a live `EC_KEY`.
pub unsafe fn set_tmp_ecdh(object: &impl Configured, key: *mut c_void) -> c_long {
    if key.is_null() {
        err::raise(Reason::ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    // SAFETY: not NULL, so live, by this function's contract.
    let Some(nid) = (unsafe { dh::curve_of(key.cast()) }) else {
        err::raise(Reason::MISSING_PARAMETERS);
        return 0;
    };
    match group::from_nids(&[nid]) {
        Ok(groups) => object.update(|settings| {
            settings.groups = Some(groups.into());
            1
        }),
        Err(failure) => group_failure(failure),
    }
}

/// Refuses a command that sets a callback: only `SSL_callback_ctrl` can do that.
pub fn not_a_ctrl() -> c_long {
    err::raise(Reason::ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    0
}

/// # Safety
/// `name` is NULL or a string.
pub unsafe fn set_host_name(ssl: &Connection, kind: c_long, name: *mut c_void) -> c_long {
    if kind != c_long::from(TLSEXT_NAMETYPE_host_name) {
        err::raise(Reason::SSL3_EXT_INVALID_SERVERNAME_TYPE);
        return 0;
    }
    // SAFETY: `name` is NULL or a string, by this function's contract.
    let name = (!name.is_null()).then(|| unsafe { CStr::from_ptr(name.cast()) }.to_owned());
    c_long::from(ssl.name_host(name))
}

/// # Safety
/// `callback` is a server name callback.
pub unsafe fn set_server_name_callback(ctx: &Context, callback: Callback) -> c_long {
    // SAFETY: the command's callback has this type, by the contract.
    let call = callback.map(|f| unsafe { std::mem::transmute::<cb::Any, cb::ServerName>(f) });
    ctx.update_hooks(|hooks| hooks.server_name.call = call);
    1
}

pub fn set_server_name_arg(ctx: &Context, arg: *mut c_void) -> c_long {
    ctx.update_hooks(|hooks| hooks.server_name.arg = arg);
    1
}
