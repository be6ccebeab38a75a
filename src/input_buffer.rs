//! A buffer of received bytes, whose free end can be lent.
//!
//! While a BIO fills the end, what is in front of it stays readable, and may be dropped or replaced:
//! a callback may read or clear the connection meanwhile, or jump away and never give the end back.

use std::alloc::{alloc_zeroed, dealloc, Layout};
use std::ops::{Deref, DerefMut, Range};
use std::ptr::NonNull;
use std::rc::Rc;

/// Initialised memory. Which of its bytes belong to whom is said by [`InputBuffer`] and [`Loan`].
struct Memory {
    start: NonNull<u8>,
    layout: Layout,
}

impl Memory {
    /// So many zeros; `None` for 0, and when memory is out.
    fn new(length: usize) -> Option<Memory> {
        let layout = Layout::array::<u8>(length).ok().filter(|l| l.size() > 0)?;
        // SAFETY: the size is not 0.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) })?;
        Some(Memory { start, layout })
    }

    fn length(&self) -> usize {
        self.layout.size()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.start.as_ptr(), self.layout) };
    }
}

/// Bytes that are its own, as a slice, and behind them those that are lent.
pub struct InputBuffer {
    memory: Option<Rc<Memory>>,
    /// Where the memory begins; dangling without any.
    start: NonNull<u8>,
    /// How many bytes at the start are its own. Those behind belong to the one loan that there may be.
    own: usize,
}

/// Bytes of an [`InputBuffer`]'s end.
pub struct Loan {
    memory: Rc<Memory>,
    range: Range<usize>,
}

impl Default for InputBuffer {
    fn default() -> InputBuffer {
        InputBuffer {
            memory: None,
            start: NonNull::dangling(),
            own: 0,
        }
    }
}

impl InputBuffer {
    /// A buffer of so many zeros; `None` when memory is out. One of length 0 holds none.
    pub fn new(length: usize) -> Option<InputBuffer> {
        if length == 0 {
            return Some(InputBuffer::default());
        }
        let memory = Memory::new(length)?;
        Some(InputBuffer {
            start: memory.start,
            memory: Some(Rc::new(memory)),
            own: length,
        })
    }

    /// Lends these bytes; those in front of them stay the buffer's own, and those behind are nobody's
    /// meanwhile. `None` if some of them are lent already, or are not there.
    #[inline]
    pub fn lend(&mut self, range: Range<usize>) -> Option<Loan> {
        let memory = self.memory.as_ref()?;
        if self.own != memory.length() || range.start > range.end || range.end > self.own {
            return None;
        }
        self.own = range.start;
        Some(Loan {
            memory: memory.clone(),
            range,
        })
    }

    /// Takes the loan back if it is this buffer's; otherwise it comes back to the caller.
    #[inline]
    pub fn take_back(&mut self, loan: Loan) -> Result<(), Loan> {
        match &self.memory {
            Some(memory) if Rc::ptr_eq(memory, &loan.memory) => {
                self.own = memory.length();
                Ok(())
            }
            _ => Err(loan),
        }
    }

    /// Whether the end is lent and the loan not given back. One that was dropped is back.
    #[inline]
    pub fn is_lent(&mut self) -> bool {
        let Some(memory) = &self.memory else {
            return false;
        };
        if Rc::strong_count(memory) > 1 {
            return self.own != memory.length();
        }
        self.own = memory.length();
        false
    }
}

impl Deref for InputBuffer {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: initialised, its own, and nobody changes them while it is borrowed. Without memory there
        // are none.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.own) }
    }
}

impl DerefMut for InputBuffer {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above; they are not the loan's, and this caller alone borrows the buffer.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.own) }
    }
}

impl Deref for Loan {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: inside the memory and initialised; there is one loan of it, and its buffer keeps off.
        unsafe {
            let start = self.memory.start.as_ptr().add(self.range.start);
            std::slice::from_raw_parts(start, self.range.len())
        }
    }
}

impl DerefMut for Loan {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above; this caller alone borrows the loan.
        unsafe {
            let start = self.memory.start.as_ptr().add(self.range.start);
            std::slice::from_raw_parts_mut(start, self.range.len())
        }
    }
}

impl std::fmt::Debug for InputBuffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InputBuffer")
            .field("own", &self.own)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_lent_and_comes_back() {
        let mut buffer = InputBuffer::new(8).unwrap();
        buffer[..3].copy_from_slice(b"abc");
        let mut loan = buffer.lend(3..7).unwrap();
        assert_eq!(loan.len(), 4);
        loan[..2].copy_from_slice(b"de");
        assert_eq!(&buffer[..], b"abc");
        buffer[0] = b'A';
        assert!(buffer.is_lent());
        assert!(buffer.lend(0..1).is_none(), "there is one loan");
        assert!(buffer.take_back(loan).is_ok());
        assert_eq!(&buffer[..], b"Abcde\0\0\0");
    }

    #[test]
    fn a_loan_outlives_its_buffer_and_is_no_other_buffers() {
        let mut buffer = InputBuffer::new(8).unwrap();
        let mut loan = buffer.lend(0..8).unwrap();
        assert!(buffer.is_empty());
        buffer = InputBuffer::new(4).unwrap();
        loan[7] = 1;
        let loan = buffer.take_back(loan).err().unwrap();
        assert_eq!(loan[7], 1);
        assert_eq!(buffer.len(), 4);
    }

    #[test]
    fn a_loan_that_was_dropped_is_back_and_one_that_was_forgotten_is_not() {
        let mut buffer = InputBuffer::new(8).unwrap();
        drop(buffer.lend(2..3));
        assert!(!buffer.is_lent());
        assert_eq!(buffer.len(), 8);
        let forgotten = std::mem::ManuallyDrop::new(buffer.lend(2..8));
        assert!(forgotten.is_some());
        assert!(buffer.is_lent());
        assert_eq!(buffer.len(), 2);
        // Not part of the test: what a longjmp leaves behind is lost.
        drop(std::mem::ManuallyDrop::into_inner(forgotten));
    }

    #[test]
    fn lengths_that_cannot_be_had_give_nothing() {
        assert!(InputBuffer::new(usize::MAX).is_none());
        let mut four = InputBuffer::new(4).unwrap();
        assert!(four.lend(2..5).is_none());
        assert!(InputBuffer::new(1 << 62).is_none());
        let mut none = InputBuffer::new(0).unwrap();
        assert!(none.is_empty() && none.lend(0..0).is_none() && !none.is_lent());
    }
}
