//! Makes threads that use the same connection take turns.
//!
//! An entry point is inside while it works on the connection's cells, and outside while a BIO or a callback of
//! the application runs ([`Lock::outside`]). So no thread waits for a slow BIO, and a callback may enter again.
//! A thread that is already inside may enter too: a signal handler has interrupted it there
//! ([`Lock::interrupted`]).
//!
//! A longjmp out of a BIO or a callback leaves no lock behind, because these run outside.

use std::sync::atomic::{AtomicU16, AtomicU32, AtomicU64, AtomicU8, Ordering};

use crate::sys::err;
use crate::sys::sleep::rest;

/// The lock of one connection.
#[derive(Default)]
pub struct Lock {
    /// The thread that is inside, as [`me`] names it; 0 for none.
    owner: AtomicU64,
    /// Number of that thread's calls that are inside. Only that thread accesses it.
    depth: AtomicU32,
}

/// A call is inside as long as this value lives.
pub struct Inside<'a> {
    lock: &'a Lock,
    /// Number of this thread's calls that were inside before.
    before: u32,
    /// This call took the lock. That differs from `before == 0`: a signal may arrive right after the lock is
    /// taken.
    first: bool,
}

/// Number of forks between the first process and this one. It tells the parent's threads, whose locks were
/// copied, from this process's.
static FORKS: AtomicU16 = AtomicU16::new(0);

/// To be called in the child after each fork.
pub extern "C" fn forked() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

extern "C" {
    /// Not 0 as long as this process has a single thread (glibc).
    static __libc_single_threaded: AtomicU8;
}

/// Bits of a thread's name that are its address; x86-64's user space has 47.
const ADDRESS_BITS: u32 = 48;

/// This thread's name among those of the processes that descend from one another. Not 0.
#[inline]
fn me() -> u64 {
    // SAFETY: has no preconditions.
    let address = unsafe { libc::pthread_self() };
    address | u64::from(FORKS.load(Ordering::Relaxed)) << ADDRESS_BITS
}

impl Lock {
    /// Enters as soon as no other thread is inside.
    #[inline]
    pub fn enter(&self) -> Inside<'_> {
        let me = me();
        let first = self.owner.load(Ordering::Relaxed) != me;
        if first {
            self.acquire(me);
        }
        let before = if first {
            0
        } else {
            self.depth.load(Ordering::Relaxed)
        };
        self.depth.store(before + 1, Ordering::Relaxed);
        Inside {
            lock: self,
            before,
            first,
        }
    }

    /// Leaves, runs `call`, and enters again, even if `call` unwinds.
    ///
    /// Does not leave if a signal handler interrupted this thread inside, or if the thread is not inside.
    #[inline]
    pub fn outside<T>(&self, call: impl FnOnce() -> T) -> T {
        struct Return<'a>(&'a Lock);
        impl Drop for Return<'_> {
            #[inline]
            fn drop(&mut self) {
                self.0.acquire(me());
                self.0.depth.store(1, Ordering::Relaxed);
            }
        }
        if self.owner.load(Ordering::Relaxed) != me() || self.depth.load(Ordering::Relaxed) != 1 {
            return call();
        }
        self.depth.store(0, Ordering::Relaxed);
        self.owner.store(0, Ordering::Release);
        let _return = Return(self);
        call()
    }

    /// Whether this call entered while another call of the same thread was inside: from a signal handler, or
    /// from application code that should run outside. The other call's changes may be incomplete.
    pub fn interrupted(&self) -> bool {
        self.owner.load(Ordering::Relaxed) == me() && self.depth.load(Ordering::Relaxed) > 1
    }

    #[inline]
    fn acquire(&self, me: u64) {
        // SAFETY: libc's variable, which it changes while there is one thread.
        let alone = unsafe { __libc_single_threaded.load(Ordering::Relaxed) } != 0;
        if alone && self.owner.load(Ordering::Relaxed) == 0 {
            // No other thread exists, and an atomic exchange would cost more than the rest of this function.
            self.owner.store(me, Ordering::Relaxed);
            return;
        }
        let free = self
            .owner
            .compare_exchange(0, me, Ordering::Acquire, Ordering::Relaxed);
        if let Err(owner) = free {
            self.wait(owner, me);
        }
    }

    /// Waits until the other thread leaves. Waits are short, so there is no queue; sleeping lets a thread of
    /// lower priority run.
    #[cold]
    fn wait(&self, mut owner: u64, me: u64) {
        let errno = std::io::Error::last_os_error();
        for round in 0_u32.. {
            // The owner is a thread of the parent process, which does not exist here.
            let gone = owner >> ADDRESS_BITS != me >> ADDRESS_BITS;
            let expected = if gone { owner } else { 0 };
            let free =
                self.owner
                    .compare_exchange(expected, me, Ordering::Acquire, Ordering::Relaxed);
            match free {
                Ok(_) => break,
                Err(now) => owner = now,
            }
            match round {
                0..100 => std::hint::spin_loop(),
                100..200 => std::thread::yield_now(),
                _ => rest(50),
            }
        }
        // `errno` has the reason why a BIO failed.
        err::set_errno(errno.raw_os_error().unwrap_or(0));
    }
}

impl Inside<'_> {
    /// Whether another call of the same thread is inside, as [`Lock::interrupted`].
    pub fn interrupts(&self) -> bool {
        self.before > 0
    }
}

impl Drop for Inside<'_> {
    #[inline]
    fn drop(&mut self) {
        self.lock.depth.store(self.before, Ordering::Relaxed);
        if self.first {
            self.lock.owner.store(0, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;

    /// A value that a lock protects.
    #[derive(Default)]
    struct Guarded {
        lock: Lock,
        count: Cell<u64>,
    }

    // SAFETY: the count is accessed only inside the lock.
    unsafe impl Sync for Guarded {}

    impl Guarded {
        fn count_twice(&self) {
            let _inside = self.lock.enter();
            self.count.set(self.count.get() + 1);
            self.lock.outside(std::hint::spin_loop);
            self.count.set(self.count.get() + 1);
        }
    }

    #[test]
    fn threads_take_turns() {
        let guarded = Guarded::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..10_000).for_each(|_| guarded.count_twice()));
            }
        });
        assert_eq!(guarded.count.get(), 80_000);
    }

    #[test]
    fn nobody_is_inside_while_the_application_is_called() {
        let lock = Lock::default();
        let inside = lock.enter();
        lock.outside(|| {
            assert_eq!(lock.owner.load(Ordering::Relaxed), 0);
            // Another thread can enter, and so can this one.
            std::thread::scope(|scope| {
                scope.spawn(|| drop(lock.enter()));
            });
            let again = lock.enter();
            assert!(!again.interrupts());
            lock.outside(|| drop(lock.enter()));
        });
        assert!(!lock.interrupted());
        assert_eq!(lock.owner.load(Ordering::Relaxed), me());
        drop(inside);
        assert_eq!(lock.owner.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_call_that_interrupts_another_is_let_in_and_lets_nobody_else_in() {
        let lock = Lock::default();
        let inside = lock.enter();
        let interrupting = lock.enter();
        assert!(interrupting.interrupts() && lock.interrupted());
        lock.outside(|| assert_eq!(lock.owner.load(Ordering::Relaxed), me()));
        drop(interrupting);
        assert!(!lock.interrupted());
        assert_eq!(lock.owner.load(Ordering::Relaxed), me());
        drop(inside);
        assert_eq!(lock.owner.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn unwinding_leaves_the_lock_as_returning_does() {
        let lock = Lock::default();
        let outer = lock.enter();
        let call = || lock.outside(|| -> () { panic!("on purpose") });
        assert!(crate::unwind::catch(call).is_err());
        assert_eq!(lock.owner.load(Ordering::Relaxed), me());
        assert_eq!(lock.depth.load(Ordering::Relaxed), 1);
        drop(outer);
        assert_eq!(lock.owner.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_jump_out_of_a_call_leaves_the_lock_free() {
        let lock = Lock::default();
        let inside = std::mem::ManuallyDrop::new(lock.enter());
        // The state that a longjmp leaves.
        lock.depth.store(0, Ordering::Relaxed);
        lock.owner.store(0, Ordering::Release);
        assert!(!inside.interrupts());
        drop(lock.enter());
        assert_eq!(lock.owner.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn outside_a_connection_nothing_is_locked() {
        let lock = Lock::default();
        assert_eq!(lock.outside(|| 7), 7);
        assert_eq!(lock.owner.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_thread_that_stayed_in_the_parent_is_not_waited_for() {
        let lock = Lock::default();
        let other = me() ^ 0x1000 ^ 1 << ADDRESS_BITS;
        lock.owner.store(other, Ordering::Relaxed);
        lock.depth.store(1, Ordering::Relaxed);
        let inside = lock.enter();
        assert!(!inside.interrupts());
        drop(inside);
        assert_eq!(lock.owner.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn waiting_leaves_errno_alone() {
        let lock = Lock::default();
        let held = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let _inside = lock.enter();
                held.store(true, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            });
            while !held.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            err::set_errno(libc::EPIPE);
            drop(lock.enter());
            let errno = std::io::Error::last_os_error().raw_os_error();
            assert_eq!(errno, Some(libc::EPIPE));
        });
    }
}
