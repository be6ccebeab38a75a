//! SSL_CONF: configuration by named commands, from a command line or a file (SSL_CONF_cmd(3)).
//!
//! It calls the entry points: a program could do the same as any command.
//!
//! | file | subject |
//! | --- | --- |
//! | `commands` | the table of commands |
//! | `flags` | lists of words that are bits: options, protocols, verification |
//! | `apply` | what the commands with a value do |
//! | `section` | the sections of openssl.cnf (SSL_CTX_config(3)) |

mod apply;
mod commands;
mod flags;
mod section;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::ffi::{CStr, CString};

use libc::{c_int, c_uint};

pub use section::{apply_system_default, apply_to_connection, apply_to_context};

use crate::abi::{SSL, SSL_CTX};
use crate::constants::*;
use crate::context::credentials::{Credentials, Holder};
use crate::error::reason::Reason;
use crate::objects::{self, Mark};
use crate::sys::err;
use crate::sys::x509_name::NameStack;
use commands::{Action, Command};

/// The object that commands change. As in OpenSSL, the caller must keep it alive.
#[derive(Clone, Copy, Default)]
enum Target {
    /// Nothing: commands are only checked.
    #[default]
    None,
    Context(*mut SSL_CTX),
    Connection(*mut SSL),
}

/// The outcomes of a command, with `SSL_CONF_cmd`'s values.
const DONE: c_int = 2;
const FAILED: c_int = 0;
const UNKNOWN: c_int = -2;
const NO_VALUE: c_int = -3;

/// The object behind `SSL_CONF_CTX`.
pub struct ConfContext {
    mark: Mark,
    flags: Cell<c_uint>,
    prefix: RefCell<Option<CString>>,
    target: Cell<Target>,
    /// Files of certificates whose keys may be in them too, by the certificate's slot.
    certificate_files: RefCell<Vec<(usize, CString)>>,
    /// Authorities for certificate requests, set when the configuration is finished.
    authorities: RefCell<Option<NameStack>>,
}

const MARK: Mark = Mark::new(b"SSL_CONF");
objects::marked!(ConfContext, mark, "SSL_CONF_CTX", MARK, 128);

impl Default for ConfContext {
    fn default() -> ConfContext {
        ConfContext {
            mark: MARK,
            flags: Cell::default(),
            prefix: RefCell::default(),
            target: Cell::default(),
            certificate_files: RefCell::default(),
            authorities: RefCell::default(),
        }
    }
}

impl ConfContext {
    fn has(&self, flag: c_uint) -> bool {
        self.flags.get() & flag != 0
    }

    /// Adds flags, and returns all flags that are set.
    pub fn set_flags(&self, flags: c_uint) -> c_uint {
        self.flags.set(self.flags.get() | flags);
        self.flags.get()
    }

    /// Clears flags, and returns those that are still set.
    pub fn clear_flags(&self, flags: c_uint) -> c_uint {
        self.flags.set(self.flags.get() & !flags);
        self.flags.get()
    }

    /// Sets the prefix that commands must have.
    pub fn set_prefix(&self, prefix: Option<&CStr>) {
        *self.prefix.borrow_mut() = prefix.map(CStr::to_owned);
    }

    /// Makes a context the target; NULL for no target.
    ///
    /// # Safety
    /// `ctx` is NULL or lives as long as commands are given.
    pub unsafe fn set_context(&self, ctx: *mut SSL_CTX) {
        // SAFETY: `ctx` is NULL or lives as long as commands are given, by this function's contract.
        self.target.set(match unsafe { objects::get(ctx) } {
            None => Target::None,
            Some(_) => Target::Context(ctx),
        });
    }

    /// Makes a connection the target; NULL for no target.
    ///
    /// # Safety
    /// `ssl` is NULL or lives as long as commands are given.
    pub unsafe fn set_connection(&self, ssl: *mut SSL) {
        // SAFETY: `ssl` is NULL or lives as long as commands are given, by this function's contract.
        self.target.set(match unsafe { objects::get(ssl) } {
            None => Target::None,
            Some(_) => Target::Connection(ssl),
        });
    }

    /// The command with this name, if the flags allow it.
    fn find(&self, name: &CStr) -> Option<&'static Command> {
        let name = self.without_prefix(name.to_bytes())?;
        let needs = SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_CERTIFICATE;
        commands::COMMANDS.iter().find(|command| {
            let allowed = command.needs & needs & !self.flags.get() == 0;
            let on_line = self.has(SSL_CONF_FLAG_CMDLINE)
                && command.switch.is_some_and(|own| own.as_bytes() == name);
            let in_file = self.has(SSL_CONF_FLAG_FILE)
                && command
                    .name
                    .is_some_and(|own| own.as_bytes().eq_ignore_ascii_case(name));
            allowed && (on_line || in_file)
        })
    }

    /// The name without the prefix, or without the hyphen on a command line without a prefix.
    fn without_prefix<'a>(&self, name: &'a [u8]) -> Option<&'a [u8]> {
        if let Some(prefix) = &*self.prefix.borrow() {
            let prefix = prefix.as_bytes();
            if name.len() <= prefix.len() {
                return None;
            }
            let (start, rest) = name.split_at(prefix.len());
            let exact = !self.has(SSL_CONF_FLAG_CMDLINE) || start == prefix;
            let alike = !self.has(SSL_CONF_FLAG_FILE) || start.eq_ignore_ascii_case(prefix);
            return (exact && alike).then_some(rest);
        }
        if !self.has(SSL_CONF_FLAG_CMDLINE) {
            return Some(name);
        }
        name.strip_prefix(b"-").filter(|rest| !rest.is_empty())
    }

    /// `SSL_CONF_cmd`: 2 when command and value were used, 1 when the command has no value, 0 for a
    /// bad value, -2 for an unknown command, -3 for a missing value.
    pub fn command(&self, name: &CStr, value: Option<&CStr>) -> c_int {
        let shown = |text: &CStr| {
            let bytes = text.to_bytes();
            let bytes = self.without_prefix(bytes).unwrap_or(bytes);
            String::from_utf8_lossy(bytes).into_owned()
        };
        let Some(command) = self.find(name) else {
            if self.has(SSL_CONF_FLAG_SHOW_ERRORS) {
                let text = format!("cmd={}", shown(name));
                err::raise_data(Reason::UNKNOWN_CMD_NAME, &text);
            }
            return UNKNOWN;
        };
        let result = match (&command.action, value) {
            (Action::Switch(bits), _) => {
                self.set_bits(bits, true);
                return 1;
            }
            (Action::Value(_), None) => NO_VALUE,
            (Action::Value(run), Some(value)) => match run(self, value) {
                n if n > 0 => return DONE,
                UNKNOWN => UNKNOWN,
                _ => FAILED,
            },
        };
        if self.has(SSL_CONF_FLAG_SHOW_ERRORS) {
            let value = value.map_or("<EMPTY>".into(), CStr::to_string_lossy);
            let text = format!("cmd={}, value={value}", shown(name));
            err::raise_data(Reason::BAD_VALUE, &text);
        }
        result
    }

    /// `SSL_CONF_cmd_value_type`.
    pub fn value_type(&self, name: &CStr) -> c_int {
        self.find(name)
            .map_or(SSL_CONF_TYPE_UNKNOWN, |command| command.value_type)
    }

    /// `SSL_CONF_CTX_finish`: loads keys that are still missing from the files of their
    /// certificates, and sets the authorities.
    pub fn finish(&self) -> bool {
        let files = match self.has(SSL_CONF_FLAG_REQUIRE_PRIVATE) {
            true => self.certificate_files.borrow().clone(),
            false => Vec::new(),
        };
        for (slot, file) in files {
            let missing = self.with_credentials(|own| own.slot(slot).key.is_none());
            if missing == Some(true) && apply::private_key(self, &file) <= 0 {
                return false;
            }
        }
        if let Some(names) = self.authorities.take() {
            apply::set_authorities(self.target.get(), names);
        }
        true
    }

    /// Runs `look` on the target's certificates; `None` without a target.
    fn with_credentials<T>(&self, look: impl FnOnce(&Credentials) -> T) -> Option<T> {
        // SAFETY: the target lives, by the contract of `set_context` and `set_connection`.
        unsafe {
            match self.target.get() {
                Target::None => None,
                Target::Context(ctx) => Some(look(&(*ctx).credentials())),
                Target::Connection(ssl) => Some(look(&(*ssl).credentials())),
            }
        }
    }
}
