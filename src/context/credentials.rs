//! Certificates and private keys of a context or connection.
//!
//! Each key type has a slot with a certificate, its key and its chain. The slot that was changed or
//! selected last is current; chains and getters use it.
//! See SSL_CTX_use_certificate(3).

use std::ffi::CStr;
use std::sync::Arc;

use super::security::Secured;
use super::{Configured, Context};
use crate::error::reason::Reason;
use crate::handshake;
use crate::locked::Locked;
use crate::sys::err;
use crate::sys::pkey::PKey;
use crate::sys::store::Store;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;

/// The key types that have a slot, in OpenSSL's order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyType {
    Rsa,
    RsaPss,
    Dsa,
    /// EC keys may be limited to key agreement.
    Ec,
    Ed25519,
    Ed448,
}

/// libcrypto's names for them.
const KEY_TYPES: [(&CStr, KeyType); 6] = [
    (c"RSA", KeyType::Rsa),
    (c"RSA-PSS", KeyType::RsaPss),
    (c"DSA", KeyType::Dsa),
    (c"EC", KeyType::Ec),
    (c"ED25519", KeyType::Ed25519),
    (c"ED448", KeyType::Ed448),
];

/// A server's order of preference, which follows the default order of signature algorithms.
const SERVER_ORDER: [KeyType; KEY_TYPES.len()] = [
    KeyType::Ec,
    KeyType::Ed25519,
    KeyType::Ed448,
    KeyType::RsaPss,
    KeyType::Rsa,
    KeyType::Dsa,
];

impl KeyType {
    /// The type of a key; `None` if TLS cannot use it.
    pub fn of(key: &PKey) -> Option<KeyType> {
        let mut types = KEY_TYPES.iter();
        types.find_map(|(name, key_type)| key.is_a(name).then_some(*key_type))
    }
}

/// The slot for a key; `None` if TLS cannot use its type.
fn slot_for(key: &PKey) -> Option<usize> {
    KeyType::of(key).map(|key_type| key_type as usize)
}

/// The credentials of one key type.
#[derive(Clone, Default)]
pub struct Slot {
    pub cert: Option<X509>,
    pub key: Option<PKey>,
    /// The certificates that are sent after `cert`.
    pub chain: Option<Arc<CertStack>>,
    /// What the chain was before certificates were added: getters may have lent it.
    pub lent: Vec<Arc<CertStack>>,
}

impl Slot {
    fn is_empty(&self) -> bool {
        self.cert.is_none() && self.key.is_none() && self.chain.is_none()
    }

    /// Certificate and key, if both are set.
    pub fn pair(&self) -> Option<(&X509, &PKey)> {
        Some((self.cert.as_ref()?, self.key.as_ref()?))
    }

    /// The chain as `STACK_OF(X509)`, NULL for none.
    pub fn chain_ptr<S>(&self) -> *mut S {
        self.chain
            .as_ref()
            .map_or(std::ptr::null_mut(), |chain| chain.as_ptr())
    }
}

/// The credentials that were prepared for the last handshake, and their dependencies.
#[derive(Default)]
pub struct Prepared(Locked<Option<(Conditions, Vec<Arc<handshake::Credential>>)>>);

/// What the prepared credentials depend on besides the slots.
#[derive(PartialEq, Eq, Clone, Debug)]
pub struct Conditions {
    pub client: bool,
    pub current: usize,
    pub no_auto_chain: bool,
    /// Number of the context's extra chain, and how many certificates it has.
    pub extra_chain: Option<(u64, usize)>,
    /// The store that completes chains, and its number of entries.
    pub store: Option<(Store, i32)>,
    pub security_level: i32,
}

impl Prepared {
    pub fn get(&self, conditions: &Conditions) -> Option<Vec<Arc<handshake::Credential>>> {
        self.0.look(|prepared| match prepared {
            Some((made_for, credentials)) if made_for == conditions => Some(credentials.clone()),
            _ => None,
        })
    }

    pub fn keep(&self, conditions: Conditions, credentials: Vec<Arc<handshake::Credential>>) {
        self.0.set(Some((conditions, credentials)));
    }
}

/// A certificate of ours with what the handshake asks about it, and the certificates that are sent.
#[cfg(feature = "own-engine")]
pub struct OwnCertificate {
    pub credential: Arc<tls::config::Credential>,
    /// The same chain as the credential's; the reason if there is none.
    pub sent: Result<Vec<X509>, Reason>,
    /// libcrypto built the chain.
    pub built: bool,
}

/// What these depend on besides the slots.
#[cfg(feature = "own-engine")]
#[derive(PartialEq)]
pub struct OwnConditions {
    /// Number of the context's extra chain, and how many certificates it has.
    pub extra_chain: Option<(u64, usize)>,
    /// The store that completes chains, and its number of entries.
    pub store: Option<(Store, i32)>,
    /// `SSL_CERT_FLAG_SUITEB_*`
    pub suite_b: u32,
}

/// The certificates that were made for the last handshake.
#[cfg(feature = "own-engine")]
#[derive(Default)]
pub struct OwnCertificates(Locked<Option<(OwnConditions, Arc<[OwnCertificate]>)>>);

#[cfg(feature = "own-engine")]
impl OwnCertificates {
    pub fn get(&self, conditions: &OwnConditions) -> Option<Arc<[OwnCertificate]>> {
        self.0.look(|kept| match kept {
            Some((made_for, own)) if made_for == conditions => Some(own.clone()),
            _ => None,
        })
    }

    pub fn keep(&self, conditions: OwnConditions, own: Arc<[OwnCertificate]>) {
        self.0.set(Some((conditions, own)));
    }
}

/// Our certificates, keys and chains.
#[derive(Default)]
pub struct Credentials {
    slots: [Slot; KEY_TYPES.len()],
    current: usize,
    /// Replacements of the context's store: for the peer's chain, and for building our own.
    pub verify_store: Option<Store>,
    pub chain_store: Option<Store>,
    pub prepared: Prepared,
    #[cfg(feature = "own-engine")]
    pub own: OwnCertificates,
}

impl Clone for Credentials {
    fn clone(&self) -> Credentials {
        Credentials {
            slots: self.slots.clone(),
            current: self.current,
            verify_store: self.verify_store.clone(),
            chain_store: self.chain_store.clone(),
            prepared: Prepared::default(),
            #[cfg(feature = "own-engine")]
            own: OwnCertificates::default(),
        }
    }
}

impl Credentials {
    pub fn current(&self) -> &Slot {
        &self.slots[self.current]
    }

    pub fn current_mut(&mut self) -> &mut Slot {
        &mut self.slots[self.current]
    }

    /// The slot with an index that `current_index` gave.
    pub fn slot(&self, index: usize) -> &Slot {
        &self.slots[index]
    }

    pub fn current_index(&self) -> usize {
        self.current
    }

    /// The usable slots, most preferred first.
    pub fn usable(&self, client: bool) -> impl Iterator<Item = &Slot> {
        let current = client.then_some(self.current);
        current
            .into_iter()
            .chain(
                SERVER_ORDER
                    .into_iter()
                    .map(|key_type| key_type as usize)
                    .filter(move |slot| Some(*slot) != current),
            )
            .map(|slot| &self.slots[slot])
            .filter(|slot| slot.pair().is_some())
    }

    /// The slot with this key.
    pub fn with_key(&self, key: &PKey) -> Option<&Slot> {
        let mut slots = self.slots.iter();
        slots.find(|slot| {
            let own = slot.key.as_ref();
            own.is_some_and(|own| own.as_ptr() == key.as_ptr())
        })
    }

    fn find(&self, matches: impl Fn(&X509) -> bool) -> Option<usize> {
        self.slots
            .iter()
            .position(|slot| slot.pair().is_some_and(|(cert, _)| matches(cert)))
    }
}

/// An SSL_CTX or an SSL, for certificates and keys.
pub trait Holder: Configured + Secured {
    fn credentials(&self) -> Arc<Credentials> {
        self.settings().credentials.clone()
    }

    /// Changes the credentials. `change` must return the values that it removes, so that they are freed
    /// after the lock is released: freeing may run callbacks of the application.
    fn change_credentials<T>(&self, change: impl FnOnce(&mut Credentials) -> T) -> T {
        let (result, stale, old) = self.update(|settings| {
            let shared = Arc::strong_count(&settings.credentials) > 1;
            let old = shared.then(|| settings.credentials.clone());
            let credentials = Arc::make_mut(&mut settings.credentials);
            let stale = std::mem::take(&mut credentials.prepared);
            #[cfg(feature = "own-engine")]
            let stale = (stale, std::mem::take(&mut credentials.own));
            (change(credentials), stale, old)
        });
        self.discard((stale, old));
        result
    }

    /// The slot that getters show.
    fn shown_slot(&self) -> Slot {
        self.credentials().current().clone()
    }

    /// The context whose store and extra chain are used.
    fn with_context<T>(&self, then: impl FnOnce(&Context) -> T) -> T;
}

impl Holder for Context {
    fn with_context<T>(&self, then: impl FnOnce(&Context) -> T) -> T {
        then(self)
    }
}

/// Sets the certificate of its key type and makes that slot current. A key that does not match is
/// dropped without an error, so that certificate and key can be replaced one after the other.
pub fn use_certificate(holder: &impl Holder, cert: &X509) -> bool {
    if let Err(reason) = holder.check_certificate(cert, true, false) {
        err::raise(reason);
        return false;
    }
    let Some(public) = cert.public_key() else {
        err::raise(Reason::X509_LIB);
        return false;
    };
    let Some(slot) = slot_for(&public) else {
        err::raise(Reason::UNKNOWN_CERTIFICATE_TYPE);
        return false;
    };
    if slot == KeyType::Ec as usize && !public.can_sign() {
        err::raise(Reason::ECC_CERT_NOT_FOR_SIGNING);
        return false;
    }
    let before = holder.credentials().slots[slot].key.clone();
    let mut keep = true;
    if let Some(key) = &before {
        public.copy_parameters_from(key);
        err::clear();
        keep = cert.matches_key(key);
        if !keep {
            err::clear();
        }
    }
    let old = holder.change_credentials(|credentials| {
        credentials.current = slot;
        let slot = credentials.current_mut();
        let key = if keep { None } else { slot.key.take() };
        (slot.cert.replace(cert.clone()), key)
    });
    holder.discard(old);
    true
}

/// Sets the private key of its type and makes that slot current. The key must match an existing
/// certificate.
pub fn use_key(holder: &impl Holder, key: &PKey) -> bool {
    let Some(slot) = slot_for(key) else {
        err::raise(Reason::UNKNOWN_CERTIFICATE_TYPE);
        return false;
    };
    let cert = holder.credentials().slots[slot].cert.clone();
    if cert.is_some_and(|cert| !cert.matches_key(key)) {
        return false;
    }
    let old = holder.change_credentials(|credentials| {
        credentials.current = slot;
        credentials.current_mut().key.replace(key.clone())
    });
    holder.discard(old);
    true
}

/// Sets certificate, key (or the certificate's public key) and chain at once. Without `replace` it
/// fails if the slot is not empty.
pub fn use_pair(
    holder: &impl Holder,
    cert: &X509,
    key: Option<&PKey>,
    chain: Option<CertStack>,
    replace: bool,
) -> bool {
    match pair_slot(holder, cert, key, chain.as_ref(), replace) {
        Ok((slot, key)) => {
            let old = holder.change_credentials(|credentials| {
                credentials.current = slot;
                let new = Slot {
                    cert: Some(cert.clone()),
                    key: Some(key),
                    chain: chain.map(Arc::new),
                    lent: Vec::new(),
                };
                std::mem::replace(credentials.current_mut(), new)
            });
            holder.discard(old);
            true
        }
        Err(reason) => {
            if let Some(reason) = reason {
                err::raise(reason);
            }
            false
        }
    }
}

fn pair_slot(
    holder: &impl Holder,
    cert: &X509,
    key: Option<&PKey>,
    chain: Option<&CertStack>,
    replace: bool,
) -> Result<(usize, PKey), Option<Reason>> {
    holder.check_certificate(cert, true, false)?;
    for authority in chain.iter().flat_map(|chain| chain.certificates()) {
        holder.check_certificate(&authority, false, false)?;
    }
    let public = cert.public_key().ok_or(None)?;
    if let Some(key) = key {
        let copied = match (key.misses_parameters(), public.misses_parameters()) {
            (true, true) => return Err(Some(Reason::MISSING_PARAMETERS)),
            (true, false) => key.copy_parameters_from(&public),
            (false, true) => public.copy_parameters_from(key),
            (false, false) => true,
        };
        if !copied {
            return Err(Some(Reason::COPY_PARAMETERS_FAILED));
        }
        if !public.same_public_as(key) {
            return Err(Some(Reason::PRIVATE_KEY_MISMATCH));
        }
    }
    let slot = slot_for(&public).ok_or(Reason::UNKNOWN_CERTIFICATE_TYPE)?;
    if !replace && !holder.credentials().slots[slot].is_empty() {
        return Err(Some(Reason::NOT_REPLACING_CERTIFICATE));
    }
    Ok((slot, key.unwrap_or(&public).clone()))
}

/// Whether the current certificate and key belong together.
pub fn check_key(holder: &impl Holder) -> bool {
    let credentials = holder.credentials();
    let slot = credentials.current();
    match (&slot.cert, &slot.key) {
        (None, _) => err::raise(Reason::NO_CERTIFICATE_ASSIGNED),
        (_, None) => err::raise(Reason::NO_PRIVATE_KEY_ASSIGNED),
        (Some(cert), Some(key)) => return cert.matches_key(key),
    }
    false
}

/// Removes all certificates, keys and chains (`SSL_certs_clear`).
pub fn clear(holder: &impl Holder) {
    let old = holder.change_credentials(|credentials| std::mem::take(&mut credentials.slots));
    holder.discard(old);
}

/// Makes the slot with this certificate and a key current: the same object, otherwise one with the same
/// content (`SSL_CTRL_SELECT_CURRENT_CERT`).
///
/// # Safety
/// `cert` is NULL or live.
pub unsafe fn select(holder: &impl Holder, cert: *mut crate::sys::ffi::X509) -> bool {
    let credentials = holder.credentials();
    let equal = |own: &X509| {
        // SAFETY: `cert` is NULL or live, by this function's contract.
        unsafe { own.same_as(cert) }
    };
    let slot = credentials
        .find(|own| own.as_ptr() == cert)
        .or_else(|| credentials.find(equal));
    make_current(holder, slot)
}

/// Makes the first or next slot with certificate and key current (`SSL_CTRL_SET_CURRENT_CERT` with
/// `SSL_CERT_SET_FIRST`, `SSL_CERT_SET_NEXT`).
pub fn step(holder: &impl Holder, operation: libc::c_long) -> bool {
    use crate::constants::{SSL_CERT_SET_FIRST, SSL_CERT_SET_NEXT};
    let credentials = holder.credentials();
    let from = match libc::c_int::try_from(operation) {
        Ok(SSL_CERT_SET_FIRST) => 0,
        Ok(SSL_CERT_SET_NEXT) => credentials.current + 1,
        _ => return false,
    };
    let slot = (from..KEY_TYPES.len()).find(|slot| credentials.slots[*slot].pair().is_some());
    make_current(holder, slot)
}

fn make_current(holder: &impl Holder, slot: Option<usize>) -> bool {
    if let Some(slot) = slot {
        holder.change_credentials(|credentials| credentials.current = slot);
    }
    slot.is_some()
}
