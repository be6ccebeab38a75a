//! Buffers that outlive no record: a few are kept per thread, so that an idle connection holds
//! none and a busy one does not allocate.

use std::cell::RefCell;

/// Length of a pooled buffer: OpenSSL's read buffer, which holds any record of either direction.
pub(super) const STANDARD_LEN: usize = 16712;

/// Length of a pooled buffer for several records.
const LARGE_LEN: usize = 4 * STANDARD_LEN;

/// Buffers kept per thread at most: two connections reading and writing at once, one of them writing
/// much.
const KEPT: usize = 4;
const KEPT_LARGE: usize = 1;

struct Pool {
    standard: Vec<Vec<u8>>,
    large: Vec<Vec<u8>>,
}

thread_local! {
    static POOL: RefCell<Pool> = const {
        RefCell::new(Pool {
            standard: Vec::new(),
            large: Vec::new(),
        })
    };
}

/// A buffer of the standard length, or of `len` bytes if that is more; all of them initialised but of
/// no particular value.
pub(super) fn take(len: usize) -> Vec<u8> {
    if len > STANDARD_LEN {
        return vec![0; len];
    }
    let pooled = POOL.try_with(|pool| pool.borrow_mut().standard.pop());
    pooled
        .ok()
        .flatten()
        .unwrap_or_else(|| vec![0; STANDARD_LEN])
}

/// A buffer of at least `len` bytes for several records, likewise.
pub(super) fn take_large(len: usize) -> Vec<u8> {
    if len <= STANDARD_LEN || len > LARGE_LEN {
        return take(len);
    }
    let pooled = POOL.try_with(|pool| pool.borrow_mut().large.pop());
    pooled.ok().flatten().unwrap_or_else(|| vec![0; LARGE_LEN])
}

/// Gives a buffer back; one that is of neither length is freed.
pub(super) fn give(buffer: Vec<u8>) {
    // Fails while the thread ends: then the buffer is freed.
    let _ = POOL.try_with(|pool| {
        let mut pool = pool.borrow_mut();
        let (kept, most) = match buffer.len() {
            STANDARD_LEN => (&mut pool.standard, KEPT),
            LARGE_LEN => (&mut pool.large, KEPT_LARGE),
            _ => return,
        };
        if kept.len() < most {
            kept.push(buffer);
        }
    });
}

#[cfg(test)]
pub(super) fn pooled() -> usize {
    POOL.with(|pool| pool.borrow().standard.len())
}
