//! The objects that a program knows by their addresses, and the marks that distinguish them from another
//! libssl's.
//!
//! If two libraries with the same name are loaded, programs pass the objects of one to functions of the other,
//! because the loader finds one definition of each function. Using such an object as ours would corrupt memory.
//! So each of our objects has a mark. It stands at an offset that is within OpenSSL's object too, so that it
//! can be looked for in either.

use std::ptr;
use std::sync::Arc;

use crate::cipher::{Cipher, CIPHERS, SIGNALS};
use crate::error::reason::Reason;
use crate::other_libssl;
use crate::sys::err;

/// A word that identifies an object's type. OpenSSL's objects cannot have it there, because it is not a valid
/// pointer.
#[derive(PartialEq, Eq)]
#[repr(transparent)]
pub struct Mark(u64);

impl Mark {
    pub const fn new(name: &[u8; 8]) -> Mark {
        Mark(u64::from_be_bytes(*name))
    }
}

impl Drop for Mark {
    /// A freed object is not taken for a live one, as long as its memory is not used again.
    fn drop(&mut self) {
        // SAFETY: the field is ours; volatile, so that the compiler keeps the store.
        unsafe { ptr::write_volatile(&mut self.0, 0) };
    }
}

/// A type to which C has pointers.
///
/// # Safety
/// `is_ours` is true only for objects of this library.
pub unsafe trait Object: Sized {
    /// C's name for the type.
    const NAME: &'static str;

    /// Whether the pointer is to one of our objects.
    ///
    /// # Safety
    /// It is not NULL, and to a live object of this or of another libssl.
    unsafe fn is_ours(object: *const Self) -> bool;
}

/// Makes a type with a mark an [`Object`]. `$size` is that of OpenSSL 3.0's type, in bytes, or less.
macro_rules! marked {
    ($type:ty, $field:ident, $name:literal, $mark:expr, $size:literal) => {
        const _: () = assert!(std::mem::offset_of!($type, $field) + 8 <= $size);

        // SAFETY: only our objects have the mark.
        unsafe impl $crate::objects::Object for $type {
            const NAME: &'static str = $name;

            unsafe fn is_ours(object: *const Self) -> bool {
                let mark = object.wrapping_byte_add(std::mem::offset_of!($type, $field));
                // SAFETY: the mark's offset is within the object, ours or OpenSSL's.
                unsafe { $crate::objects::has(mark.cast(), &$mark) }
            }
        }
    };
}
pub(crate) use marked;

// SAFETY: our objects of this type are the entries of the tables.
unsafe impl Object for Cipher {
    const NAME: &'static str = "SSL_CIPHER";

    unsafe fn is_ours(cipher: *const Cipher) -> bool {
        let mut tables = [CIPHERS, SIGNALS].into_iter();
        tables.any(|table| table.as_ptr_range().contains(&cipher))
    }
}

/// Whether `place` has this mark.
///
/// # Safety
/// `place` is readable, if it is aligned.
pub unsafe fn has(place: *const u64, mark: &Mark) -> bool {
    // SAFETY: `place` is readable, if it is aligned, by this function's contract.
    place.is_aligned() && unsafe { place.read() } == mark.0
}

/// The object behind a program's pointer. `None` for NULL, and with an error on the queue for another
/// library's object.
///
/// # Safety
/// `object` is NULL or to a live object, which stays while the result is in use.
pub unsafe fn get<'a, T: Object>(object: *const T) -> Option<&'a T> {
    // SAFETY: an object that is not NULL is live, by this function's contract.
    unsafe {
        if object.is_null() {
            None
        } else if T::is_ours(object) {
            Some(&*object)
        } else {
            foreign(T::NAME)
        }
    }
}

/// As [`get`], counted.
///
/// # Safety
/// As for [`get`], and the object came from `Arc::into_raw` if it is ours.
pub unsafe fn share<T: Object>(object: *const T) -> Option<Arc<T>> {
    // SAFETY: as the contract says; the new Arc owns the new reference.
    unsafe {
        get(object)?;
        Arc::increment_strong_count(object);
        Some(Arc::from_raw(object))
    }
}

/// As [`share`], with the reference that the program gives away.
///
/// # Safety
/// As for [`share`], and the program does not use its reference any more.
pub unsafe fn take<T: Object>(object: *const T) -> Option<Arc<T>> {
    // SAFETY: the object is NULL or live, and came from `Arc::into_raw` if it is ours.
    unsafe {
        get(object)?;
        Some(Arc::from_raw(object))
    }
}

#[cold]
fn foreign<T>(name: &str) -> Option<T> {
    err::raise_data(
        Reason::ERR_R_PASSED_INVALID_ARGUMENT,
        &format!("this {name} is no object of this library, but of another libssl, or was freed"),
    );
    other_libssl::look();
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{method, Context};

    #[test]
    fn another_librarys_objects_are_refused_with_an_error() {
        let memory = [0_u64; 1024];
        err::clear();
        // SAFETY: memory of the size of OpenSSL's objects, and a freed one that nothing has replaced.
        unsafe {
            assert!(get(memory.as_ptr().cast::<Context>()).is_none());
            assert_ne!(err::peek(), 0);
            err::clear();
            assert!(get(memory.as_ptr().cast::<u8>().add(1).cast::<Context>()).is_none());
            err::clear();
            assert!(get(ptr::null::<Context>()).is_none());
            assert_eq!(err::peek(), 0);
        }
    }

    #[test]
    fn an_object_is_ours_until_it_is_freed() {
        let context = Context::new(&method::ANY).expect("a context");
        let address = Arc::as_ptr(&context);
        let weak = Arc::downgrade(&context);
        // SAFETY: live; then dropped, with its memory kept by the weak reference.
        unsafe {
            assert!(get(address).is_some());
            assert!(share(address).is_some());
            drop(context);
            assert!(get(address).is_none());
        }
        err::clear();
        drop(weak);
    }

    #[test]
    fn methods_and_suites_are_ours_by_their_place() {
        let foreign = method::CLIENT.clone();
        // SAFETY: live objects: two statics and a copy.
        unsafe {
            assert!(get(&raw const method::CLIENT).is_some());
            assert!(get(&raw const foreign).is_none());
            assert!(get(&raw const crate::cipher::CIPHERS[0]).is_some());
        }
        err::clear();
    }
}
