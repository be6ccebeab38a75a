//! Ephemeral key exchange with those groups that only libcrypto has: X448 and P-521.

use super::ffi;
use super::pkey::PKey;
use std::ffi::{c_int, c_uchar};
use std::ptr::{self, NonNull};
use zeroize::Zeroizing;

/// A group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST's P-521 (secp521r1).
    P521,
    /// X448 of RFC 7748.
    X448,
}

/// Our key of one exchange.
#[derive(Debug)]
pub struct Exchange {
    key: PKey,
    public: Vec<u8>,
}

/// An `EVP_PKEY_CTX` that frees itself.
struct Context(NonNull<ffi::EVP_PKEY_CTX>);

impl Context {
    /// # Safety
    /// `ctx` is NULL or a context that the caller gives away.
    unsafe fn own(ctx: *mut ffi::EVP_PKEY_CTX) -> Option<Self> {
        NonNull::new(ctx).map(Self)
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: we own the context.
        unsafe { ffi::EVP_PKEY_CTX_free(self.0.as_ptr()) }
    }
}

impl Exchange {
    /// A new key.
    pub fn generate(curve: Curve) -> Option<Self> {
        let id = match curve {
            Curve::P521 => ffi::EVP_PKEY_EC,
            Curve::X448 => ffi::EVP_PKEY_X448,
        };
        let mut key = ptr::null_mut();
        // SAFETY: the context is ours and initialised before it is used; the new key is ours.
        let key = unsafe {
            let ctx = Context::own(ffi::EVP_PKEY_CTX_new_id(id, ptr::null_mut()))?;
            let ctx = ctx.0.as_ptr();
            let p521: c_int = ffi::NID_secp521r1;
            let ready = ffi::EVP_PKEY_keygen_init(ctx) == 1
                && (curve != Curve::P521
                    || ffi::EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, p521) == 1);
            if !ready || ffi::EVP_PKEY_keygen(ctx, &mut key) != 1 {
                return None;
            }
            PKey::from_owned(key)?
        };
        let public = public(&key)?;
        Some(Self { key, public })
    }

    /// Our public key as TLS sends it.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// The shared secret; `None` if the peer's key is no point of the group.
    pub fn complete(&self, peer: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
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
            let ctx = Context::own(ffi::EVP_PKEY_CTX_new(self.key.as_ptr(), ptr::null_mut()))?;
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

/// A key's public part in the form of TLS.
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

    #[test]
    fn both_sides_agree() {
        for (curve, len, secret_len) in [(Curve::P521, 133, 66), (Curve::X448, 56, 56)] {
            let (a, b) = (
                Exchange::generate(curve).unwrap(),
                Exchange::generate(curve).unwrap(),
            );
            assert_eq!(a.public().len(), len);
            let secret = a.complete(b.public()).unwrap();
            assert_eq!(secret.len(), secret_len);
            assert_eq!(secret, b.complete(a.public()).unwrap());
        }
    }

    #[test]
    fn no_points() {
        let p521 = Exchange::generate(Curve::P521).unwrap();
        let mut point = p521.public().to_vec();
        point[132] ^= 1;
        let x448 = Exchange::generate(Curve::X448).unwrap();
        assert!(p521.complete(&point).is_none());
        assert!(p521.complete(&point[..10]).is_none());
        assert!(p521.complete(&[]).is_none());
        assert!(x448.complete(&[0; 56]).is_none());
        assert!(x448.complete(&[9; 55]).is_none());
        crate::sys::err::clear();
    }
}
