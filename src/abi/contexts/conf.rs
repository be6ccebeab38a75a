//! SSL_CONF: configuration by named commands (SSL_CONF_cmd(3), SSL_CONF_CTX_new(3), SSL_CTX_config(3)).

use libc::{c_char, c_int, c_uint};

use crate::abi::{c_str, entry, SSL, SSL_CTX};
use crate::conf;
use crate::constants::{SSL_CONF_FLAG_CMDLINE, SSL_CONF_FLAG_FILE, SSL_CONF_TYPE_UNKNOWN};
use crate::error::reason::Reason;
use crate::objects;
use crate::sys::err;

pub(crate) use crate::conf::ConfContext as SSL_CONF_CTX;

/// Makes a configuration, which the caller frees with `SSL_CONF_CTX_free`.
/// See SSL_CONF_CTX_new(3).
#[entry]
pub extern "C-unwind" fn SSL_CONF_CTX_new() -> *mut SSL_CONF_CTX {
    Box::into_raw(Box::new(SSL_CONF_CTX::default()))
}

/// Frees a configuration; NULL does nothing. See SSL_CONF_CTX_free(3).
#[entry(pointer)]
pub unsafe extern "C-unwind" fn SSL_CONF_CTX_free(cctx: *mut SSL_CONF_CTX) {
    // SAFETY: the pointer is NULL or from SSL_CONF_CTX_new, and the caller gives it away.
    unsafe {
        if objects::get(cctx).is_some() {
            drop(Box::from_raw(cctx));
        }
    }
}

/// Ends a configuration: loads the keys that are still missing from the files of their certificates
/// (with `SSL_CONF_FLAG_REQUIRE_PRIVATE`) and sets the authorities that were given. Returns 1, or 0
/// with an error on the queue. See SSL_CONF_CTX_finish(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CONF_CTX_finish(cctx: *mut SSL_CONF_CTX) -> c_int {
    cctx.finish().into()
}

/// Adds flags (`SSL_CONF_FLAG_*`): whether commands come from a file or a command line, for which
/// side, and which are allowed. Returns all flags that are set. See SSL_CONF_CTX_set_flags(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CONF_CTX_set_flags(
    cctx: *mut SSL_CONF_CTX,
    flags: c_uint,
) -> c_uint {
    cctx.set_flags(flags)
}

/// Clears flags. Returns the flags that are still set. See SSL_CONF_CTX_clear_flags(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CONF_CTX_clear_flags(
    cctx: *mut SSL_CONF_CTX,
    flags: c_uint,
) -> c_uint {
    cctx.clear_flags(flags)
}

/// Sets the prefix of commands, which replaces the hyphen of a command line; NULL for none. Returns
/// 1. See SSL_CONF_CTX_set1_prefix(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CONF_CTX_set1_prefix(
    cctx: *mut SSL_CONF_CTX,
    prefix: *const c_char,
) -> c_int {
    // SAFETY: the argument is a string or NULL.
    cctx.set_prefix(unsafe { c_str(prefix) });
    1
}

/// Applies commands to a connection from now on, without a reference to it. With NULL, commands are
/// only checked. See SSL_CONF_CTX_set_ssl(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CONF_CTX_set_ssl(cctx: *mut SSL_CONF_CTX, ssl: *mut SSL) {
    // SAFETY: the application keeps the object alive as long as it gives commands.
    unsafe { cctx.set_connection(ssl) }
}

/// Applies commands to a context from now on, without a reference to it. With NULL, commands are
/// only checked. See SSL_CONF_CTX_set_ssl_ctx(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CONF_CTX_set_ssl_ctx(
    cctx: *mut SSL_CONF_CTX,
    ctx: *mut SSL_CTX,
) {
    // SAFETY: the application keeps the object alive as long as it gives commands.
    unsafe { cctx.set_context(ctx) }
}

/// Executes a command with its value.
///
/// Returns 2 if both were used and 1 if the command has no value; 0 for a bad value, -2 for a
/// command that is unknown or not allowed, -3 for a missing value, with an error on the queue if
/// `SSL_CONF_FLAG_SHOW_ERRORS` is set. See SSL_CONF_cmd(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CONF_cmd(
    cctx: *mut SSL_CONF_CTX,
    cmd: *const c_char,
    value: *const c_char,
) -> c_int {
    // SAFETY: both are strings or NULL.
    let (cmd, value) = unsafe { (c_str(cmd), c_str(value)) };
    let Some(cmd) = cmd else {
        err::raise(Reason::INVALID_NULL_CMD_NAME);
        return 0;
    };
    cctx.command(cmd, value)
}

/// Executes the first command of a command line and removes it from the line.
///
/// `pargc`: NULL, or the number of arguments left; `pargv`: the arguments, which end with NULL if
/// `pargc` is NULL. Returns the number of arguments used, by which both advance; 0 for an unknown
/// command, -1 for a bad value and -3 for a missing one. See SSL_CONF_cmd_argv(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CONF_cmd_argv(
    cctx: *mut SSL_CONF_CTX,
    pargc: *mut c_int,
    pargv: *mut *mut *mut c_char,
) -> c_int {
    // SAFETY: the places are NULL or writable, and the arguments are strings.
    unsafe {
        let left = match pargc.is_null() {
            true => c_int::MAX,
            false => *pargc,
        };
        if pargv.is_null() || left <= 0 {
            return 0;
        }
        let Some(command) = c_str(**pargv) else {
            return 0;
        };
        let value = match left > 1 {
            true => c_str(*(*pargv).add(1)),
            false => None,
        };
        cctx.clear_flags(SSL_CONF_FLAG_FILE);
        cctx.set_flags(SSL_CONF_FLAG_CMDLINE);
        match cctx.command(command, value) {
            used if used > 0 => {
                *pargv = (*pargv).add(used as usize);
                if !pargc.is_null() {
                    *pargc -= used;
                }
                used
            }
            -2 => 0,
            0 => -1,
            other => other,
        }
    }
}

/// The type of a command's value: `SSL_CONF_TYPE_STRING`, `FILE`, `DIR`, `STORE`, `NONE`, or
/// `SSL_CONF_TYPE_UNKNOWN` if it is unknown or not allowed. See SSL_CONF_cmd_value_type(3).
#[entry(failure = SSL_CONF_TYPE_UNKNOWN)]
pub unsafe extern "C-unwind" fn SSL_CONF_cmd_value_type(
    cctx: *mut SSL_CONF_CTX,
    cmd: *const c_char,
) -> c_int {
    // SAFETY: the argument is a string or NULL.
    let cmd = unsafe { c_str(cmd) };
    cmd.map_or(SSL_CONF_TYPE_UNKNOWN, |cmd| cctx.value_type(cmd))
}

/// Applies the commands of a section of openssl.cnf to a context.
///
/// Returns 1, or 0 if there is no such section (with an error on the queue) or a command in it
/// failed; the other commands are still applied. See SSL_CTX_config(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_config(ctx: *mut SSL_CTX, name: *const c_char) -> c_int {
    // SAFETY: the argument is a string or NULL.
    conf::apply_to_context(ctx, unsafe { c_str(name) }.unwrap_or(c"")).into()
}

/// Applies the commands of a section of openssl.cnf to a connection, as `SSL_CTX_config` does to a
/// context. See SSL_config(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_config(s: *mut SSL, name: *const c_char) -> c_int {
    // SAFETY: the argument is a string or NULL.
    conf::apply_to_connection(s, unsafe { c_str(name) }.unwrap_or(c"")).into()
}

/// Does nothing, as in OpenSSL, because libcrypto loads the sections for TLS itself.
#[entry]
pub extern "C-unwind" fn SSL_add_ssl_module() {}
