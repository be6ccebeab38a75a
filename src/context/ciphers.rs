//! The cipher list of a context or connection, with the `STACK_OF(SSL_CIPHER)` that shows it.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::cipher::list::CipherList;
use crate::cipher::Cipher;
use crate::sys::ffi::stack_st_SSL_CIPHER;
use crate::sys::stack::BorrowedStack;

/// An immutable list. A context shares it with the connections that inherited it, so all show the same
/// stack, as in OpenSSL.
#[derive(Default)]
pub struct Ciphers {
    list: CipherList,
    stack: OnceLock<Option<BorrowedStack<Cipher>>>,
}

impl Ciphers {
    /// The list as a stack that lives as long as `self`; NULL when memory is out.
    pub fn stack(&self) -> *mut stack_st_SSL_CIPHER {
        self.stack
            .get_or_init(|| stack_of(self.list.ciphers().iter().copied()))
            .as_ref()
            .map_or(std::ptr::null_mut(), BorrowedStack::as_ptr)
    }
}

impl From<CipherList> for Ciphers {
    fn from(list: CipherList) -> Ciphers {
        Ciphers {
            list,
            stack: OnceLock::new(),
        }
    }
}

impl Deref for Ciphers {
    type Target = CipherList;

    fn deref(&self) -> &CipherList {
        &self.list
    }
}

/// A new stack of suites; `None` when memory is out.
pub fn stack_of(
    ciphers: impl IntoIterator<Item = &'static Cipher>,
) -> Option<BorrowedStack<Cipher>> {
    let pointers = ciphers
        .into_iter()
        .map(|c| std::ptr::from_ref(c).cast_mut());
    BorrowedStack::new(pointers)
}
