//! Memory of a length that a peer or caller chose, and memory that the application frees.

use super::ffi;

/// An empty vector with this capacity; `None` when memory is out. For lengths that a peer or caller chose.
pub fn reserved(length: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length).ok()?;
    Some(bytes)
}

/// A copy of the values in libcrypto's memory, which `OPENSSL_free` frees; NULL when there are none, or memory is out.
pub fn copy_of<T: Copy>(values: &[T]) -> *mut T {
    if values.is_empty() {
        return std::ptr::null_mut();
    }
    // SAFETY: a new block, large enough for the values and aligned for anything.
    unsafe {
        let block = ffi::CRYPTO_malloc(size_of_val(values), c"".as_ptr(), 0).cast::<T>();
        if !block.is_null() {
            std::ptr::copy_nonoverlapping(values.as_ptr(), block, values.len());
        }
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_without_bounds_are_refused() {
        assert!(reserved(1 << 46).is_none());
        assert!(reserved(usize::MAX).is_none());
        assert!(reserved(3).is_some());
    }
}
