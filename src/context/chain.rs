//! The chains that are sent after our certificates, and the stores for them.
//! See SSL_CTX_add1_chain_cert(3) and SSL_CTX_set1_verify_cert_store(3).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use libc::{c_int, c_long};

use super::credentials::Holder;
use super::Context;
use crate::constants::{
    SSL_BUILD_CHAIN_FLAG_CHECK, SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR,
    SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR, SSL_BUILD_CHAIN_FLAG_NO_ROOT,
    SSL_BUILD_CHAIN_FLAG_UNTRUSTED,
};
use crate::error::reason::Reason;
use crate::locked::Locked;
use crate::sys::err;
use crate::sys::ffi::stack_st_X509;
use crate::sys::store::Store;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;
use crate::sys::x509_store_ctx::{error_text, StoreContext};

/// Replaces the current certificate's chain (`SSL_CTRL_CHAIN`). Returns a refused chain.
pub fn set(holder: &impl Holder, chain: Option<CertStack>) -> Result<(), Option<CertStack>> {
    let checked = chain
        .iter()
        .flat_map(|chain| chain.certificates())
        .try_for_each(|cert| holder.check_certificate(&cert, false, false));
    if let Err(reason) = checked {
        err::raise(reason);
        return Err(chain);
    }
    let chain = chain.map(Arc::new);
    let old = holder.change_credentials(|credentials| {
        let slot = credentials.current_mut();
        let old = std::mem::replace(&mut slot.chain, chain);
        (old, std::mem::take(&mut slot.lent))
    });
    holder.discard(old);
    Ok(())
}

/// Adds a certificate to the current certificate's chain (`SSL_CTRL_CHAIN_CERT`).
pub fn add(holder: &impl Holder, cert: X509) -> Result<(), X509> {
    if let Err(reason) = holder.check_certificate(&cert, false, false) {
        err::raise(reason);
        return Err(cert);
    }
    holder.change_credentials(|credentials| {
        let slot = credentials.current_mut();
        match &mut slot.chain {
            None => match CertStack::new() {
                None => Err(cert),
                Some(mut chain) => {
                    chain.push(cert)?;
                    slot.chain = Some(Arc::new(chain));
                    Ok(())
                }
            },
            Some(chain) => match Arc::get_mut(chain) {
                Some(own) => own.push(cert),
                // A connection shares the chain and must keep it unchanged. The application may have its
                // address from this object too.
                None => match chain.share() {
                    None => Err(cert),
                    Some(mut copy) => {
                        copy.push(cert)?;
                        slot.lent.push(std::mem::replace(chain, Arc::new(copy)));
                        Ok(())
                    }
                },
            },
        }
    })
}

/// Sets, or unsets with `None`, the store for the peer's chain or for building our own
/// (`SSL_CTRL_SET_VERIFY_CERT_STORE`, `SSL_CTRL_SET_CHAIN_CERT_STORE`).
pub fn set_store(holder: &impl Holder, store: Option<Store>, for_chain: bool) {
    let old = holder.change_credentials(|credentials| {
        let place = if for_chain {
            &mut credentials.chain_store
        } else {
            &mut credentials.verify_store
        };
        std::mem::replace(place, store)
    });
    holder.discard(old);
}

/// Builds the current certificate's chain and keeps it (`SSL_CTRL_BUILD_CERT_CHAIN`). Returns 0 for
/// failure, 1 for success, 2 if a verification error was ignored.
pub fn build(holder: &impl Holder, flags: c_long) -> c_int {
    let has = |flag: c_int| flags & c_long::from(flag) != 0;
    let credentials = holder.credentials();
    let slot = credentials.current();
    let Some(leaf) = &slot.cert else {
        err::raise(Reason::NO_CERTIFICATE_SET);
        return 0;
    };
    let given = slot.chain.as_deref();
    let store = if has(SSL_BUILD_CHAIN_FLAG_CHECK) {
        // The chain's certificates count as trusted: only order and completeness matter.
        let Some(store) = Store::new() else { return 0 };
        let added = given
            .iter()
            .flat_map(|chain| chain.certificates())
            .all(|cert| store.add(&cert));
        if !added || !store.add(leaf) {
            return 0;
        }
        Some(store)
    } else {
        credentials
            .chain_store
            .clone()
            .or_else(|| holder.with_context(Context::store))
    };
    let untrusted =
        given.filter(|_| !has(SSL_BUILD_CHAIN_FLAG_CHECK) && has(SSL_BUILD_CHAIN_FLAG_UNTRUSTED));
    let library = holder.library();
    let Some(verification) = StoreContext::new(&library, store.as_ref(), leaf, untrusted) else {
        err::raise(Reason::ERR_R_X509_LIB);
        return 0;
    };
    verification.set_suite_b(holder.settings().cert_flags);
    let mut result = 1;
    if holder.outside(|| verification.verify()) <= 0 {
        if !has(SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR) {
            let text = format!("Verify error:{}", error_text(verification.error()));
            err::raise_data(Reason::CERTIFICATE_VERIFY_FAILED, &text);
            return 0;
        }
        if has(SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR) {
            err::clear();
        }
        result = 2;
    }
    let Some(mut chain) = verification.chain() else {
        return 0;
    };
    drop(chain.shift());
    if has(SSL_BUILD_CHAIN_FLAG_NO_ROOT)
        && chain
            .certificates()
            .last()
            .is_some_and(|cert| cert.is_self_signed())
    {
        drop(chain.pop());
    }
    // OpenSSL drops the error when it inspects authorities.
    if chain.certificates().next().is_some() {
        result = 1;
    }
    if set(holder, Some(chain)).is_err() {
        return 0;
    }
    result
}

/// Certificates that a context sends after a certificate without a chain of its own.
#[derive(Default)]
pub struct ExtraChain(Locked<Option<Extra>>);

/// A stack that keeps its address while certificates are added, because the application may have the address;
/// connections get a copy.
struct Extra {
    stack: CertStack,
    copy: Option<Numbered>,
}

/// A chain with a number that no other chain in this process had.
type Numbered = (u64, Arc<CertStack>);

impl ExtraChain {
    /// The current chain; `None` if there is none, or no memory.
    pub fn get(&self) -> Option<Numbered> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let (copy, _old) = self.0.change(|extra| {
            let Some(Extra { stack, copy }) = extra else {
                return (None, None);
            };
            match copy {
                // The application may have changed the stack.
                Some((_, same)) if same.is_like(stack) => (copy.clone(), None),
                _ => {
                    let number = NEXT.fetch_add(1, Ordering::Relaxed);
                    let fresh = stack.share().map(|stack| (number, Arc::new(stack)));
                    (fresh.clone(), std::mem::replace(copy, fresh))
                }
            }
        });
        copy
    }

    /// The stack that `SSL_CTX_get_extra_chain_certs` gives, NULL for none.
    pub fn as_ptr(&self) -> *mut stack_st_X509 {
        self.0.look(|extra| match extra {
            Some(extra) => extra.stack.as_ptr(),
            None => std::ptr::null_mut(),
        })
    }

    /// Adds a certificate (`SSL_CTRL_EXTRA_CHAIN_CERT`); gives it back when memory is out.
    pub fn add(&self, cert: X509) -> Result<(), X509> {
        self.0.change(|extra| {
            if let Some(extra) = extra {
                return extra.stack.push(cert);
            }
            let Some(mut stack) = CertStack::new() else {
                return Err(cert);
            };
            stack.push(cert)?;
            *extra = Some(Extra { stack, copy: None });
            Ok(())
        })
    }

    /// Removes all (`SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS`).
    pub fn clear(&self) {
        self.0.set(None);
    }
}
