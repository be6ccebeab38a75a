//! Sections of openssl.cnf: libcrypto reads the file and gives us the commands (config(5)).

use std::ffi::{c_char, CStr};
use std::ptr::null_mut;

use super::{ConfContext, Target};
use crate::abi::{SSL, SSL_CTX};
use crate::constants::*;
use crate::context::Method;
use crate::error::reason::Reason;
use crate::sys::{err, ffi};

/// The section that is applied to every new context, if the file has it.
const SYSTEM_DEFAULT: &CStr = c"system_default";

/// The commands of a section, in the file's order; `None` if there is no such section.
fn commands(name: &CStr) -> Option<Vec<(&CStr, Option<&CStr>)>> {
    let mut index = 0;
    // SAFETY: libcrypto's sections and their strings live as long as the configuration is loaded, and no thread
    // may unload it meanwhile.
    unsafe {
        if ffi::conf_ssl_name_find(name.as_ptr(), &mut index) == 0 {
            return None;
        }
        let mut found = std::ptr::null();
        let mut count = 0;
        let commands = ffi::conf_ssl_get(index, &mut found, &mut count);
        let pairs = (0..count).filter_map(|i| {
            let (mut command, mut argument): (*mut c_char, *mut c_char) = (null_mut(), null_mut());
            ffi::conf_ssl_get_cmd(commands, i, &mut command, &mut argument);
            let argument = (!argument.is_null()).then(|| CStr::from_ptr(argument));
            (!command.is_null()).then(|| (CStr::from_ptr(command), argument))
        });
        Some(pairs.collect())
    }
}

/// Applies a section to a target. Continues after a command that fails.
fn apply(target: Target, method: &Method, name: &CStr, system: bool) -> bool {
    let Some(commands) = commands(name) else {
        if !system {
            let text = format!("name={}", name.to_string_lossy());
            err::raise_data(Reason::INVALID_CONFIGURATION_NAME, &text);
        }
        return false;
    };
    let conf = ConfContext::default();
    conf.target.set(target);
    conf.set_flags(SSL_CONF_FLAG_FILE);
    if !system {
        conf.set_flags(SSL_CONF_FLAG_CERTIFICATE | SSL_CONF_FLAG_REQUIRE_PRIVATE);
    }
    if method.server {
        conf.set_flags(SSL_CONF_FLAG_SERVER);
    }
    if method.client {
        conf.set_flags(SSL_CONF_FLAG_CLIENT);
    }
    let mut done = true;
    for (command, argument) in commands {
        done &= conf.command(command, argument) > 0;
    }
    done & conf.finish()
}

/// Applies a section to a context (`SSL_CTX_config`).
pub fn apply_to_context(ctx: &SSL_CTX, name: &CStr) -> bool {
    apply(
        Target::Context(ctx.as_ptr().cast()),
        ctx.method(),
        name,
        false,
    )
}

/// Applies a section to a connection (`SSL_config`).
pub fn apply_to_connection(ssl: &SSL, name: &CStr) -> bool {
    apply(
        Target::Connection(ssl.as_ptr().cast()),
        ssl.method(),
        name,
        false,
    )
}

/// Applies the system administrator's section to a new context. Commands that fail are ignored.
pub fn apply_system_default(ctx: &SSL_CTX) {
    apply(
        Target::Context(ctx.as_ptr().cast()),
        ctx.method(),
        SYSTEM_DEFAULT,
        true,
    );
}
