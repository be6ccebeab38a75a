//! The BIOs of a connection and who owns them.

use std::cell::RefCell;

use crate::error::verdict::{Retry, Special};
use crate::sys::bio::{Bio, RETRY_ACCEPT, RETRY_CONNECT};
use crate::sys::ffi::BIO;

/// The two sides of the transport, each one counted reference. One BIO may be both.
#[derive(Default)]
pub struct Transport {
    read: RefCell<Option<Bio>>,
    write: RefCell<Option<Bio>>,
}

impl Transport {
    pub fn reader(&self) -> Option<Bio> {
        self.read.borrow().clone()
    }

    pub fn writer(&self) -> Option<Bio> {
        self.write.borrow().clone()
    }

    /// The pointers that `SSL_get_rbio` and `SSL_get_wbio` give, NULL where there is none.
    pub fn read_ptr(&self) -> *mut BIO {
        self.read
            .borrow()
            .as_ref()
            .map_or(std::ptr::null_mut(), Bio::as_ptr)
    }

    pub fn write_ptr(&self) -> *mut BIO {
        self.write
            .borrow()
            .as_ref()
            .map_or(std::ptr::null_mut(), Bio::as_ptr)
    }

    /// `SSL_set0_rbio`: the connection owns the new one, the old one is freed.
    pub fn set_reader(&self, bio: Option<Bio>) {
        let old = self.read.replace(bio);
        drop(old);
    }

    /// `SSL_set0_wbio`, likewise.
    pub fn set_writer(&self, bio: Option<Bio>) {
        let old = self.write.replace(bio);
        drop(old);
    }

    /// What the read side asks for; nothing where there is none.
    pub fn reader_retry(&self) -> Retry {
        self.read
            .borrow()
            .as_ref()
            .map_or_else(Retry::default, retry)
    }

    /// What the write side asks for.
    pub fn writer_retry(&self) -> Retry {
        self.write
            .borrow()
            .as_ref()
            .map_or_else(Retry::default, retry)
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
