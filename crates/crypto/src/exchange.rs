//! Ephemeral key exchange by libcrypto.

use super::library::Library;
use super::pkey::PKey;
use super::{err, ffi};
use std::ffi::{c_uchar, CStr};
use std::ptr::{self, NonNull};
use zeroize::Zeroizing;

/// A group, by libcrypto's names: of its keys' type, and of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExchangeGroup {
    pub keys: &'static CStr,
    pub name: &'static CStr,
}

impl ExchangeGroup {
    /// What makes keys or parameters of the group, once `init` has said which.
    fn context(
        &self,
        library: &Library,
        init: unsafe extern "C-unwind" fn(*mut ffi::EVP_PKEY_CTX) -> i32,
    ) -> Option<PKeyContext> {
        let ctx = PKeyContext::of_type(library, self.keys)?;
        // SAFETY: the context is live; the name is a string.
        let ready = unsafe {
            init(ctx.as_ptr()) > 0
                && ffi::EVP_PKEY_CTX_set_group_name(ctx.as_ptr(), self.name.as_ptr()) > 0
        };
        ready.then_some(ctx)
    }
}

/// The first byte of a point that is not compressed (SEC 1 section 2.3.3).
pub const UNCOMPRESSED: u8 = 4;

/// A shared secret. It is wiped when dropped.
pub type Secret = Zeroizing<Vec<u8>>;

/// Where an agreement fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeriveError {
    /// Before the secret is computed: the keys do not fit, or the peer's fails its check.
    NotReady,
    /// Computing the secret: the peer's key is a weak one.
    Weak,
}

/// Our key pair for one exchange.
#[derive(Debug)]
pub struct Exchange {
    library: Library,
    key: PKey,
    public: Vec<u8>,
}

/// An `EVP_PKEY_CTX` that frees itself.
pub(crate) struct PKeyContext(NonNull<ffi::EVP_PKEY_CTX>);

impl PKeyContext {
    /// # Safety
    /// `ctx` is NULL or a context that the caller gives away.
    unsafe fn own(ctx: *mut ffi::EVP_PKEY_CTX) -> Option<Self> {
        NonNull::new(ctx).map(Self)
    }

    /// For operations with a key.
    pub(crate) fn of_key(library: &Library, key: &PKey) -> Option<PKeyContext> {
        let (ctx, query) = (library.context(), library.query());
        // SAFETY: library context, query and key are live; the new context counts the key.
        unsafe { PKeyContext::own(ffi::EVP_PKEY_CTX_new_from_pkey(ctx, key.as_ptr(), query)) }
    }

    /// For keys of a type.
    pub(crate) fn of_type(library: &Library, keys: &CStr) -> Option<PKeyContext> {
        let (ctx, query) = (library.context(), library.query());
        // SAFETY: library context and query are live, the name is a string; the new context is ours.
        unsafe { PKeyContext::own(ffi::EVP_PKEY_CTX_new_from_name(ctx, keys.as_ptr(), query)) }
    }

    pub(crate) fn as_ptr(&self) -> *mut ffi::EVP_PKEY_CTX {
        self.0.as_ptr()
    }

    /// A new key, once the context knows everything about it.
    pub(crate) fn generate(&self) -> Option<PKey> {
        let mut key = ptr::null_mut();
        // SAFETY: the context is ready for it; the new key is ours.
        unsafe {
            (ffi::EVP_PKEY_keygen(self.as_ptr(), &mut key) == 1).then(|| PKey::from_owned(key))?
        }
    }
}

impl Drop for PKeyContext {
    fn drop(&mut self) {
        // SAFETY: we own the context.
        unsafe { ffi::EVP_PKEY_CTX_free(self.0.as_ptr()) }
    }
}

impl Exchange {
    /// A new key of the group, made by `library`.
    pub fn generate(library: &Library, group: ExchangeGroup) -> Option<Self> {
        let ctx = group.context(library, ffi::EVP_PKEY_keygen_init)?;
        Self::of(library, ctx.generate()?)
    }

    /// A new key with the parameters of another one (`ssl_generate_pkey`).
    pub fn generate_like(library: &Library, parameters: &PKey) -> Option<Self> {
        let ctx = PKeyContext::of_key(library, parameters)?;
        // SAFETY: the context is live.
        let ready = unsafe { ffi::EVP_PKEY_keygen_init(ctx.as_ptr()) > 0 };
        let key = ready.then(|| ctx.generate())?;
        Self::of(library, key?)
    }

    /// The key of a curve with this private part, for the vectors of specifications. It need not have a
    /// public part.
    pub fn from_private(library: &Library, group: ExchangeGroup, private: &[u8]) -> Option<Self> {
        let key = match group.keys == c"EC" {
            true => PKey::ec_from_private(library, group, private),
            false => PKey::raw_private(library, group, private),
        }?;
        Some(Self {
            library: library.clone(),
            public: err::without(|| public(&key)).unwrap_or_default(),
            key,
        })
    }

    fn of(library: &Library, key: PKey) -> Option<Self> {
        Some(Self {
            library: library.clone(),
            public: public(&key)?,
            key,
        })
    }

    /// Our public key in its encoded form: of a curve, an uncompressed point; of Diffie-Hellman, a number
    /// as long as the prime.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// Our key.
    pub fn key(&self) -> &PKey {
        &self.key
    }

    pub(crate) fn library(&self) -> &Library {
        &self.library
    }

    /// A peer's key with our parameters; `None` if libcrypto refuses its public part.
    pub fn peer(&self, bytes: &[u8]) -> Option<PKey> {
        // SAFETY: a new key, which is ours, takes the parameters of ours, which is live.
        let peer = unsafe {
            let peer = PKey::from_owned(ffi::EVP_PKEY_new())?;
            let copied = ffi::EVP_PKEY_copy_parameters(peer.as_ptr(), self.key.as_ptr()) > 0;
            copied.then_some(peer)?
        };
        peer.with_public(bytes)
    }

    /// The secret shared with the owner of a key (`ssl_derive`). A `padded` one of Diffie-Hellman is as long
    /// as the prime; otherwise it has no leading zeros. That of a curve is as long as the field's elements.
    pub fn derive(&self, peer: &PKey, padded: bool) -> Result<Secret, DeriveError> {
        let ctx = PKeyContext::of_key(&self.library, &self.key).ok_or(DeriveError::NotReady)?;
        let ctx = ctx.as_ptr();
        let mut length = 0;
        // SAFETY: context and key are live; without a place for the secret libcrypto returns only its length.
        let ready = unsafe {
            ffi::EVP_PKEY_derive_init(ctx) > 0
                && ffi::EVP_PKEY_derive_set_peer(ctx, peer.as_ptr()) > 0
                && ffi::EVP_PKEY_derive(ctx, ptr::null_mut(), &mut length) > 0
        };
        if !ready {
            return Err(DeriveError::NotReady);
        }
        let mut secret = Zeroizing::new(vec![0; length]);
        // SAFETY: the context is ready; at most `length` bytes are written, which is the vector's length.
        let done = unsafe {
            if padded && ffi::EVP_PKEY_is_a(self.key.as_ptr(), c"DH".as_ptr()) == 1 {
                ffi::EVP_PKEY_CTX_set_dh_pad(ctx, 1);
            }
            ffi::EVP_PKEY_derive(ctx, secret.as_mut_ptr(), &mut length)
        };
        if done <= 0 {
            return Err(DeriveError::Weak);
        }
        secret.truncate(length);
        Ok(secret)
    }

    /// The shared secret; `None` if the peer's key is not a point of the group.
    pub fn complete(&self, peer: &[u8]) -> Option<Secret> {
        // Points are uncompressed; those are the keys of odd length.
        let uncompressed = peer.len() % 2 == 0 || peer.first() == Some(&UNCOMPRESSED);
        if peer.len() != self.public.len() || !uncompressed {
            return None;
        }
        self.derive(&self.peer(peer)?, true).ok()
    }
}

impl PKey {
    /// A key of the group without a public part: parameters; `None` if the library has no such group.
    pub fn of_group(library: &Library, group: ExchangeGroup) -> Option<PKey> {
        let ctx = group.context(library, ffi::EVP_PKEY_paramgen_init)?;
        let mut key = ptr::null_mut();
        // SAFETY: the context is ready; the new key is ours.
        unsafe {
            (ffi::EVP_PKEY_paramgen(ctx.as_ptr(), &mut key) == 1).then(|| PKey::from_owned(key))?
        }
    }

    fn raw_private(library: &Library, group: ExchangeGroup, private: &[u8]) -> Option<PKey> {
        let (ctx, query, keys) = (library.context(), library.query(), group.keys.as_ptr());
        let (start, length) = (private.as_ptr(), private.len());
        // SAFETY: library context and query are live, the bytes are only read; the new key is ours.
        unsafe {
            let key = ffi::EVP_PKEY_new_raw_private_key_ex(ctx, keys, query, start, length);
            PKey::from_owned(key)
        }
    }

    /// The key with this public part, in its encoded form; `None` if libcrypto refuses it. Of a curve, it
    /// takes every form of a point (SEC 1 section 2.3.4).
    pub fn with_public(self, bytes: &[u8]) -> Option<PKey> {
        let (key, start) = (self.as_ptr(), bytes.as_ptr());
        // SAFETY: the key is ours alone; the bytes are only read.
        let set = unsafe { ffi::EVP_PKEY_set1_encoded_public_key(key, start, bytes.len()) > 0 };
        set.then_some(self)
    }

    /// A peer's encoded public key, as libcrypto's; `None` for bytes that are no key of the group.
    pub fn from_encoded(library: &Library, group: ExchangeGroup, bytes: &[u8]) -> Option<PKey> {
        PKey::of_group(library, group)?.with_public(bytes)
    }

    /// The public part in its encoded form, which of a curve is the uncompressed point.
    pub fn encoded(&self) -> Option<Vec<u8>> {
        public(self)
    }
}

/// A key's public part in its encoded form.
fn public(key: &PKey) -> Option<Vec<u8>> {
    let mut start: *mut c_uchar = ptr::null_mut();
    // SAFETY: the key is valid; libcrypto allocates as many bytes as it returns, and we free them.
    unsafe {
        let len = ffi::EVP_PKEY_get1_encoded_public_key(key.as_ptr(), &mut start);
        if start.is_null() {
            return None;
        }
        let public = std::slice::from_raw_parts(start, len).to_vec();
        ffi::CRYPTO_free(start.cast(), c"".as_ptr(), 0);
        (len > 0).then_some(public)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn group(keys: &'static CStr, name: &'static CStr) -> ExchangeGroup {
        ExchangeGroup { keys, name }
    }

    const P521: ExchangeGroup = group(c"EC", c"secp521r1");
    const X448: ExchangeGroup = group(c"X448", c"x448");

    /// Groups with the lengths of public keys and of secrets.
    const GROUPS: [(ExchangeGroup, usize, usize); 5] = [
        (group(c"EC", c"prime256v1"), 65, 32),
        (group(c"EC", c"secp384r1"), 97, 48),
        (P521, 133, 66),
        (group(c"X25519", c"x25519"), 32, 32),
        (X448, 56, 56),
    ];

    fn generate(group: ExchangeGroup) -> Exchange {
        Exchange::generate(&Library::DEFAULT, group).unwrap()
    }

    #[test]
    fn both_sides_agree() {
        for (group, len, secret_len) in GROUPS {
            let (a, b) = (generate(group), generate(group));
            assert_eq!(a.public().len(), len);
            let secret = a.complete(b.public()).unwrap();
            assert_eq!(secret.len(), secret_len);
            assert_eq!(secret, b.complete(a.public()).unwrap());
        }
    }

    #[test]
    fn no_points() {
        let p521 = generate(P521);
        let mut point = p521.public().to_vec();
        point[132] ^= 1;
        let x448 = generate(X448);
        assert!(p521.complete(&point).is_none());
        assert!(p521.complete(&point[..10]).is_none());
        assert!(p521.complete(&[]).is_none());
        assert!(x448.complete(&[0; 56]).is_none());
        assert!(x448.complete(&[9; 55]).is_none());
        crate::err::clear();
    }

    #[test]
    fn encoded_keys_are_keys() {
        for (group, ..) in GROUPS {
            let share = generate(group).public().to_vec();
            let key = |bytes| PKey::from_encoded(&Library::DEFAULT, group, bytes);
            assert!(key(&share).is_some());
            assert!(key(&share[1..]).is_none());
        }
        let unknown = group(c"X25519MLKEM768", c"X25519MLKEM768");
        assert!(PKey::from_encoded(&Library::DEFAULT, unknown, &[9; 32]).is_none());
        crate::err::clear();
    }
}
