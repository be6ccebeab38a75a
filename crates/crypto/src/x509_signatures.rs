//! The signatures inside certificate chains, checked once for chains that come again.
//!
//! Building a chain, its extensions, names, purposes, revocation and policies are libcrypto's work in
//! every verification. Of a chain that was verified before, certificate by certificate the same
//! objects, only the signatures need no second look: they cannot have become wrong. Looking at them
//! is most of what a verification costs.
//!
//! If anything observes a verification (a verify callback, a store with a method of its own), TLSA records take
//! part in it, or it is for a time that is not now, it goes libcrypto's way alone.

use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr;
use std::sync::{Mutex, OnceLock};

use libc::{c_int, c_ulong};

use super::ffi::{self, X509_STORE_CTX};
use super::x509_cert::CertStack;
use super::x509_store_ctx::StoreContext;
use crate::clock::now;
use crate::try_lock;

/// Chains kept at most.
const KEPT: usize = 16;

/// Flags that decide which signatures of a chain are checked.
const DECIDING: c_ulong = ffi::X509_V_FLAG_PARTIAL_CHAIN | ffi::X509_V_FLAG_CHECK_SS_SIGNATURE;

/// Flags with which a chain is not verified for the present time.
const OTHER_TIME: c_ulong = ffi::X509_V_FLAG_USE_CHECK_TIME | ffi::X509_V_FLAG_NO_CHECK_TIME;

/// Chains with valid signatures, the latest last.
#[derive(Default)]
pub struct KnownChains(Mutex<Vec<KnownChain>>);

struct KnownChain {
    chain: CertStack,
    /// The flags of [`DECIDING`] that were set.
    flags: c_ulong,
    /// The seconds in which all of its certificates are valid.
    validity: Range<i64>,
}

/// What a verification under way needs to find.
struct Check<'a> {
    known: &'a KnownChains,
    /// libcrypto's function for the step.
    original: ffi::StoreContextStep,
}

impl KnownChains {
    /// Verifies (`X509_verify_cert`), if no callback observes the verification: 1 for success, 0 or negative
    /// otherwise.
    pub fn verify(&self, verification: &StoreContext) -> c_int {
        let ctx = verification.as_ptr();
        // SAFETY: live and initialised; libcrypto has put a function of its own there.
        let Some(original) = (unsafe { ffi::X509_STORE_CTX_get_verify(ctx) }) else {
            return verification.verify();
        };
        let check = Check {
            known: self,
            original,
        };
        if !verification.set_ex_data(check_index(), &check) {
            return verification.verify();
        }
        // SAFETY: live; `check` outlives the verification.
        unsafe { ffi::X509_STORE_CTX_set_verify(ctx, Some(check_signatures)) };
        let result = verification.verify();
        // SAFETY: the context is live, and keeps no pointer of ours afterwards.
        unsafe {
            ffi::X509_STORE_CTX_set_verify(ctx, Some(original));
            ffi::X509_STORE_CTX_set_ex_data(ctx, check_index(), ptr::null_mut());
        }
        result
    }

    fn contains(&self, chain: *mut ffi::stack_st_X509, flags: c_ulong) -> bool {
        let Some(mut known) = try_lock::lock(&self.0) else {
            return false;
        };
        let now = now();
        let found = known.iter().rposition(|known| {
            // SAFETY: the verification's chain is live, and nothing changes it now.
            let chain = unsafe { super::stack::iter(chain.cast()) };
            known.flags == flags && known.validity.contains(&now) && known.chain.iter().eq(chain)
        });
        let Some(at) = found else {
            return false;
        };
        let entry = known.remove(at);
        known.push(entry);
        true
    }

    fn keep(&self, entry: KnownChain) {
        let mut forgotten = None;
        if let Some(mut known) = try_lock::lock(&self.0) {
            if known.len() == KEPT {
                forgotten = Some(known.remove(0));
            }
            known.push(entry);
        }
        // Freeing certificates calls the application's ex_data functions, not under the lock.
        drop(forgotten);
    }
}

/// The step of a verification that checks signatures and times.
unsafe extern "C-unwind" fn check_signatures(ctx: *mut X509_STORE_CTX) -> c_int {
    // SAFETY: the context is live; under this index it holds what `KnownChains::verify` put there,
    // which outlives this call. The original function gets the context that it was made for.
    unsafe {
        let check = ffi::X509_STORE_CTX_get_ex_data(ctx, check_index()).cast::<Check<'_>>();
        let Some(Check { known, original }) = check.as_ref() else {
            return 0;
        };
        let flags = ffi::X509_VERIFY_PARAM_get_flags(ffi::X509_STORE_CTX_get0_param(ctx));
        if flags & OTHER_TIME != 0 {
            return original(ctx);
        }
        let flags = flags & DECIDING;
        let chain = ffi::X509_STORE_CTX_get0_chain(ctx);
        if known.contains(chain, flags) {
            return 1;
        }
        let result = original(ctx);
        if result == 1 && ffi::X509_STORE_CTX_get_error(ctx) == ffi::X509_V_OK {
            let entry = CertStack::copy(chain).and_then(|chain| KnownChain::new(chain, flags));
            if let Some(entry) = entry {
                known.keep(entry);
            }
        }
        result
    }
}

impl KnownChain {
    fn new(chain: CertStack, flags: c_ulong) -> Option<KnownChain> {
        let mut validity = i64::MIN..i64::MAX;
        for cert in chain.iter() {
            // SAFETY: the certificate and its times live as long as the chain.
            let (from, last) = unsafe {
                (
                    seconds(ffi::X509_getm_notBefore(cert))?,
                    seconds(ffi::X509_getm_notAfter(cert))?,
                )
            };
            // libcrypto takes the last second for one too late.
            validity = validity.start.max(from)..validity.end.min(last);
        }
        Some(KnownChain {
            chain,
            flags,
            validity,
        })
    }
}

/// Seconds since 1970.
///
/// # Safety
/// `time` is live.
unsafe fn seconds(time: *const ffi::ASN1_TIME) -> Option<i64> {
    let mut fields = MaybeUninit::uninit();
    // SAFETY: live; the fields are written on success, and only then read.
    unsafe {
        (ffi::ASN1_TIME_to_tm(time, fields.as_mut_ptr()) == 1)
            .then(|| libc::timegm(fields.as_mut_ptr()))
    }
}

/// The index under which an X509_STORE_CTX holds its [`Check`]; -1 when memory is out.
fn check_index() -> c_int {
    static INDEX: OnceLock<c_int> = OnceLock::new();
    *INDEX.get_or_init(|| {
        super::ex_data::new_index(ffi::CRYPTO_EX_INDEX_X509_STORE_CTX, c"signatures")
    })
}
