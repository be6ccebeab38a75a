//! Locks that are held for a moment, around data that one can do without.
//!
//! They are tried for a moment only: in a child of fork, a lock that another thread of its parent held
//! is held for good.

use std::hint::spin_loop;
use std::sync::{Mutex, MutexGuard, TryLockError};

/// How often a lock is tried: some microseconds.
const TRIES: u32 = 1000;

/// The lock, unless it is held for longer than a moment, or somebody panicked with it.
pub fn lock<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    for _ in 0..TRIES {
        match mutex.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(_)) => return None,
            Err(TryLockError::WouldBlock) => spin_loop(),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_held_for_good_is_given_up() {
        let mutex = Mutex::new(1);
        let held = lock(&mutex);
        assert!(held.is_some());
        assert!(lock(&mutex).is_none());
        drop(held);
        assert_eq!(lock(&mutex).map(|guard| *guard), Some(1));
    }
}
