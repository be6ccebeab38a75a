//! Ephemeral key exchange by libcrypto.

use super::ffi;
use super::library::Library;
use super::pkey::PKey;
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
        // SAFETY: context and query are live, the names are strings; the new context is ours and
        // initialised before it is used.
        unsafe {
            let (ctx, query) = (library.context(), library.query());
            let keys = self.keys.as_ptr();
            let ctx = PKeyContext::own(ffi::EVP_PKEY_CTX_new_from_name(ctx, keys, query))?;
            let ready = init(ctx.0.as_ptr()) == 1
                && ffi::EVP_PKEY_CTX_set_group_name(ctx.0.as_ptr(), self.name.as_ptr()) == 1;
            ready.then_some(ctx)
        }
    }
}

/// Our key pair for one exchange.
#[derive(Debug)]
pub struct Exchange {
    library: Library,
    key: PKey,
    public: Vec<u8>,
}

/// An `EVP_PKEY_CTX` that frees itself.
struct PKeyContext(NonNull<ffi::EVP_PKEY_CTX>);

impl PKeyContext {
    /// # Safety
    /// `ctx` is NULL or a context that the caller gives away.
    unsafe fn own(ctx: *mut ffi::EVP_PKEY_CTX) -> Option<Self> {
        NonNull::new(ctx).map(Self)
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
        let mut key = ptr::null_mut();
        // SAFETY: the context is ready; the new key is ours.
        let key = unsafe {
            (ffi::EVP_PKEY_keygen(ctx.0.as_ptr(), &mut key) == 1).then(|| PKey::from_owned(key))
        }??;
        let public = public(&key)?;
        Some(Self {
            library: library.clone(),
            key,
            public,
        })
    }

    /// Our public key in its encoded form: of a curve, an uncompressed point.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// The shared secret; `None` if the peer's key is not a point of the group.
    pub fn complete(&self, peer: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        // Points are uncompressed; those are the keys of odd length.
        let uncompressed = peer.len() % 2 == 0 || peer.first() == Some(&0x04);
        if peer.len() != self.public.len() || !uncompressed {
            return None;
        }
        // SAFETY: all objects are ours and valid; the first EVP_PKEY_derive only asks for the
        // length, the second writes at most that many bytes.
        unsafe {
            let other = PKey::from_owned(ffi::EVP_PKEY_new())?;
            let known = ffi::EVP_PKEY_copy_parameters(other.as_ptr(), self.key.as_ptr()) == 1
                && ffi::EVP_PKEY_set1_encoded_public_key(other.as_ptr(), peer.as_ptr(), peer.len())
                    == 1;
            if !known {
                return None;
            }
            let (ctx, query) = (self.library.context(), self.library.query());
            let key = self.key.as_ptr();
            let ctx = PKeyContext::own(ffi::EVP_PKEY_CTX_new_from_pkey(ctx, key, query))?;
            let ctx = ctx.0.as_ptr();
            let mut len = 0;
            let ready = ffi::EVP_PKEY_derive_init(ctx) == 1
                && ffi::EVP_PKEY_derive_set_peer(ctx, other.as_ptr()) == 1
                && ffi::EVP_PKEY_derive(ctx, ptr::null_mut(), &mut len) == 1;
            let mut secret = Zeroizing::new(vec![0; len]);
            if !ready || ffi::EVP_PKEY_derive(ctx, secret.as_mut_ptr(), &mut len) != 1 {
                return None;
            }
            secret.truncate(len);
            Some(secret)
        }
    }
}

impl PKey {
    /// A peer's encoded public key, as libcrypto's; `None` for bytes that are no key of the group.
    pub fn from_encoded(library: &Library, group: ExchangeGroup, bytes: &[u8]) -> Option<PKey> {
        let ctx = group.context(library, ffi::EVP_PKEY_paramgen_init)?;
        let mut key = ptr::null_mut();
        // SAFETY: the context is ready; the new key is ours; the bytes are only read.
        unsafe {
            let made = ffi::EVP_PKEY_paramgen(ctx.0.as_ptr(), &mut key) == 1;
            let key = made.then(|| PKey::from_owned(key))??;
            let (start, length) = (bytes.as_ptr(), bytes.len());
            let set = ffi::EVP_PKEY_set1_encoded_public_key(key.as_ptr(), start, length) == 1;
            set.then_some(key)
        }
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
