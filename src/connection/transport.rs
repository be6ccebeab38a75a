//! The BIOs of a connection and who owns them.

use std::cell::RefCell;
use std::rc::Rc;

use libc::c_int;

use crate::error::verdict::{Retry, Special};
use crate::sys::bio::{Bio, RETRY_ACCEPT, RETRY_CONNECT};
use crate::sys::err;
use crate::sys::ffi::BIO;

/// The two sides of the transport, each one counted reference. One BIO may be both.
///
/// A BIO may run callbacks that replace it, so whoever uses it holds it meanwhile, with a count that
/// belongs to the connection's thread: libcrypto's costs an atomic operation at each read and write.
#[derive(Default)]
pub struct Transport {
    read: RefCell<Option<Rc<Bio>>>,
    write: RefCell<Option<Rc<Bio>>>,
}

impl Transport {
    pub fn reader(&self) -> Option<Rc<Bio>> {
        self.read.borrow().clone()
    }

    pub fn writer(&self) -> Option<Rc<Bio>> {
        self.write.borrow().clone()
    }

    /// Whether what is written goes to a socket, and nobody watches.
    pub fn writes_to_bare_socket(&self) -> bool {
        self.write
            .borrow()
            .as_ref()
            .is_some_and(|bio| bio.is_bare_socket())
    }

    /// The pointers that `SSL_get_rbio` and `SSL_get_wbio` give, NULL where there is none.
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

    /// `SSL_set0_rbio`: the connection owns the new one, the old one is freed.
    pub fn set_reader(&self, bio: Option<Bio>) {
        let old = self.read.replace(bio.map(Rc::new));
        drop(old);
    }

    /// `SSL_set0_wbio`, likewise.
    pub fn set_writer(&self, bio: Option<Bio>) {
        let old = self.write.replace(bio.map(Rc::new));
        drop(old);
    }

    /// `SSL_set_bio`. How many references the caller gives away depends on what changes, for
    /// historical reasons.
    ///
    /// # Safety
    /// Both are NULL or live, and the caller gives away the references that the manual says.
    pub unsafe fn set(&self, rbio: *mut BIO, wbio: *mut BIO) {
        let (old_rbio, old_wbio) = (self.read_ptr(), self.write_ptr());
        if rbio == old_rbio && wbio == old_wbio {
            return;
        }
        // SAFETY: live, and a reference of our own is taken.
        let shared = || unsafe {
            let bio = std::mem::ManuallyDrop::new(Bio::from_owned(rbio));
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

    /// The descriptor that is read from, -1 for none. Programs ask while another thread reads, so that
    /// the BIO is not counted for it.
    pub fn read_descriptor(&self) -> c_int {
        descriptor(&self.read)
    }

    /// The descriptor that is written to, likewise.
    pub fn write_descriptor(&self) -> c_int {
        descriptor(&self.write)
    }

    /// What the read side asks for; nothing where there is none.
    pub fn reader_retry(&self) -> Retry {
        self.read
            .borrow()
            .as_ref()
            .map_or_else(Retry::default, |bio| retry(bio))
    }

    /// What the write side asks for.
    pub fn writer_retry(&self) -> Retry {
        self.write
            .borrow()
            .as_ref()
            .map_or_else(Retry::default, |bio| retry(bio))
    }
}

fn descriptor(side: &RefCell<Option<Rc<Bio>>>) -> c_int {
    match &*side.borrow() {
        Some(bio) => bio.descriptor().unwrap_or(-1),
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
