//! Takes a lock if it is free within some microseconds, for data that the caller can do without.
//!
//! Waiting longer could mean waiting for ever: a lock that another thread held at a fork stays locked in
//! the child.

use std::hint::spin_loop;
use std::sync::{Mutex, MutexGuard, TryLockError};

/// Attempts before giving up: some microseconds.
const TRIES: u32 = 1000;

/// The guard; `None` if the lock stays taken, or if a thread panicked while it held the lock.
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
    fn gives_up_on_a_lock_that_stays_taken() {
        let mutex = Mutex::new(1);
        let held = lock(&mutex);
        assert!(held.is_some());
        assert!(lock(&mutex).is_none());
        drop(held);
        assert_eq!(lock(&mutex).map(|guard| *guard), Some(1));
    }
}
