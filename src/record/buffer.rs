//! Buffers that outlive no record: a few are kept per thread, so that an idle connection holds
//! none and a busy one does not allocate.

use std::cell::RefCell;
use std::rc::Rc;

use crate::input_buffer::InputBuffer;

/// Length of a pooled buffer: OpenSSL's read buffer, which holds any record of either direction.
pub(super) const STANDARD_LEN: usize = 16712;

/// Length of a pooled buffer for several records.
const LARGE_LEN: usize = 4 * STANDARD_LEN;

/// Buffers kept per thread at most: two connections reading and writing at once, one of them writing
/// much.
const KEPT: usize = 2;
const KEPT_LARGE: usize = 1;

struct Pool {
    input: Vec<InputBuffer>,
    output: Vec<Rc<Vec<u8>>>,
    large_output: Vec<Rc<Vec<u8>>>,
}

thread_local! {
    static POOL: RefCell<Pool> = const {
        RefCell::new(Pool {
            input: Vec::new(),
            output: Vec::new(),
            large_output: Vec::new(),
        })
    };
}

/// A buffer for input of the standard length, or of `len` bytes if that is more; its bytes are of no
/// particular value. `None` when memory is out.
pub(super) fn take_input(len: usize) -> Option<InputBuffer> {
    if len > STANDARD_LEN {
        return InputBuffer::new(len);
    }
    let pooled = POOL.try_with(|pool| pool.borrow_mut().input.pop());
    pooled
        .ok()
        .flatten()
        .or_else(|| InputBuffer::new(STANDARD_LEN))
}

/// Gives a buffer back; one that is of another length, or lent, is freed.
pub(super) fn give_input(mut buffer: InputBuffer) {
    if buffer.is_lent() || buffer.len() != STANDARD_LEN {
        return;
    }
    // Fails while the thread ends: then the buffer is freed.
    let _ = POOL.try_with(|pool| {
        let kept = &mut pool.borrow_mut().input;
        if kept.len() < KEPT {
            kept.push(buffer);
        }
    });
}

/// A buffer for output that nobody else has, of at least `len` bytes; all of them initialised but of no
/// particular value.
pub(super) fn take_output(len: usize) -> Rc<Vec<u8>> {
    let standard = match len {
        0..=STANDARD_LEN => STANDARD_LEN,
        len if len <= LARGE_LEN => LARGE_LEN,
        _ => return Rc::new(vec![0; len]),
    };
    let pooled = POOL.try_with(|pool| pool.borrow_mut().output(standard)?.pop());
    pooled
        .ok()
        .flatten()
        .unwrap_or_else(|| Rc::new(vec![0; standard]))
}

/// Gives a buffer back; one that is of another length, or that somebody else has too, is freed.
pub(super) fn give_output(mut buffer: Rc<Vec<u8>>) {
    if Rc::get_mut(&mut buffer).is_none() {
        return;
    }
    // Fails while the thread ends: then the buffer is freed.
    let _ = POOL.try_with(|pool| {
        let mut pool = pool.borrow_mut();
        let most = if buffer.len() == LARGE_LEN {
            KEPT_LARGE
        } else {
            KEPT
        };
        if let Some(kept) = pool.output(buffer.len()).filter(|kept| kept.len() < most) {
            kept.push(buffer);
        }
    });
}

impl Pool {
    /// The buffers of this length.
    fn output(&mut self, len: usize) -> Option<&mut Vec<Rc<Vec<u8>>>> {
        match len {
            STANDARD_LEN => Some(&mut self.output),
            LARGE_LEN => Some(&mut self.large_output),
            _ => None,
        }
    }
}

/// How many buffers of the standard length this thread keeps.
#[cfg(test)]
pub(super) fn pooled() -> usize {
    POOL.with(|pool| pool.borrow().input.len() + pool.borrow().output.len())
}
