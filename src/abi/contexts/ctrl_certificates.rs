//! The commands of SSL_ctrl(3) for certificates and chains (SSL_CTX_add1_chain_cert(3),
//! SSL_CTX_set1_verify_cert_store(3), SSL_CTX_add_extra_chain_cert(3)).

use libc::{c_int, c_long, c_void};

use crate::connection::state::Role;
use crate::connection::Connection;
use crate::constants::*;
use crate::context::chain;
use crate::context::credentials::{self, Holder};
use crate::context::{Configured, Context};
use crate::error::reason::Reason;
use crate::sys::err;
use crate::sys::ffi::{stack_st_X509, X509_STORE};
use crate::sys::store::Store;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;

/// What SSL and SSL_CTX have in common.
///
/// # Safety
/// `parg` has the type that the command requires.
pub unsafe fn ctrl(holder: &impl Holder, cmd: c_int, larg: c_long, parg: *mut c_void) -> c_long {
    // A value other than 0 means that we take our own reference; 0 means that we take over the caller's.
    let share = larg != 0;
    // SAFETY: each arm requires what this function's contract says about `parg`.
    unsafe {
        match cmd {
            SSL_CTRL_CHAIN => {
                let given = if share {
                    CertStack::copy(parg.cast())
                } else {
                    CertStack::from_owned(parg)
                };
                match chain::set(holder, given) {
                    Ok(()) => 1,
                    // On failure the caller keeps its reference.
                    Err(refused) => {
                        if !share {
                            refused.map(CertStack::into_ptr::<c_void>);
                        }
                        0
                    }
                }
            }
            SSL_CTRL_CHAIN_CERT => {
                let cert = if share {
                    X509::from_borrowed(parg.cast())
                } else {
                    X509::from_owned(parg.cast())
                };
                let Some(cert) = cert else {
                    // OpenSSL measures the missing certificate's key as 0 bits, which is too small.
                    err::raise(Reason::CA_KEY_TOO_SMALL);
                    return 0;
                };
                match chain::add(holder, cert) {
                    Ok(()) => 1,
                    Err(refused) => {
                        if !share {
                            refused.into_ptr();
                        }
                        0
                    }
                }
            }
            SSL_CTRL_GET_CHAIN_CERTS => {
                let chain = holder.credentials().current().chain_ptr();
                give::<stack_st_X509>(parg, chain)
            }
            SSL_CTRL_SELECT_CURRENT_CERT => credentials::select(holder, parg.cast()).into(),
            SSL_CTRL_SET_CURRENT_CERT => credentials::step(holder, larg).into(),
            SSL_CTRL_BUILD_CERT_CHAIN => chain::build(holder, larg).into(),
            SSL_CTRL_SET_VERIFY_CERT_STORE | SSL_CTRL_SET_CHAIN_CERT_STORE => {
                let store = if share {
                    Store::from_borrowed(parg.cast())
                } else {
                    Store::from_owned(parg.cast())
                };
                chain::set_store(holder, store, cmd == SSL_CTRL_SET_CHAIN_CERT_STORE);
                1
            }
            SSL_CTRL_GET_VERIFY_CERT_STORE | SSL_CTRL_GET_CHAIN_CERT_STORE => {
                let credentials = holder.credentials();
                let store = if cmd == SSL_CTRL_GET_CHAIN_CERT_STORE {
                    &credentials.chain_store
                } else {
                    &credentials.verify_store
                };
                let store = store.as_ref().map_or(std::ptr::null_mut(), Store::as_ptr);
                give::<X509_STORE>(parg, store)
            }
            _ => 0,
        }
    }
}

/// Server: makes this handshake's certificate the current one.
pub fn set_server(ssl: &Connection) -> c_long {
    if ssl.role() != Role::Server {
        return 0;
    }
    let library = ssl.library();
    let sent = ssl
        .credential_in_use()
        .and_then(|used| ssl.outside(|| X509::from_der(&library, used.chain.first()?)));
    let select = |cert: &X509| {
        // SAFETY: the certificate is live.
        unsafe { credentials::select(ssl, cert.as_ptr()) }
    };
    let selected = sent.as_ref().is_some_and(select);
    ssl.discard(sent);
    selected.into()
}

/// Takes over a certificate for the extra chain.
///
/// # Safety
/// `cert` is NULL or live, and given away if the result is 1.
pub unsafe fn add_extra(ctx: &Context, cert: *mut c_void) -> c_long {
    // SAFETY: the caller's reference.
    let Some(cert) = (unsafe { X509::from_owned(cert.cast()) }) else {
        return 0;
    };
    match ctx.extra_chain.add(cert) {
        Ok(()) => 1,
        Err(refused) => {
            refused.into_ptr();
            0
        }
    }
}

/// Stores the extra chain; if it is empty and `larg` is 0, the current certificate's chain.
///
/// # Safety
/// `place` is NULL or writable.
pub unsafe fn extra(ctx: &Context, place: *mut c_void, larg: c_long) -> c_long {
    let mut chain = ctx.extra_chain.as_ptr();
    if chain.is_null() && larg == 0 {
        chain = ctx.credentials().current().chain_ptr();
    }
    // SAFETY: `place` is NULL or writable, by this function's contract.
    unsafe { give::<stack_st_X509>(place, chain) }
}

/// Removes the extra chain.
pub fn clear_extra(ctx: &Context) -> c_long {
    ctx.extra_chain.clear();
    1
}

/// Writes a pointer to the application's place.
///
/// # Safety
/// `place` is NULL or writable.
unsafe fn give<T>(place: *mut c_void, value: *mut T) -> c_long {
    let place = place.cast::<*mut T>();
    if place.is_null() {
        return 0;
    }
    // SAFETY: writable by the caller's promise.
    unsafe { *place = value };
    1
}
