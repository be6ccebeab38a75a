//! The library's allocator: freed memory holds no secrets, and a failed allocation does not end the process.
//!
//! Most allocations in Rust cannot report failure: the process aborts. OpenSSL returns an error instead, and
//! programs rely on it. So there is a reserve: when the system has no memory, requests are served from it, and
//! the call that is under way ends in order. Later calls ask [`available`] first, and fail with
//! `ERR_R_MALLOC_FAILURE` until the system has memory again.
//!
//! A request that does not fit into the reserve still aborts. So memory whose size a caller or a peer
//! chooses comes from `crypto::mem::reserved`, which reports failure.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::hint::{black_box, spin_loop};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use linked_list_allocator::Heap;

/// Size of the reserve in bytes. Untouched, it costs address space and no memory.
const RESERVE_LEN: usize = 1 << 20;

/// What must be free, in bytes, for a call to begin while the reserve is in use: two records, and room for
/// the objects of a handshake.
const ENOUGH: usize = 64 << 10;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

static RESERVE: Reserve = Reserve {
    taken: AtomicUsize::new(0),
    busy: AtomicBool::new(false),
    heap: UnsafeCell::new(None),
    memory: UnsafeCell::new(Memory([0; RESERVE_LEN])),
};

/// Whether a call that needs memory should begin. Costs one load unless the reserve is in use.
pub(crate) fn available() -> bool {
    if RESERVE.taken.load(Ordering::Relaxed) == 0 {
        return true;
    }
    let layout = Layout::new::<[u8; ENOUGH]>();
    // SAFETY: the layout is not empty, and what is allocated is freed with the same one.
    unsafe {
        // `black_box`, or the compiler may optimise the pair away.
        let probe = black_box(System.alloc(layout));
        if !probe.is_null() {
            System.dealloc(probe, layout);
        }
        !probe.is_null()
    }
}

/// Makes an object that outlives the call. `None` if memory is short before or after it is made: an
/// object that lives long must not lie in the reserve.
pub(crate) fn make<T>(object: impl FnOnce() -> T) -> Option<T> {
    if !available() {
        return None;
    }
    let object = object();
    available().then_some(object)
}

/// Wipes the stack that calls from here have used, because moves leave copies there. A call that handles
/// secrets calls it before it returns to the application.
#[inline(never)]
pub(crate) fn wipe_stack() {
    /// A handshake goes deeper, so the stack has room for it.
    const DEPTH: usize = 28 << 10;
    let mut used = std::mem::MaybeUninit::<[u8; DEPTH]>::uninit();
    // SAFETY: the array is writable for its whole length.
    unsafe { libc::explicit_bzero(used.as_mut_ptr().cast(), DEPTH) };
}

/// The system's allocator, with the reserve behind it. Wipes what is freed.
struct Allocator;

// SAFETY: the address tells whether a block is the system's or the reserve's, and it goes back there;
// both respect the layouts.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's layout, by this function's contract.
        let block = unsafe { System.alloc(layout) };
        if block.is_null() {
            return RESERVE.allocate(layout);
        }
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's layout, by this function's contract.
        let block = unsafe { System.alloc_zeroed(layout) };
        if !block.is_null() {
            return block;
        }
        let block = RESERVE.allocate(layout);
        if !block.is_null() {
            // SAFETY: the reserve gave that many bytes.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block has the layout's size, and returns to the allocator that it came from.
        unsafe {
            libc::explicit_bzero(block.cast(), layout.size());
            match RESERVE.contains(block) {
                true => RESERVE.free(block, layout),
                false => System.dealloc(block, layout),
            }
        }
    }

    // `realloc` is the trait's: allocate, copy, free. The system's own would leave a copy behind.
}

#[repr(align(16))]
#[expect(
    dead_code,
    reason = "the bytes are handed out through a pointer to the whole"
)]
struct Memory([u8; RESERVE_LEN]);

/// The memory that serves requests when the system has none.
struct Reserve {
    /// Blocks that are in use.
    taken: AtomicUsize,
    /// The lock of `heap`: nothing else is allowed to run in an allocator.
    busy: AtomicBool,
    /// `None` until the first use.
    heap: UnsafeCell<Option<Heap>>,
    memory: UnsafeCell<Memory>,
}

// SAFETY: `heap` is used only under the lock, and only it hands out parts of `memory`.
unsafe impl Sync for Reserve {}

impl Reserve {
    fn contains(&self, block: *const u8) -> bool {
        let start = self.memory.get() as usize;
        (block as usize).wrapping_sub(start) < RESERVE_LEN
    }

    fn allocate(&self, layout: Layout) -> *mut u8 {
        if layout.size() > RESERVE_LEN {
            return std::ptr::null_mut();
        }
        let block = self.locked(|heap| heap.allocate_first_fit(layout).ok());
        match block {
            Some(block) => {
                self.taken.fetch_add(1, Ordering::Relaxed);
                block.as_ptr()
            }
            None => std::ptr::null_mut(),
        }
    }

    /// # Safety
    /// The block came from [`Reserve::allocate`] with this layout and was not freed since.
    unsafe fn free(&self, block: *mut u8, layout: Layout) {
        let Some(block) = NonNull::new(block) else {
            return;
        };
        // SAFETY: by this function's contract.
        self.locked(|heap| unsafe { heap.deallocate(block, layout) });
        self.taken.fetch_sub(1, Ordering::Relaxed);
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Heap) -> T) -> T {
        while self.busy.swap(true, Ordering::Acquire) {
            spin_loop();
        }
        // SAFETY: the lock is held, so this is the only reference; the heap gets the whole of `memory`,
        // which nothing else touches and which stays for ever.
        let result = unsafe {
            let heap = (*self.heap.get())
                .get_or_insert_with(|| Heap::new(self.memory.get().cast(), RESERVE_LEN));
            work(heap)
        };
        self.busy.store(false, Ordering::Release);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserve_gives_and_takes_back() {
        let layout = Layout::from_size_align(1000, 8).expect("a layout");
        let first = RESERVE.allocate(layout);
        assert!(RESERVE.contains(first));
        assert!(available(), "the system has memory");
        // SAFETY: the block was allocated with this layout.
        unsafe { RESERVE.free(first, layout) };
        let again = RESERVE.allocate(layout);
        assert_eq!(first, again);
        // SAFETY: the block was allocated with this layout and is not freed yet.
        unsafe { RESERVE.free(again, layout) };
    }

    #[test]
    fn what_is_larger_than_the_reserve_is_refused() {
        assert!(RESERVE
            .allocate(Layout::new::<[u8; 2 * RESERVE_LEN]>())
            .is_null());
    }
}
