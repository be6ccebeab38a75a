//! Buffers that outlive no record: a few are kept per thread, so that an idle connection holds
//! none and a busy one does not allocate.

use std::cell::RefCell;

/// Length of a pooled buffer: OpenSSL's read buffer, which holds any record of either direction.
pub(super) const STANDARD_LEN: usize = 16712;

/// Buffers kept per thread at most: two connections reading and writing at once.
const KEPT: usize = 4;

thread_local! {
    static POOL: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// A buffer of `len` bytes, all of them initialised but of no particular value.
pub(super) fn take(len: usize) -> Vec<u8> {
    if len <= STANDARD_LEN {
        POOL.try_with(|pool| pool.borrow_mut().pop())
            .ok()
            .flatten()
            .unwrap_or_else(|| vec![0; STANDARD_LEN])
    } else {
        vec![0; len]
    }
}

/// Gives a buffer back; one that is not of the standard length is freed.
pub(super) fn give(buffer: Vec<u8>) {
    if buffer.len() == STANDARD_LEN {
        // Fails while the thread ends: then the buffer is freed.
        let _ = POOL.try_with(|pool| {
            let mut pool = pool.borrow_mut();
            if pool.len() < KEPT {
                pool.push(buffer);
            }
        });
    }
}

#[cfg(test)]
pub(super) fn pooled() -> usize {
    POOL.with(|pool| pool.borrow().len())
}
