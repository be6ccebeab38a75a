//! DANE (RFC 7671): TLSA records in the form in which libcrypto's verifier matches them.
//!
//! libcrypto compares certificates with the records and decides what follows; libssl checks the records,
//! puts them into the order that the verifier relies on, and keeps the result for the application.

use std::cell::{OnceCell, UnsafeCell};
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use libc::{c_int, c_ulong};

use super::digest;
use super::ffi::{self, dane_ctx_st, danetls_record, SSL_DANE};
use super::library::Library;
use super::pkey::PKey;
use super::stack::{self, Element, OwnedStack};
use super::x509::X509;
use super::x509_cert::CertStack;
use crate::mem;

/// Usages of TLSA records, RFC 6698 section 2.1.1.
const PKIX_TA: u8 = 0;
const DANE_TA: u8 = 2;
pub const DANE_EE: u8 = 3;
/// Selectors, section 2.1.2.
const CERTIFICATE: u8 = 0;
const PUBLIC_KEY: u8 = 1;
/// Matching types, section 2.1.3.
const FULL: u8 = 0;
const SHA2_256: u8 = 1;
const SHA2_512: u8 = 2;

const NID_SHA256: c_int = 672;
const NID_SHA512: c_int = 674;

/// Why a record or a setting is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    NotEnabled,
    NoMemory,
    NoData,
    /// The matching type for full data cannot have a digest.
    FullHasNoDigest,
    Usage,
    Selector,
    MatchingType,
    DataLength,
    DigestLength,
    Certificate,
    PublicKey,
}

/// DANE in a context: the digest of each matching type, and the flags that connections inherit.
#[derive(Default)]
pub struct DaneContext {
    types: OnceLock<Arc<MatchingTypes>>,
    flags: AtomicU64,
}

impl DaneContext {
    /// Allows DANE, with SHA2-256 and SHA2-512 unless matching types were set already.
    pub fn enable(&self) {
        self.types.get_or_init(|| {
            let types = MatchingTypes::new();
            types.set(SHA2_256, digest::by_nid(NID_SHA256), 1);
            types.set(SHA2_512, digest::by_nid(NID_SHA512), 2);
            types
        });
    }

    /// The matching types; `None` unless DANE was allowed.
    pub fn types(&self) -> Option<Arc<MatchingTypes>> {
        self.types.get().cloned()
    }

    /// Sets a matching type's digest and rank; NULL takes the type away.
    ///
    /// # Safety
    /// `digest` is NULL or stays live as long as the context and its connections.
    pub unsafe fn set_type(
        &self,
        matching: u8,
        digest: *const ffi::EVP_MD,
        rank: u8,
    ) -> Result<(), Refusal> {
        if matching == FULL {
            return match digest.is_null() {
                true => Ok(()),
                false => Err(Refusal::FullHasNoDigest),
            };
        }
        let types = self.types.get_or_init(MatchingTypes::new);
        types.set(matching, digest, rank);
        Ok(())
    }

    /// Sets flags; the flags from before.
    pub fn set_flags(&self, flags: c_ulong) -> c_ulong {
        self.flags.fetch_or(flags, Ordering::Relaxed)
    }

    /// Clears flags; the flags from before.
    pub fn clear_flags(&self, flags: c_ulong) -> c_ulong {
        self.flags.fetch_and(!flags, Ordering::Relaxed)
    }
}

/// The digests and ranks of all matching types. libcrypto reads them without a lock, so they have
/// room for every type from the beginning and never move.
pub struct MatchingTypes {
    raw: dane_ctx_st,
    digests: Box<[AtomicPtr<ffi::EVP_MD>; 256]>,
    ranks: Box<[AtomicU8; 256]>,
}

// SAFETY: `raw` points to the two arrays and never changes; they are atomic, and digests are shared.
unsafe impl Send for MatchingTypes {}
// SAFETY: for the same reason as `Send`.
unsafe impl Sync for MatchingTypes {}

impl MatchingTypes {
    fn new() -> Arc<MatchingTypes> {
        let digests = Box::new([const { AtomicPtr::new(null_mut()) }; 256]);
        let ranks = Box::new([const { AtomicU8::new(0) }; 256]);
        Arc::new(MatchingTypes {
            raw: dane_ctx_st {
                mdevp: digests.as_ptr().cast(),
                mdord: ranks.as_ptr().cast(),
                mdmax: u8::MAX,
                flags: 0,
            },
            digests,
            ranks,
        })
    }

    fn set(&self, matching: u8, digest: *const ffi::EVP_MD, rank: u8) {
        let place = usize::from(matching);
        let rank = if digest.is_null() { 0 } else { rank };
        self.digests[place].store(digest.cast_mut(), Ordering::Relaxed);
        self.ranks[place].store(rank, Ordering::Relaxed);
    }

    fn rank(&self, matching: u8) -> u8 {
        self.ranks[usize::from(matching)].load(Ordering::Relaxed)
    }

    /// How long the data of a record is; `None` for a type that is not known.
    fn digest_length(&self, matching: u8) -> Option<usize> {
        let digest = self.digests[usize::from(matching)].load(Ordering::Relaxed);
        if digest.is_null() {
            return None;
        }
        // SAFETY: live, by the promise of whoever set it.
        let size = unsafe { ffi::EVP_MD_get_size(digest) };
        Some(usize::try_from(size).unwrap_or(usize::MAX))
    }
}

/// DANE in a connection: the TLSA records of its peer, and which of them matched.
pub struct Dane {
    /// libcrypto writes to it during a verification, when callbacks may come here again: it is only
    /// used through its address.
    raw: UnsafeCell<SSL_DANE>,
    /// What `raw.dctx` points to.
    types: OnceCell<Arc<MatchingTypes>>,
}

/// What authenticated the peer.
pub struct Match {
    /// Its depth in the chain; -1 if no record was needed (a resumed session).
    pub depth: c_int,
    pub record: Option<MatchedRecord>,
}

/// The record that matched; its data is the connection's.
pub struct MatchedRecord {
    pub usage: u8,
    pub selector: u8,
    pub matching: u8,
    pub data: *const u8,
    pub length: usize,
    /// The certificate that it matched; NULL if it matched a bare key that signed the chain.
    pub certificate: *mut ffi::X509,
    /// That key; NULL if it matched a certificate.
    pub key: *mut ffi::EVP_PKEY,
}

impl Dane {
    /// Without records, and with the context's flags.
    #[inline]
    pub fn new(context: &DaneContext) -> Dane {
        Dane {
            raw: UnsafeCell::new(SSL_DANE {
                dctx: null(),
                trecs: null_mut(),
                certs: null_mut(),
                mtlsa: null_mut(),
                mcert: null_mut(),
                umask: 0,
                mdpth: -1,
                pdpth: -1,
                flags: context.flags.load(Ordering::Relaxed),
            }),
            types: OnceCell::new(),
        }
    }

    /// The structure as the application may hand it to `X509_STORE_CTX_set0_dane`.
    pub fn as_ptr(&self) -> *mut SSL_DANE {
        self.raw.get()
    }

    /// Whether records can be added.
    pub fn is_enabled(&self) -> bool {
        !self.get(|raw| raw.trecs).is_null()
    }

    /// Whether there are records, so that the peer must match one.
    pub fn has_records(&self) -> bool {
        // SAFETY: NULL (answered with -1) or live.
        self.get(|raw| unsafe { ffi::OPENSSL_sk_num(raw.trecs) }) > 0
    }

    /// Prepares for records. Must not be called twice.
    pub fn enable(&self, types: Arc<MatchingTypes>) -> Result<(), Refusal> {
        let records = OwnedStack::<Box<danetls_record>>::new();
        let records = records.ok_or(Refusal::NoMemory)?;
        let types = self.types.get_or_init(|| types);
        self.set(|raw| {
            raw.dctx = &types.raw;
            raw.trecs = records.into_ptr();
        });
        Ok(())
    }

    /// Adds a record: usage, selector, matching type, and the data, which is copied.
    ///
    /// # Safety
    /// `data` is NULL or readable for `length` bytes, if that is the record's length.
    pub unsafe fn add(
        &self,
        (usage, selector, matching): (u8, u8, u8),
        data: *const u8,
        length: usize,
    ) -> Result<(), Refusal> {
        let Some(types) = self.types.get() else {
            return Err(Refusal::NotEnabled);
        };
        if c_int::try_from(length).is_err() {
            return Err(Refusal::DataLength);
        }
        if usage > DANE_EE {
            return Err(Refusal::Usage);
        }
        if selector > PUBLIC_KEY {
            return Err(Refusal::Selector);
        }
        if matching != FULL {
            let expected = types.digest_length(matching);
            let expected = expected.ok_or(Refusal::MatchingType)?;
            if length != expected {
                return Err(Refusal::DigestLength);
            }
        }
        if data.is_null() {
            return Err(Refusal::NoData);
        }
        // SAFETY: `data` is readable for `length` bytes, by this function's contract.
        let data = unsafe { std::slice::from_raw_parts(data, length) };
        // OpenSSL 3.0 allocates the length, which fails for 0.
        let full = Refusal::NoMemory;
        let mut copy = mem::reserved(data.len()).ok_or(full)?;
        if data.is_empty() {
            return Err(full);
        }
        copy.extend_from_slice(data);
        let mut record = Box::new(danetls_record {
            usage,
            selector,
            mtype: matching,
            data: Box::into_raw(copy.into_boxed_slice()).cast(),
            dlen: data.len(),
            spki: null_mut(),
        });
        match (matching, selector) {
            (FULL, CERTIFICATE) => {
                let bad = Refusal::Certificate;
                let cert = X509::from_der(&Library::DEFAULT, data).ok_or(bad)?;
                cert.public_key().ok_or(bad)?;
                // The peer sends its own certificate anyhow, but maybe not that of its issuer.
                if matches!(usage, PKIX_TA | DANE_TA) {
                    self.add_certificate(cert)?;
                }
            }
            (FULL, _) => {
                let key = PKey::public_from_der(data).ok_or(Refusal::PublicKey)?;
                if usage == DANE_TA {
                    record.spki = key.into_ptr();
                }
            }
            _ => {}
        }
        self.insert(record, types)
    }

    fn add_certificate(&self, cert: X509) -> Result<(), Refusal> {
        let full = Refusal::NoMemory;
        if self.get(|raw| raw.certs).is_null() {
            let certs = CertStack::new().ok_or(full)?;
            self.set(|raw| raw.certs = certs.into_ptr());
        }
        let certs = self.get(|raw| raw.certs);
        // SAFETY: live; the stack takes the reference over, if it has room.
        let pushed = unsafe { ffi::OPENSSL_sk_push(certs.cast(), cert.as_ptr().cast()) };
        if pushed <= 0 {
            return Err(full);
        }
        let _ = cert.into_ptr();
        Ok(())
    }

    /// Inserts the record in the verifier's order: usage, selector and rank descending; a new record
    /// comes first among equals.
    fn insert(&self, record: Box<danetls_record>, types: &MatchingTypes) -> Result<(), Refusal> {
        let key = |record: &danetls_record| {
            let rank = types.rank(record.mtype);
            (record.usage, record.selector, rank)
        };
        let records = self.get(|raw| raw.trecs);
        let usage = record.usage;
        // SAFETY: the stack's records are live and do not change; the stack takes the new one over, if
        // it has room.
        unsafe {
            let place = stack::iter::<danetls_record>(records)
                .take_while(|other| key(&**other) > key(&record))
                .count();
            let raw = record.into_raw();
            if ffi::OPENSSL_sk_insert(records, raw.cast(), place as c_int) <= 0 {
                drop(Box::from_raw(raw));
                return Err(Refusal::NoMemory);
            }
        }
        self.set(|raw| raw.umask |= 1 << usage);
        Ok(())
    }

    /// Takes over the records and flags of another connection, if it has records.
    pub fn copy_from(&self, other: &Dane, context: &DaneContext) -> Result<(), Refusal> {
        if !other.has_records() {
            return Ok(());
        }
        let flags = other.get(|raw| raw.flags);
        self.set(|raw| raw.flags = flags);
        self.enable(context.types().unwrap_or_else(MatchingTypes::new))?;
        let records = other.get(|raw| raw.trecs);
        // SAFETY: the other's stack and records are live, and only read.
        for record in unsafe { stack::iter::<danetls_record>(records) } {
            // SAFETY: as above; the data has that length.
            unsafe {
                let record = &*record;
                let kind = (record.usage, record.selector, record.mtype);
                self.add(kind, record.data, record.dlen)?;
            }
        }
        Ok(())
    }

    /// Forgets the last verification. Returns the certificate that matched, to be freed.
    pub fn reset(&self) -> Option<X509> {
        let cert = self.set(|raw| {
            raw.mtlsa = null_mut();
            raw.mdpth = -1;
            raw.pdpth = -1;
            std::mem::replace(&mut raw.mcert, null_mut())
        });
        // SAFETY: the structure's own reference, or NULL.
        unsafe { X509::from_owned(cert) }
    }

    /// Sets flags; the flags from before.
    pub fn set_flags(&self, flags: c_ulong) -> c_ulong {
        self.change_flags(|before| before | flags)
    }

    /// Clears flags; the flags from before.
    pub fn clear_flags(&self, flags: c_ulong) -> c_ulong {
        self.change_flags(|before| before & !flags)
    }

    fn change_flags(&self, change: impl FnOnce(c_ulong) -> c_ulong) -> c_ulong {
        self.set(|raw| {
            let before = raw.flags;
            raw.flags = change(before);
            before
        })
    }

    /// What the last verification matched.
    pub fn matched(&self) -> Match {
        let (depth, record, certificate) = self.get(|raw| (raw.mdpth, raw.mtlsa, raw.mcert));
        // SAFETY: NULL, or one of our records, which are never changed.
        let record = unsafe { record.as_ref() }.map(|record| MatchedRecord {
            usage: record.usage,
            selector: record.selector,
            matching: record.mtype,
            data: record.data,
            length: record.dlen,
            certificate,
            key: match certificate.is_null() {
                true => record.spki,
                false => null_mut(),
            },
        });
        Match { depth, record }
    }

    /// Reads the structure. `read` must not call libcrypto's verifier or the application.
    fn get<T>(&self, read: impl FnOnce(&SSL_DANE) -> T) -> T {
        // SAFETY: one thread at a time has the connection, so nothing changes it meanwhile.
        read(unsafe { &*self.raw.get() })
    }

    /// Changes the structure; as `get`.
    fn set<T>(&self, change: impl FnOnce(&mut SSL_DANE) -> T) -> T {
        // SAFETY: as in `get`; no reference to the structure is alive outside of these two.
        change(unsafe { &mut *self.raw.get() })
    }
}

impl Drop for Dane {
    fn drop(&mut self) {
        drop(self.reset());
        let (records, certs) = self.get(|raw| (raw.trecs, raw.certs));
        // SAFETY: both are NULL or were made here, and nothing uses them any more.
        unsafe {
            drop(OwnedStack::<Box<danetls_record>>::from_owned(records));
            drop(CertStack::from_owned(certs));
        }
    }
}

// SAFETY: the type consists of the pointer, so each can be made from the other.
unsafe impl Element for Box<danetls_record> {
    type Raw = danetls_record;

    fn into_raw(self) -> *mut danetls_record {
        Box::into_raw(self)
    }

    unsafe fn from_raw(raw: *mut danetls_record) -> Box<danetls_record> {
        // SAFETY: it came from `into_raw`.
        unsafe { Box::from_raw(raw) }
    }
}

impl Drop for danetls_record {
    fn drop(&mut self) {
        // SAFETY: both were made by `Dane::add` and are the record's alone.
        unsafe {
            drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(
                self.data, self.dlen,
            )));
            ffi::EVP_PKEY_free(self.spki);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enabled() -> (DaneContext, Dane) {
        let context = DaneContext::default();
        context.enable();
        let dane = Dane::new(&context);
        dane.enable(context.types().expect("types"))
            .expect("memory");
        (context, dane)
    }

    fn add(dane: &Dane, kind: (u8, u8, u8), data: &[u8]) -> Result<(), Refusal> {
        // SAFETY: the data has that length.
        unsafe { dane.add(kind, data.as_ptr(), data.len()) }
    }

    fn order(dane: &Dane) -> Vec<(u8, u8, u8, u8)> {
        let records = dane.get(|raw| raw.trecs);
        // SAFETY: live records of ours.
        unsafe { stack::iter::<danetls_record>(records) }
            .map(|record| {
                // SAFETY: a record of the stack is live, and these have data.
                let (r, first) = unsafe { (&*record, *(*record).data) };
                (r.usage, r.selector, r.mtype, first)
            })
            .collect()
    }

    #[test]
    fn records_stand_in_the_order_that_the_verifier_relies_on() {
        let (_context, dane) = enabled();
        for (usage, selector, matching, first) in [
            (0, 0, 1, 1),
            (3, 1, 1, 2),
            (3, 1, 2, 3),
            (3, 0, 2, 4),
            (1, 1, 1, 5),
            (3, 1, 1, 6),
        ] {
            let data = vec![first; 32 * usize::from(matching)];
            add(&dane, (usage, selector, matching), &data).expect("a good record");
        }
        let expected = [
            (3, 1, 2, 3),
            (3, 1, 1, 6),
            (3, 1, 1, 2),
            (3, 0, 2, 4),
            (1, 1, 1, 5),
            (0, 0, 1, 1),
        ];
        assert_eq!(order(&dane), expected);
        assert_eq!(dane.get(|raw| raw.umask), 0b1011);
    }

    #[test]
    fn a_copy_has_the_records_and_no_result() {
        let (context, dane) = enabled();
        dane.set_flags(1);
        for first in [1, 2] {
            add(&dane, (3, 1, 1), &[first; 32]).expect("a good record");
        }
        dane.set(|raw| raw.mdpth = 0);
        let copy = Dane::new(&context);
        copy.copy_from(&dane, &context).expect("memory");
        // As OpenSSL's: what is added last comes first among equals.
        assert_eq!(order(&copy), [(3, 1, 1, 1), (3, 1, 1, 2)]);
        assert_eq!(copy.get(|raw| raw.mdpth), -1);
        assert_eq!(copy.get(|raw| raw.flags), 1);
    }

    #[test]
    fn without_records_nothing_is_copied() {
        let (context, dane) = enabled();
        dane.set_flags(1);
        let copy = Dane::new(&context);
        copy.copy_from(&dane, &context).expect("nothing to do");
        assert!(!copy.is_enabled());
        assert_eq!(copy.get(|raw| raw.flags), 0);
    }

    #[test]
    fn a_matching_type_without_a_digest_is_unknown() {
        let (context, dane) = enabled();
        // SAFETY: NULL takes the type away.
        unsafe { context.set_type(SHA2_256, null(), 9) }.expect("any time");
        let added = add(&dane, (3, 1, 1), &[0; 32]);
        assert_eq!(added, Err(Refusal::MatchingType));
        assert_eq!(dane.types.get().map(|types| types.rank(SHA2_256)), Some(0));
    }
}
