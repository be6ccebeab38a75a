//! BIGNUM: numbers that are not secret.

use std::ffi::c_int;
use std::ptr::{self, NonNull};

use super::ffi;

/// An owned `BIGNUM`.
#[derive(Debug)]
pub struct Number(NonNull<ffi::BIGNUM>);

impl Number {
    /// Takes over a number.
    ///
    /// # Safety
    /// `number` is NULL or a number that the caller gives away.
    pub unsafe fn from_owned(number: *mut ffi::BIGNUM) -> Option<Number> {
        NonNull::new(number).map(Number)
    }

    /// The number with these bytes, the most significant first; `None` when memory is out.
    pub fn from_bytes(bytes: &[u8]) -> Option<Number> {
        let length = c_int::try_from(bytes.len()).ok()?;
        // SAFETY: reads `length` bytes; the new number is ours.
        unsafe { Number::from_owned(ffi::BN_bin2bn(bytes.as_ptr(), length, ptr::null_mut())) }
    }

    /// Its bytes, the most significant first, without leading zeros.
    pub fn to_bytes(&self) -> Vec<u8> {
        // SAFETY: the number is live.
        let bits = unsafe { ffi::BN_num_bits(self.as_ptr()) };
        let mut bytes = vec![0; usize::try_from(bits).unwrap_or(0).div_ceil(8)];
        // SAFETY: writes as many bytes as the number has, which is the vector's length.
        unsafe { ffi::BN_bn2bin(self.as_ptr(), bytes.as_mut_ptr()) };
        bytes
    }

    /// The pointer, borrowed: valid as long as `self`.
    pub fn as_ptr(&self) -> *mut ffi::BIGNUM {
        self.0.as_ptr()
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        // SAFETY: we own the number.
        unsafe { ffi::BN_free(self.as_ptr()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_go() {
        let bytes = |bytes: &[u8]| Number::from_bytes(bytes).unwrap().to_bytes();
        assert_eq!(bytes(&[0, 0, 1, 0]), [1, 0]);
        assert_eq!(bytes(&[0xff; 300]), [0xff; 300]);
        assert!(bytes(&[]).is_empty());
        assert!(bytes(&[0]).is_empty());
    }
}
