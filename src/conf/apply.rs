//! The effects of the commands with a value: each calls the entry point that a program would call.

use std::ffi::CStr;
use std::ptr::null_mut;

use libc::{c_int, c_long, c_void};

use super::{ConfContext, Target, UNKNOWN};
use crate::abi::certificates::ca_list::{
    SSL_CTX_set0_CA_list, SSL_add_dir_cert_subjects_to_stack, SSL_add_file_cert_subjects_to_stack,
    SSL_add_store_cert_subjects_to_stack, SSL_set0_CA_list,
};
use crate::abi::certificates::certificate_callback::SSL_CTX_use_serverinfo_file;
use crate::abi::certificates::certificate_file::{
    SSL_CTX_use_PrivateKey_file, SSL_CTX_use_certificate_chain_file, SSL_use_PrivateKey_file,
    SSL_use_certificate_chain_file,
};
use crate::abi::certificates::tmp_dh::{SSL_CTX_set0_tmp_dh_pkey, SSL_set0_tmp_dh_pkey};
use crate::abi::ciphers::cipher_list::{
    SSL_CTX_set_cipher_list, SSL_CTX_set_ciphersuites, SSL_set_cipher_list, SSL_set_ciphersuites,
};
use crate::abi::contexts::ctrl::{SSL_CTX_ctrl, SSL_ctrl};
use crate::abi::records::buffers::{SSL_CTX_set_block_padding, SSL_set_block_padding};
use crate::abi::sessions::ticket::{SSL_CTX_set_num_tickets, SSL_set_num_tickets};
use crate::constants::*;
use crate::context::credentials::{Credentials, Holder};
use crate::context::version::Bound;
use crate::context::Configured;
use crate::sys::dh;
use crate::sys::library::Library;
use crate::sys::store::Store;
use crate::sys::x509_name::NameStack;

/// Sets a list on the target. Without a target the list is only checked.
fn list(conf: &ConfContext, cmd: c_int, value: &CStr) -> c_int {
    let list = value.as_ptr() as *mut c_void;
    // SAFETY: the target lives; the command takes a string.
    let done = unsafe {
        match conf.target.get() {
            Target::Connection(ssl) => SSL_ctrl(ssl, cmd, 0, list),
            Target::Context(ctx) => SSL_CTX_ctrl(ctx, cmd, 0, list),
            Target::None => SSL_CTX_ctrl(null_mut(), cmd, 0, list),
        }
    };
    c_int::from(done > 0)
}

pub fn sigalgs(conf: &ConfContext, value: &CStr) -> c_int {
    list(conf, SSL_CTRL_SET_SIGALGS_LIST, value)
}

pub fn client_sigalgs(conf: &ConfContext, value: &CStr) -> c_int {
    list(conf, SSL_CTRL_SET_CLIENT_SIGALGS_LIST, value)
}

pub fn groups(conf: &ConfContext, value: &CStr) -> c_int {
    list(conf, SSL_CTRL_SET_GROUPS_LIST, value)
}

/// One group; the words for an automatic choice, which is the default, are accepted.
pub fn named_curve(conf: &ConfContext, value: &CStr) -> c_int {
    let name = value.to_bytes();
    let automatic = conf.has(SSL_CONF_FLAG_FILE)
        && (name.eq_ignore_ascii_case(b"+automatic") || name.eq_ignore_ascii_case(b"automatic"));
    if automatic || conf.has(SSL_CONF_FLAG_CMDLINE) && name == b"auto" {
        return 1;
    }
    match conf.target.get() {
        _ if name.contains(&b':') => 0,
        Target::None => 1,
        _ => groups(conf, value),
    }
}

pub fn cipher_string(conf: &ConfContext, value: &CStr) -> c_int {
    // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
    unsafe {
        match conf.target.get() {
            Target::None => 1,
            Target::Context(ctx) => SSL_CTX_set_cipher_list(ctx, value.as_ptr()),
            Target::Connection(ssl) => SSL_set_cipher_list(ssl, value.as_ptr()),
        }
    }
}

pub fn ciphersuites(conf: &ConfContext, value: &CStr) -> c_int {
    // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
    unsafe {
        match conf.target.get() {
            Target::None => 1,
            Target::Context(ctx) => SSL_CTX_set_ciphersuites(ctx, value.as_ptr()),
            Target::Connection(ssl) => SSL_set_ciphersuites(ssl, value.as_ptr()),
        }
    }
}

fn protocol_bound(conf: &ConfContext, bound: Bound, value: &CStr) -> c_int {
    let version = match value.to_bytes() {
        b"None" => 0,
        b"SSLv3" => SSL3_VERSION,
        b"TLSv1" => TLS1_VERSION,
        b"TLSv1.1" => TLS1_1_VERSION,
        b"TLSv1.2" => TLS1_2_VERSION,
        b"TLSv1.3" => TLS1_3_VERSION,
        b"DTLSv1" => DTLS1_VERSION,
        b"DTLSv1.2" => DTLS1_2_VERSION,
        _ => return 0,
    };
    // As in OpenSSL, a DTLS version is accepted and has no effect.
    if version > TLS1_3_VERSION {
        return c_int::from(!matches!(conf.target.get(), Target::None));
    }
    let set = |object: &dyn Fn(Bound, c_long) -> bool| c_int::from(object(bound, version.into()));
    // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
    unsafe {
        match conf.target.get() {
            Target::None => 0,
            Target::Context(ctx) => set(&|bound, version| set_bound(&*ctx, bound, version)),
            Target::Connection(ssl) => set(&|bound, version| set_bound(&*ssl, bound, version)),
        }
    }
}

fn set_bound(object: &impl Configured, bound: Bound, version: c_long) -> bool {
    let method = object.context_method();
    object.update(|settings| settings.set_bound(method, bound, version))
}

pub fn min_protocol(conf: &ConfContext, value: &CStr) -> c_int {
    protocol_bound(conf, Bound::Lowest, value)
}

pub fn max_protocol(conf: &ConfContext, value: &CStr) -> c_int {
    protocol_bound(conf, Bound::Highest, value)
}

/// A certificate with its chain; its key may be in the same file.
pub fn certificate(conf: &ConfContext, value: &CStr) -> c_int {
    // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
    let done = unsafe {
        match conf.target.get() {
            Target::None => 1,
            Target::Context(ctx) => SSL_CTX_use_certificate_chain_file(ctx, value.as_ptr()),
            Target::Connection(ssl) => SSL_use_certificate_chain_file(ssl, value.as_ptr()),
        }
    };
    let slot = conf.with_credentials(Credentials::current_index);
    if let (true, true, Some(slot)) = (done > 0, conf.has(SSL_CONF_FLAG_REQUIRE_PRIVATE), slot) {
        let mut files = conf.certificate_files.borrow_mut();
        files.retain(|(other, _)| *other != slot);
        files.push((slot, value.to_owned()));
    }
    done
}

pub fn private_key(conf: &ConfContext, value: &CStr) -> c_int {
    if !conf.has(SSL_CONF_FLAG_CERTIFICATE) {
        return UNKNOWN;
    }
    // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
    unsafe {
        match conf.target.get() {
            Target::None => 1,
            Target::Context(ctx) => {
                SSL_CTX_use_PrivateKey_file(ctx, value.as_ptr(), SSL_FILETYPE_PEM)
            }
            Target::Connection(ssl) => {
                SSL_use_PrivateKey_file(ssl, value.as_ptr(), SSL_FILETYPE_PEM)
            }
        }
    }
}

/// Extensions for a context's certificate, which are refused.
pub fn server_info(conf: &ConfContext, value: &CStr) -> c_int {
    match conf.target.get() {
        Target::Context(ctx) => {
            // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
            unsafe { SSL_CTX_use_serverinfo_file(ctx, value.as_ptr()) }
        }
        _ => 1,
    }
}

/// The store that a command loads into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Chain,
    Verify,
}

/// Loads certificates into a store, and makes the store if there is none yet.
fn load(conf: &ConfContext, purpose: Purpose, load: impl Fn(&Store, &Library) -> bool) -> c_int {
    // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
    let (store, library) = unsafe {
        match conf.target.get() {
            Target::None => return 1,
            Target::Context(ctx) => (store_of(&*ctx, purpose), (*ctx).library()),
            Target::Connection(ssl) => (store_of(&*ssl, purpose), (*ssl).library()),
        }
    };
    c_int::from(store.is_some_and(|store| load(&store, &library)))
}

fn store_of(holder: &impl Holder, purpose: Purpose) -> Option<Store> {
    let mut fresh = Some(Store::new()?);
    let store = holder.change_credentials(|credentials| {
        let place = match purpose {
            Purpose::Chain => &mut credentials.chain_store,
            Purpose::Verify => &mut credentials.verify_store,
        };
        if place.is_none() {
            *place = fresh.take();
        }
        place.clone()
    });
    holder.discard(fresh);
    store
}

pub fn chain_path(conf: &ConfContext, value: &CStr) -> c_int {
    load(conf, Purpose::Chain, |store, _| {
        store.load_path(Some(value))
    })
}

pub fn chain_file(conf: &ConfContext, value: &CStr) -> c_int {
    load(conf, Purpose::Chain, |store, library| {
        store.load_file(library, Some(value))
    })
}

pub fn chain_store(conf: &ConfContext, value: &CStr) -> c_int {
    load(conf, Purpose::Chain, |store, library| {
        store.load_store(library, Some(value))
    })
}

pub fn verify_path(conf: &ConfContext, value: &CStr) -> c_int {
    load(conf, Purpose::Verify, |store, _| {
        store.load_path(Some(value))
    })
}

pub fn verify_file(conf: &ConfContext, value: &CStr) -> c_int {
    load(conf, Purpose::Verify, |store, library| {
        store.load_file(library, Some(value))
    })
}

pub fn verify_store(conf: &ConfContext, value: &CStr) -> c_int {
    load(conf, Purpose::Verify, |store, library| {
        store.load_store(library, Some(value))
    })
}

/// Adds names to the list of authorities, and makes the list if there is none yet.
fn authorities(
    conf: &ConfContext,
    add: impl FnOnce(*mut crate::sys::ffi::stack_st_X509_NAME) -> c_int,
) -> c_int {
    // The list is taken out of its cell meanwhile, because reading certificates may run the application's code.
    let names = conf.authorities.take().or_else(NameStack::new);
    let added = names.as_ref().map_or(0, |names| add(names.as_ptr()));
    conf.authorities.replace(names);
    added
}

pub fn authority_file(conf: &ConfContext, value: &CStr) -> c_int {
    // SAFETY: `authorities` passes a live stack, and the value is a string.
    authorities(conf, |stack| unsafe {
        SSL_add_file_cert_subjects_to_stack(stack, value.as_ptr())
    })
}

pub fn authority_path(conf: &ConfContext, value: &CStr) -> c_int {
    // SAFETY: `authorities` passes a live stack, and the value is a string.
    authorities(conf, |stack| unsafe {
        SSL_add_dir_cert_subjects_to_stack(stack, value.as_ptr())
    })
}

pub fn authority_store(conf: &ConfContext, value: &CStr) -> c_int {
    // SAFETY: `authorities` passes a live stack, and the value is a string.
    authorities(conf, |stack| unsafe {
        SSL_add_store_cert_subjects_to_stack(stack, value.as_ptr())
    })
}

/// Gives the collected names to the target.
pub fn set_authorities(target: Target, names: NameStack) {
    // SAFETY: the target lives and takes the stack over.
    unsafe {
        match target {
            Target::None => (),
            Target::Context(ctx) => SSL_CTX_set0_CA_list(ctx, names.into_ptr()),
            Target::Connection(ssl) => SSL_set0_CA_list(ssl, names.into_ptr()),
        }
    }
}

pub fn dh_parameters(conf: &ConfContext, value: &CStr) -> c_int {
    if matches!(conf.target.get(), Target::None) {
        return 1;
    }
    let Some(key) = dh::parameters_from_file(value) else {
        return 0;
    };
    // The reference goes to the target if it takes the key; otherwise it is dropped here.
    let given = key.clone();
    // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
    let done = unsafe {
        match conf.target.get() {
            Target::Connection(ssl) => SSL_set0_tmp_dh_pkey(ssl, given.as_ptr()),
            Target::Context(ctx) => SSL_CTX_set0_tmp_dh_pkey(ctx, given.as_ptr()),
            Target::None => 0,
        }
    };
    if done > 0 {
        std::mem::forget(given);
    }
    done
}

pub fn record_padding(conf: &ConfContext, value: &CStr) -> c_int {
    let Some(size) = number(value) else {
        return 0;
    };
    // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
    unsafe {
        match conf.target.get() {
            Target::None => 0,
            Target::Context(ctx) => SSL_CTX_set_block_padding(ctx, size),
            Target::Connection(ssl) => SSL_set_block_padding(ssl, size),
        }
    }
}

pub fn num_tickets(conf: &ConfContext, value: &CStr) -> c_int {
    let Some(count) = number(value) else {
        return 0;
    };
    // SAFETY: the target is live, by the contract of `set_context` and `set_connection`.
    unsafe {
        match conf.target.get() {
            Target::None => 0,
            Target::Context(ctx) => SSL_CTX_set_num_tickets(ctx, count),
            Target::Connection(ssl) => SSL_set_num_tickets(ssl, count),
        }
    }
}

/// A number as `atoi` reads it; `None` for a negative one.
pub(super) fn number(value: &CStr) -> Option<usize> {
    let text = value.to_bytes().trim_ascii_start();
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let number = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0usize, |n, digit| {
            n.saturating_mul(10).saturating_add((digit - b'0').into())
        });
    (!negative || number == 0).then_some(number)
}
