//! LHASH_OF(...): libcrypto's hash tables of pointers.

use std::mem;
use std::ptr::NonNull;
use std::sync::OnceLock;

use libc::{c_ulong, c_void};

use super::ffi::{self, LhashCompare, LhashHash, LhashVisit, LhashVisitWith, OPENSSL_LHASH};

/// A table of borrowed items.
pub struct Lhash(NonNull<OPENSSL_LHASH>);

// SAFETY: the table is a value of its own.
unsafe impl Send for Lhash {}

impl Lhash {
    /// An empty table; `None` when memory is out.
    ///
    /// # Safety
    /// Both functions can be called with all items, as long as they are in the table.
    pub unsafe fn new(hash: LhashHash, compare: LhashCompare) -> Option<Lhash> {
        // SAFETY: no further preconditions.
        let table = NonNull::new(unsafe { ffi::OPENSSL_LH_new(hash, compare) })?;
        if let Some(set_thunks) = set_thunks() {
            // SAFETY: live; the four functions are of the types that libcrypto wants.
            unsafe { set_thunks(table.as_ptr(), call_hash, call_compare, visit, visit_with) };
        }
        Some(Lhash(table))
    }

    /// The table as the C type that the caller names, still owned here.
    pub fn as_ptr<S>(&self) -> *mut S {
        self.0.as_ptr().cast()
    }

    /// Inserts an item. Returns the equal item that it replaces, or NULL, also when memory is out.
    ///
    /// # Safety
    /// The table's functions can be called with the item.
    pub unsafe fn insert(&mut self, item: *mut c_void) -> *mut c_void {
        // SAFETY: the table is live, and its functions can be called with its items, by this function's
        // contract.
        unsafe { ffi::OPENSSL_LH_insert(self.0.as_ptr(), item) }
    }

    /// Removes and returns the equal item; NULL if there is none. Without `shrink` the table keeps its
    /// number of buckets.
    ///
    /// # Safety
    /// As for `insert`.
    pub unsafe fn delete(&mut self, item: *const c_void, shrink: bool) -> *mut c_void {
        let table = self.0.as_ptr();
        // SAFETY: the table is live, and its functions can be called with its items, by this function's
        // contract.
        unsafe {
            if shrink {
                return ffi::OPENSSL_LH_delete(table, item);
            }
            let load = ffi::OPENSSL_LH_get_down_load(table);
            ffi::OPENSSL_LH_set_down_load(table, 0);
            let deleted = ffi::OPENSSL_LH_delete(table, item);
            ffi::OPENSSL_LH_set_down_load(table, load);
            deleted
        }
    }

    /// Removes all items.
    pub fn clear(&mut self) {
        // SAFETY: `self` owns a live object.
        unsafe { ffi::OPENSSL_LH_flush(self.0.as_ptr()) }
    }
}

impl Drop for Lhash {
    fn drop(&mut self) {
        // SAFETY: `self` owns the object, and nothing uses it afterwards.
        unsafe { ffi::OPENSSL_LH_free(self.0.as_ptr()) }
    }
}

/// `OPENSSL_LH_set_thunks`. From 3.3 on, a table cannot be walked through without these functions.
type SetThunks = unsafe extern "C-unwind" fn(
    table: *mut OPENSSL_LHASH,
    hash: unsafe extern "C-unwind" fn(*const c_void, LhashHash) -> c_ulong,
    compare: unsafe extern "C-unwind" fn(*const c_void, *const c_void, LhashCompare) -> libc::c_int,
    visit: unsafe extern "C-unwind" fn(*mut c_void, LhashVisit),
    visit_with: unsafe extern "C-unwind" fn(*mut c_void, *mut c_void, LhashVisitWith),
) -> *mut OPENSSL_LHASH;

fn set_thunks() -> Option<SetThunks> {
    static FOUND: OnceLock<Option<SetThunks>> = OnceLock::new();
    *FOUND.get_or_init(|| {
        // SAFETY: a string; libcrypto's function of the name has the type.
        unsafe {
            let symbol = libc::dlsym(libc::RTLD_DEFAULT, c"OPENSSL_LH_set_thunks".as_ptr());
            (!symbol.is_null()).then(|| mem::transmute::<*mut c_void, SetThunks>(symbol))
        }
    })
}

unsafe extern "C-unwind" fn call_hash(item: *const c_void, hash: LhashHash) -> c_ulong {
    // SAFETY: libcrypto's call, with the table's own function.
    unsafe { hash(item) }
}

unsafe extern "C-unwind" fn call_compare(
    one: *const c_void,
    other: *const c_void,
    compare: LhashCompare,
) -> libc::c_int {
    // SAFETY: libcrypto calls this with the function of the table and its items.
    unsafe { compare(one, other) }
}

unsafe extern "C-unwind" fn visit(item: *mut c_void, visit: LhashVisit) {
    // SAFETY: the function that the application gave for the table's items.
    unsafe { visit(item) }
}

unsafe extern "C-unwind" fn visit_with(
    item: *mut c_void,
    argument: *mut c_void,
    visit: LhashVisitWith,
) {
    // SAFETY: the application gave this function for the items and the argument of the table.
    unsafe { visit(item, argument) }
}
