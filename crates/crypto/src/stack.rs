//! STACK_OF(...): libcrypto's arrays of pointers.

use std::marker::PhantomData;
use std::ptr::NonNull;

use libc::c_void;

use super::ffi::{self, OPENSSL_STACK};

/// An element of an owned stack: a value that is one libcrypto pointer.
///
/// # Safety
/// `from_raw(into_raw(x))` is `x`.
pub unsafe trait Element: Sized {
    /// libcrypto's type.
    type Raw;

    /// Gives the value away as its pointer.
    fn into_raw(self) -> *mut Self::Raw;

    /// Takes over a pointer.
    ///
    /// # Safety
    /// `raw` is live and the caller gives it away.
    unsafe fn from_raw(raw: *mut Self::Raw) -> Self;
}

/// An owned stack with its elements.
#[derive(Debug)]
pub struct OwnedStack<T: Element>(NonNull<OPENSSL_STACK>, PhantomData<T>);

// SAFETY: the stack is its elements' array; they may move to other threads.
unsafe impl<T: Element + Send> Send for OwnedStack<T> {}
// SAFETY: `&self` only reads.
unsafe impl<T: Element + Sync> Sync for OwnedStack<T> {}

impl<T: Element> OwnedStack<T> {
    /// An empty stack; `None` when memory is out.
    pub fn new() -> Option<OwnedStack<T>> {
        // SAFETY: the function has no preconditions.
        let stack = NonNull::new(unsafe { ffi::OPENSSL_sk_new_null() })?;
        Some(OwnedStack(stack, PhantomData))
    }

    /// A stack of the given elements; `None` when memory is out.
    pub fn of(items: impl IntoIterator<Item = T>) -> Option<OwnedStack<T>> {
        let mut stack = OwnedStack::new()?;
        for item in items {
            stack.push(item).ok()?;
        }
        Some(stack)
    }

    /// Takes over a stack with its elements; `None` for NULL.
    ///
    /// # Safety
    /// `stack` is NULL or a live `STACK_OF(T)` whose elements, none of them NULL, go with it.
    pub unsafe fn from_owned<S>(stack: *mut S) -> Option<OwnedStack<T>> {
        Some(OwnedStack(NonNull::new(stack.cast())?, PhantomData))
    }

    /// The stack as the C type that the caller names (`STACK_OF(X509)` …), still owned here.
    pub fn as_ptr<S>(&self) -> *mut S {
        self.0.as_ptr().cast()
    }

    /// Gives the stack with its elements to the caller, who frees it with `sk_X_pop_free`.
    pub fn into_ptr<S>(self) -> *mut S {
        let stack = self.0.as_ptr().cast();
        std::mem::forget(self);
        stack
    }

    /// Adds an element at the end; gives it back when memory is out.
    pub fn push(&mut self, item: T) -> Result<(), T> {
        let raw = item.into_raw();
        // SAFETY: live; the stack owns the element from now on.
        if unsafe { ffi::OPENSSL_sk_push(self.0.as_ptr(), raw.cast::<c_void>()) } > 0 {
            return Ok(());
        }
        // SAFETY: it was given away right above and not taken.
        Err(unsafe { T::from_raw(raw) })
    }

    /// Takes the first element out.
    pub fn shift(&mut self) -> Option<T> {
        // SAFETY: live; NULL when it is empty, otherwise the element is ours now.
        unsafe {
            let raw = ffi::OPENSSL_sk_shift(self.0.as_ptr());
            (!raw.is_null()).then(|| T::from_raw(raw.cast()))
        }
    }

    /// Takes the last element out.
    pub fn pop(&mut self) -> Option<T> {
        // SAFETY: live; NULL when it is empty, otherwise the element is ours now.
        unsafe {
            let raw = ffi::OPENSSL_sk_pop(self.0.as_ptr());
            (!raw.is_null()).then(|| T::from_raw(raw.cast()))
        }
    }

    /// The elements, borrowed.
    pub fn iter(&self) -> impl Iterator<Item = *mut T::Raw> + '_ {
        // SAFETY: live, and not changed while `self` is borrowed.
        unsafe { iter(self.0.as_ptr()) }
    }
}

impl<T: Element> Drop for OwnedStack<T> {
    fn drop(&mut self) {
        while let Some(item) = self.pop() {
            drop(item);
        }
        // SAFETY: owned, and empty now.
        unsafe { ffi::OPENSSL_sk_free(self.0.as_ptr()) }
    }
}

/// An owned stack of borrowed elements, which its owner keeps alive.
#[derive(Debug)]
pub struct BorrowedStack<T>(NonNull<OPENSSL_STACK>, PhantomData<*mut T>);

// SAFETY: the stack is never changed once it is made, and its elements are shared between threads.
unsafe impl<T: Sync> Send for BorrowedStack<T> {}
// SAFETY: for the same reason as `Send`.
unsafe impl<T: Sync> Sync for BorrowedStack<T> {}

impl<T> BorrowedStack<T> {
    /// A stack of the given pointers; `None` when memory is out.
    pub fn new(items: impl IntoIterator<Item = *mut T>) -> Option<BorrowedStack<T>> {
        // SAFETY: the function has no preconditions.
        let stack = unsafe { ffi::OPENSSL_sk_new_null() };
        let stack = BorrowedStack(NonNull::new(stack)?, PhantomData);
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

/// The elements of a borrowed stack; none for NULL.
///
/// # Safety
/// `stack` is NULL or a live stack of `T` that is not changed while the iterator lives.
pub unsafe fn iter<T>(stack: *const OPENSSL_STACK) -> impl Iterator<Item = *mut T> {
    // SAFETY: NULL (answered with -1) or live.
    let length = unsafe { ffi::OPENSSL_sk_num(stack) };
    // SAFETY: live, and the index is below its length.
    (0..length).map(move |i| unsafe { ffi::OPENSSL_sk_value(stack, i).cast() })
}
