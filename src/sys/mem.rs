//! Memory that the application frees with `OPENSSL_free`.

use super::ffi;

/// A copy of the values in libcrypto's memory; NULL when there are none, or memory is out.
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
