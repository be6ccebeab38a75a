//! The public key of a key exchange, as an `EVP_PKEY`.

use std::ptr::null_mut;

use libc::c_int;

use super::ffi;
use super::pkey::PKey;

const SECP256R1: u16 = 0x0017;
const SECP384R1: u16 = 0x0018;
const SECP521R1: u16 = 0x0019;
const X25519: u16 = 0x001d;
const X448: u16 = 0x001e;

const NID_SECP256R1: c_int = 415;
const NID_SECP384R1: c_int = 715;
const NID_SECP521R1: c_int = 716;

impl PKey {
    /// The key that a peer sent for a group; `None` for a group that libcrypto has no keys for, and for
    /// bytes that are no key of it.
    pub fn from_key_share(group: u16, bytes: &[u8]) -> Option<PKey> {
        match group {
            X25519 | X448 => {
                let id = match group {
                    X25519 => ffi::EVP_PKEY_X25519,
                    _ => ffi::EVP_PKEY_X448,
                };
                // SAFETY: readable bytes; the new key is owned.
                unsafe {
                    PKey::from_owned(ffi::EVP_PKEY_new_raw_public_key(
                        id,
                        null_mut(),
                        bytes.as_ptr(),
                        bytes.len(),
                    ))
                }
            }
            SECP256R1 => on_curve(NID_SECP256R1, bytes),
            SECP384R1 => on_curve(NID_SECP384R1, bytes),
            SECP521R1 => on_curve(NID_SECP521R1, bytes),
            _ => None,
        }
    }
}

/// A point on a curve, as a key.
fn on_curve(nid: c_int, point: &[u8]) -> Option<PKey> {
    // SAFETY: readable bytes; both keys are owned here, the outer one takes its own reference.
    unsafe {
        let inner = ffi::EC_KEY_new_by_curve_name(nid);
        if inner.is_null() {
            return None;
        }
        let outer = PKey::from_owned(ffi::EVP_PKEY_new());
        let key = outer.filter(|outer| {
            ffi::EC_KEY_oct2key(inner, point.as_ptr(), point.len(), null_mut()) == 1
                && ffi::EVP_PKEY_set1_EC_KEY(outer.as_ptr(), inner) == 1
        });
        ffi::EC_KEY_free(inner);
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x25519() {
        assert!(PKey::from_key_share(X25519, &[9; 32]).is_some());
        assert!(PKey::from_key_share(X25519, &[9; 31]).is_none());
        crate::sys::err::clear();
    }

    #[test]
    fn curves() {
        // The base point of P-256.
        let point = [
            0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63,
            0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39,
            0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e,
            0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e,
            0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
        ];
        assert!(PKey::from_key_share(SECP256R1, &point).is_some());
        assert!(PKey::from_key_share(SECP384R1, &point).is_none());
        assert!(PKey::from_key_share(0x11ec, &point).is_none());
        crate::sys::err::clear();
    }
}
