//! Buffers for records. Each thread keeps a few, so an idle connection holds none and a busy one does not
//! allocate.

use std::cell::RefCell;

use crypto::mem;

/// Length of a pooled buffer: OpenSSL's read buffer, which holds any record of either direction.
pub(super) const STANDARD_LEN: usize = 16712;

/// Length of a pooled buffer for several records.
const LARGE_LEN: usize = 4 * STANDARD_LEN;

/// Most buffers kept per thread: enough for two connections that read and write, one of them a lot.
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

    /// The buffer that the transport fills; empty until it is first used.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Runs `work` with `len` bytes of the thread's buffer of the standard length, from `start`. They hold what
/// was there before, as OpenSSL's buffer does, which is visible if a BIO claims to have read more than it did.
///
/// If another call has the buffer (or had it before a longjmp), `work` gets zeros on the stack.
pub fn with_scratch<T>(start: usize, len: usize, work: impl FnOnce(&mut [u8]) -> T) -> T {
    const SMALL: usize = 1024;
    let mut work = Some(work);
    let done = SCRATCH.try_with(|scratch| {
        let mut scratch = scratch.try_borrow_mut().ok()?;
        if scratch.is_empty() {
            *scratch = mem::reserved(STANDARD_LEN)?;
            scratch.resize(STANDARD_LEN, 0);
        }
        let bytes = scratch.get_mut(start..)?.get_mut(..len)?;
        work.take().map(|work| work(bytes))
    });
    match (done, work) {
        (Ok(Some(result)), _) => result,
        (_, Some(work)) if len <= SMALL => on_stack::<SMALL, T>(len, work),
        (_, Some(work)) => on_stack::<STANDARD_LEN, T>(len, work),
        (_, None) => unreachable!("work that was begun has a result"),
    }
}

#[inline(never)]
fn on_stack<const LENGTH: usize, T>(len: usize, work: impl FnOnce(&mut [u8]) -> T) -> T {
    work(&mut [0; LENGTH][..len])
}

/// A buffer of the standard length, or of `len` bytes if that is more. Its content is unspecified. `None`
/// when memory is out.
pub(super) fn take_input(len: usize) -> Option<Vec<u8>> {
    if len <= STANDARD_LEN {
        return Some(take_output(len));
    }
    let mut buffer = mem::reserved(len)?;
    buffer.resize(len, 0);
    Some(buffer)
}

/// The same, for a length that neither peer nor application chose.
pub(super) fn take_output(len: usize) -> Vec<u8> {
    let len = match len {
        0..=STANDARD_LEN => STANDARD_LEN,
        len if len <= LARGE_LEN => LARGE_LEN,
        len => len,
    };
    let pooled = POOL.try_with(|pool| pool.borrow_mut().buffers(len)?.pop());
    pooled.ok().flatten().unwrap_or_else(|| vec![0; len])
}

/// Gives a buffer back. A buffer of another length is freed.
pub(super) fn give(buffer: Vec<u8>) {
    // This fails while the thread ends; the buffer is freed then.
    let _ = POOL.try_with(|pool| {
        let most = if buffer.len() == LARGE_LEN {
            KEPT_LARGE
        } else {
            KEPT
        };
        let mut pool = pool.borrow_mut();
        let kept = pool.buffers(buffer.len());
        if let Some(kept) = kept.filter(|kept| kept.len() < most) {
            kept.push(buffer);
        }
    });
}

impl Pool {
    /// The buffers of this length.
    fn buffers(&mut self, len: usize) -> Option<&mut Vec<Vec<u8>>> {
        match len {
            STANDARD_LEN => Some(&mut self.standard),
            LARGE_LEN => Some(&mut self.large),
            _ => None,
        }
    }
}

/// How many buffers of the standard length this thread keeps.
#[cfg(test)]
pub(super) fn pooled() -> usize {
    POOL.with(|pool| pool.borrow().standard.len())
}
