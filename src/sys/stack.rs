//! STACK_OF(...): libcrypto's arrays of pointers.

use std::marker::PhantomData;
use std::ptr::NonNull;

use libc::c_void;

use super::ffi::{self, OPENSSL_STACK};

/// An owned stack whose elements are borrowed: they outlive it by its owner's care.
#[derive(Debug)]
pub struct BorrowedStack<T>(NonNull<OPENSSL_STACK>, PhantomData<*mut T>);

// SAFETY: the stack is never changed once it is made, and its elements are shared between threads.
unsafe impl<T: Sync> Send for BorrowedStack<T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for BorrowedStack<T> {}

impl<T> BorrowedStack<T> {
    /// A stack of the given pointers; `None` when memory is out.
    pub fn new(items: impl IntoIterator<Item = *mut T>) -> Option<BorrowedStack<T>> {
        // SAFETY: no preconditions.
        let stack = BorrowedStack(
            NonNull::new(unsafe { ffi::OPENSSL_sk_new_null() })?,
            PhantomData,
        );
        for item in items {
            // SAFETY: the stack is live.
            if unsafe { ffi::OPENSSL_sk_push(stack.0.as_ptr(), item as *const c_void) } <= 0 {
                return None;
            }
        }
        Some(stack)
    }

    /// The stack as the C type that the caller names (`STACK_OF(X509)` …), still owned here.
    pub fn as_ptr<S>(&self) -> *mut S {
        self.0.as_ptr().cast()
    }

    /// Gives the stack (not its elements) to the caller, who frees it with `sk_X_free`.
    pub fn into_ptr<S>(self) -> *mut S {
        let stack = self.0.as_ptr().cast();
        std::mem::forget(self);
        stack
    }
}

impl<T> Drop for BorrowedStack<T> {
    fn drop(&mut self) {
        // SAFETY: owned; the elements are not touched.
        unsafe { ffi::OPENSSL_sk_free(self.0.as_ptr()) }
    }
}

/// The elements of a stack that somebody else owns; nothing for NULL.
///
/// # Safety
/// `stack` is NULL or a live stack of `T` that is not changed while the iterator lives.
pub unsafe fn iter<T>(stack: *const OPENSSL_STACK) -> impl Iterator<Item = *mut T> {
    // SAFETY: NULL (answered with -1) or live.
    let length = unsafe { ffi::OPENSSL_sk_num(stack) };
    // SAFETY: live, and the index is below its length.
    (0..length).map(move |i| unsafe { ffi::OPENSSL_sk_value(stack, i).cast() })
}
