//! The BIOs of a connection, their ownership, and the flight to be written to them.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::ops::Deref;

use libc::c_int;

use super::flight::Flight;
use super::Connection;
use crate::error::verdict::{Retry, Special};
use crate::sys::bio::{Bio, RETRY_ACCEPT, RETRY_CONNECT};
use crate::sys::err;
use crate::sys::ffi::BIO;

/// The two sides of the transport, each a counted reference. Both may be the same BIO.
///
/// A BIO may run callbacks that replace it. A BIO that is replaced while it may be in use is retired, and freed
/// when no BIO is in use. libcrypto's reference count would cost an atomic operation for each read and write.
#[derive(Default)]
pub struct Transport {
    read: RefCell<Option<Bio>>,
    write: RefCell<Option<Bio>>,
    /// Number of calls into a BIO that are under way or that a longjmp left.
    uses: Cell<u32>,
    retired: RefCell<Vec<Bio>>,
    /// The handshake messages to be written.
    flight: Flight,
}

/// A BIO during a call. It is not freed before this value is dropped.
struct InUse<'a> {
    transport: &'a Transport,
    bio: ManuallyDrop<Bio>,
}

impl Deref for InUse<'_> {
    type Target = Bio;

    fn deref(&self) -> &Bio {
        &self.bio
    }
}

impl Drop for InUse<'_> {
    fn drop(&mut self) {
        let uses = self.transport.uses.get();
        self.transport.uses.set(uses - 1);
    }
}

impl Transport {
    fn in_use(&self, side: &RefCell<Option<Bio>>) -> Option<InUse<'_>> {
        let side = side.borrow();
        // SAFETY: retired instead of freed as long as the result lives.
        let bio = unsafe { side.as_ref()?.uncounted() };
        self.uses.set(self.uses.get() + 1);
        Some(InUse {
            transport: self,
            bio,
        })
    }

    /// Exchanges a side's BIO.
    fn replace(&self, side: &RefCell<Option<Bio>>, bio: Option<Bio>) {
        let old = side.replace(bio);
        self.retired.borrow_mut().extend(old);
    }

    /// BIOs were retired, and no BIO is in use.
    fn has_waste(&self) -> bool {
        self.uses.get() == 0 && !self.retired.borrow().is_empty()
    }

    pub fn has_reader(&self) -> bool {
        self.read.borrow().is_some()
    }

    pub fn has_writer(&self) -> bool {
        self.write.borrow().is_some()
    }

    /// Whether output goes directly to a socket and no BIO callback observes it.
    pub fn writes_to_bare_socket(&self) -> bool {
        self.write
            .borrow()
            .as_ref()
            .is_some_and(|bio| bio.is_bare_socket())
    }

    /// The pointer for `SSL_get_rbio`; NULL without a BIO.
    pub fn read_ptr(&self) -> *mut BIO {
        self.read
            .borrow()
            .as_ref()
            .map_or(std::ptr::null_mut(), |bio| bio.as_ptr())
    }

    pub fn write_ptr(&self) -> *mut BIO {
        self.write
            .borrow()
            .as_ref()
            .map_or(std::ptr::null_mut(), |bio| bio.as_ptr())
    }

    /// The read BIO's retry flags; none without a BIO.
    pub fn reader_retry(&self) -> Retry {
        self.read
            .borrow()
            .as_ref()
            .map_or_else(Retry::default, retry)
    }

    /// The handshake messages to be written.
    pub fn flight(&self) -> &Flight {
        &self.flight
    }

    /// The write BIO's retry flags; none after it has refused a flush.
    pub fn writer_retry(&self) -> Retry {
        if self.flight.flush_refused() {
            return Retry::default();
        }
        self.write
            .borrow()
            .as_ref()
            .map_or_else(Retry::default, retry)
    }
}

impl Connection {
    /// Runs `call` on the read BIO; `None` without a BIO.
    pub(crate) fn with_reader<T>(&self, call: impl FnOnce(&Bio) -> T) -> Option<T> {
        self.with_bio(&self.transport.read, call)
    }

    /// Runs `call` on the write BIO; `None` without a BIO.
    pub(crate) fn with_writer<T>(&self, call: impl FnOnce(&Bio) -> T) -> Option<T> {
        self.with_bio(&self.transport.write, call)
    }

    fn with_bio<T>(&self, side: &RefCell<Option<Bio>>, call: impl FnOnce(&Bio) -> T) -> Option<T> {
        let bio = self.transport.in_use(side)?;
        let result = self.outside(|| call(&bio));
        drop(bio);
        if self.transport.has_waste() {
            self.free_retired();
        }
        Some(result)
    }

    /// Frees the retired BIOs unless one may be in use. Freeing may run the application's code.
    fn free_retired(&self) {
        if self.transport.has_waste() {
            let retired = self.transport.retired.take();
            self.outside(|| drop(retired));
        }
    }

    /// `SSL_set0_rbio`: takes over the new BIO and frees the old one.
    pub(crate) fn set_reader(&self, bio: Option<Bio>) {
        self.transport.replace(&self.transport.read, bio);
        self.free_retired();
    }

    /// `SSL_set0_wbio`, likewise.
    pub(crate) fn set_writer(&self, bio: Option<Bio>) {
        self.transport.replace(&self.transport.write, bio);
        self.free_retired();
    }

    /// `SSL_set_bio`. For historical reasons, the number of references that the caller gives away depends on
    /// which side changes.
    ///
    /// # Safety
    /// Both are NULL or live, and the caller gives away the references that the manual says.
    pub(crate) unsafe fn set_transport(&self, rbio: *mut BIO, wbio: *mut BIO) {
        let (old_rbio, old_wbio) = (self.transport.read_ptr(), self.transport.write_ptr());
        if rbio == old_rbio && wbio == old_wbio {
            return;
        }
        // SAFETY: `rbio` is live, and the new value takes its own reference.
        let shared = || unsafe {
            let bio = ManuallyDrop::new(Bio::from_owned(rbio));
            (*bio).clone()
        };
        let same = rbio == wbio;
        // SAFETY: by this function's contract.
        unsafe {
            if rbio == old_rbio {
                self.set_writer(if same {
                    shared()
                } else {
                    Bio::from_owned(wbio)
                });
                return;
            }
            if wbio == old_wbio && old_rbio != old_wbio {
                self.set_reader(if same {
                    shared()
                } else {
                    Bio::from_owned(rbio)
                });
                return;
            }
            let writer = if same {
                shared()
            } else {
                Bio::from_owned(wbio)
            };
            self.set_reader(Bio::from_owned(rbio));
            self.set_writer(writer);
        }
    }

    /// The read BIO's descriptor, -1 for none.
    pub(crate) fn read_descriptor(&self) -> c_int {
        descriptor(self.with_reader(Bio::descriptor))
    }

    /// The write BIO's descriptor, -1 for none.
    pub(crate) fn write_descriptor(&self) -> c_int {
        descriptor(self.with_writer(Bio::descriptor))
    }
}

/// The number to return for a BIO's descriptor, if there is a BIO.
fn descriptor(found: Option<Option<c_int>>) -> c_int {
    match found {
        Some(descriptor) => descriptor.unwrap_or(-1),
        None => {
            err::raise_missing_bio();
            -1
        }
    }
}

fn retry(bio: &Bio) -> Retry {
    Retry {
        read: bio.should_read(),
        write: bio.should_write(),
        special: bio.should_io_special().then(|| match bio.retry_reason() {
            RETRY_CONNECT => Special::Connect,
            RETRY_ACCEPT => Special::Accept,
            _ => Special::Other,
        }),
    }
}
