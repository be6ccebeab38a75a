//! X509_NAME: the names of certificate authorities.

use std::ptr::{self, NonNull};

use libc::{c_int, c_long, c_void};

use super::ffi::{self, X509_NAME};
use super::stack::{Element, OwnedStack};

/// One owned name.
#[derive(Debug)]
pub struct Name(NonNull<X509_NAME>);

// SAFETY: a name is a value of its own; the threads that share one only read it.
unsafe impl Send for Name {}
// SAFETY: for the same reason as `Send`.
unsafe impl Sync for Name {}

/// `STACK_OF(X509_NAME)` with its names.
pub type NameStack = OwnedStack<Name>;

// SAFETY: the type consists of the pointer, so each can be made from the other.
unsafe impl Element for Name {
    type Raw = X509_NAME;

    fn into_raw(self) -> *mut X509_NAME {
        let raw = self.0.as_ptr();
        std::mem::forget(self);
        raw
    }

    unsafe fn from_raw(raw: *mut X509_NAME) -> Name {
        // SAFETY: live, so not NULL, by the caller's promise.
        Name(unsafe { NonNull::new_unchecked(raw) })
    }
}

impl Name {
    /// A copy of a name; `None` for NULL and when memory is out.
    ///
    /// # Safety
    /// `name` is NULL or live.
    pub unsafe fn copy(name: *const X509_NAME) -> Option<Name> {
        if name.is_null() {
            return None;
        }
        // SAFETY: live; the copy is ours.
        NonNull::new(unsafe { ffi::X509_NAME_dup(name) }).map(Name)
    }

    /// A copy of the certificate's subject.
    ///
    /// # Safety
    /// `cert` is live.
    pub unsafe fn subject_of(cert: *const ffi::X509) -> Option<Name> {
        // SAFETY: `cert` is live, by this function's contract.
        unsafe { Name::copy(ffi::X509_get_subject_name(cert)) }
    }

    /// Parses DER; `None` unless it is exactly one name.
    pub fn from_der(der: &[u8]) -> Option<Name> {
        let (name, length) = Name::parse(der)?;
        (length == der.len()).then_some(name)
    }

    /// Parses the name that the DER begins with; also how many bytes it takes. `None` with libcrypto's
    /// errors on the queue.
    pub fn parse(der: &[u8]) -> Option<(Name, usize)> {
        let length = c_long::try_from(der.len()).ok()?;
        let start = der.as_ptr();
        let mut at = start;
        // SAFETY: reads at most `length` bytes; the result is ours.
        let name = unsafe { ffi::d2i_X509_NAME(ptr::null_mut(), &mut at, length) };
        let name = NonNull::new(name).map(Name)?;
        Some((name, at as usize - start as usize))
    }

    pub fn to_der(&self) -> Option<Vec<u8>> {
        // SAFETY: `self` owns a live object.
        unsafe { der(self.0.as_ptr()) }
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        // SAFETY: `self` owns the object, and nothing uses it afterwards.
        unsafe { ffi::X509_NAME_free(self.0.as_ptr()) }
    }
}

/// DER of a name.
///
/// # Safety
/// `name` is live.
pub unsafe fn der(name: *const X509_NAME) -> Option<Vec<u8>> {
    // SAFETY: live; NULL asks for the length.
    let length = unsafe { ffi::i2d_X509_NAME(name, ptr::null_mut()) };
    let mut der = vec![0; usize::try_from(length).ok()?];
    let mut at = der.as_mut_ptr();
    // SAFETY: the buffer has the length that libcrypto asked for.
    (unsafe { ffi::i2d_X509_NAME(name, &mut at) } == length).then_some(der)
}

/// The order of names in a sorted stack: by length of their DER, then by its bytes.
unsafe extern "C-unwind" fn compare(a: *const c_void, b: *const c_void) -> c_int {
    // SAFETY: libcrypto passes pointers to two elements of a stack of names.
    let (a, b) = unsafe {
        (
            der(*a.cast::<*const X509_NAME>()),
            der(*b.cast::<*const X509_NAME>()),
        )
    };
    match (a, b) {
        (Some(a), Some(b)) => (a.len(), a).cmp(&(b.len(), b)) as c_int,
        _ => -2,
    }
}

/// Adds names to a stack of the application's, without duplicates. The stack gets sorted.
///
/// # Safety
/// `stack` is a live `STACK_OF(X509_NAME)`.
pub unsafe fn add_to(
    stack: *mut ffi::stack_st_X509_NAME,
    add: impl FnOnce(&mut dyn FnMut(Name) -> bool) -> bool,
) -> bool {
    let stack: *mut ffi::OPENSSL_STACK = stack.cast();
    // SAFETY: live; the order that was set before is put back below.
    let before = unsafe { ffi::OPENSSL_sk_set_cmp_func(stack, Some(compare)) };
    let done = add(&mut |name| {
        // SAFETY: live; the name is the stack's once it is pushed, and ours otherwise.
        unsafe {
            let raw = name.into_raw();
            if ffi::OPENSSL_sk_find(stack, raw.cast()) >= 0 {
                drop(Name::from_raw(raw));
                return true;
            }
            if ffi::OPENSSL_sk_push(stack, raw.cast()) <= 0 {
                drop(Name::from_raw(raw));
                return false;
            }
            true
        }
    });
    // SAFETY: `stack` is live, and `before` is the function that it had.
    unsafe { ffi::OPENSSL_sk_set_cmp_func(stack, before) };
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(common_name: &str) -> Name {
        let text = common_name.as_bytes();
        let n = text.len() as u8;
        let mut der = vec![0x30, n + 11, 0x31, n + 9, 0x30, n + 7];
        der.extend_from_slice(&[0x06, 3, 0x55, 4, 3, 0x0c, n]);
        der.extend_from_slice(text);
        Name::from_der(&der).unwrap()
    }

    #[test]
    fn der_round_trip() {
        let der = name("a").to_der().unwrap();
        assert_eq!(Name::from_der(&der).unwrap().to_der().unwrap(), der);
        let longer: Vec<u8> = der.iter().copied().chain([0]).collect();
        assert!(Name::from_der(&longer).is_none());
    }

    #[test]
    fn names_are_added_once_and_sorted() {
        let stack = NameStack::new().unwrap();
        // SAFETY: `stack` is live, and the closure adds only live names.
        let done = unsafe {
            add_to(stack.as_ptr(), |add| {
                add(name("b")) && add(name("long")) && add(name("a")) && add(name("b"))
            })
        };
        assert!(done);
        assert_eq!(stack.iter().count(), 3);
    }
}
