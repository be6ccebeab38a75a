//! Values behind locks. No code of the application runs while one is held.
//!
//! Making and freeing an X509, an EVP_PKEY or a store calls the functions that the application registered
//! for extra data. They may call back into the object whose lock is held. So an old value is freed after
//! the lock is released, and a new one is made before it is taken.

use std::mem;
use std::sync::{Arc, PoisonError, RwLock};

/// A value that is replaced as a whole.
#[derive(Default)]
pub struct Locked<T>(RwLock<T>);

impl<T> Locked<T> {
    pub const fn new(value: T) -> Locked<T> {
        Locked(RwLock::new(value))
    }

    /// A copy of the value.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.look(T::clone)
    }

    /// Replaces the value.
    pub fn set(&self, value: T) {
        drop(self.change(|place| mem::replace(place, value)));
    }

    /// Looks at the value.
    pub fn look<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the value. `change` must not make or free objects of libcrypto: it returns what it takes
    /// out.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A value that many share. A change makes a new value.
pub struct Versioned<T>(RwLock<Arc<T>>);

impl<T: Clone> Versioned<T> {
    pub fn new(value: T) -> Versioned<T> {
        Versioned(RwLock::new(Arc::new(value)))
    }

    /// The value as it is now.
    pub fn get(&self) -> Arc<T> {
        let value = self.0.read().unwrap_or_else(PoisonError::into_inner);
        value.clone()
    }

    /// Changes the value. As for [`Locked::change`].
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let _old;
        let mut value = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Others share the old value. If they drop it first, we free it: after the lock, which `_old`
        // outlives.
        _old = (Arc::strong_count(&value) > 1).then(|| value.clone());
        change(Arc::make_mut(&mut value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records whether the lock is free when it is dropped.
    struct Probe<'a>(&'a dyn Fn() -> bool, &'a std::cell::Cell<u32>);

    impl Drop for Probe<'_> {
        fn drop(&mut self) {
            assert!(self.0());
            self.1.set(self.1.get() + 1);
        }
    }

    #[test]
    fn what_is_replaced_is_dropped_after_the_lock() {
        let dropped = std::cell::Cell::new(0);
        let place: std::cell::OnceCell<*const Locked<Option<Probe<'_>>>> = Default::default();
        // SAFETY: the place is alive as long as there is a probe.
        let free = || unsafe { (**place.get().unwrap()).0.try_write().is_ok() };
        let locked = Locked::new(Some(Probe(&free, &dropped)));
        place.set(&locked).unwrap();
        locked.set(Some(Probe(&free, &dropped)));
        assert_eq!(dropped.get(), 1);
        locked.set(None);
        assert_eq!(dropped.get(), 2);
    }

    #[test]
    fn a_change_leaves_what_others_have_as_it_is() {
        let versioned = Versioned::new(1);
        let old = versioned.get();
        assert_eq!(versioned.update(|value| std::mem::replace(value, 2)), 1);
        assert_eq!((*old, *versioned.get()), (1, 2));
        let address = Arc::as_ptr(&versioned.get());
        versioned.update(|value| *value = 3);
        assert_eq!(Arc::as_ptr(&versioned.get()), address);
    }
}
