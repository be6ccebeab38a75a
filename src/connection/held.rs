//! What a call holds of its connection's context and settings while callbacks may replace them.

use std::ops::Deref;
use std::sync::Arc;

use super::Connection;

/// The context or the settings, as a call got them. Where a callback has put others in their place, the
/// call may be the last that lets go of them: what is freed then may call the application, so that
/// happens outside of the connection.
pub struct Held<'a, T> {
    connection: &'a Connection,
    /// Always there, until it is dropped.
    value: Option<Arc<T>>,
}

impl<'a, T> Held<'a, T> {
    pub(super) fn new(connection: &'a Connection, value: Arc<T>) -> Held<'a, T> {
        Held {
            connection,
            value: Some(value),
        }
    }
}

impl<T> Deref for Held<'_, T> {
    type Target = Arc<T>;

    #[inline]
    fn deref(&self) -> &Arc<T> {
        match &self.value {
            Some(value) => value,
            None => unreachable!(),
        }
    }
}

impl<T> Drop for Held<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let last = |value: &mut Arc<T>| Arc::strong_count(value) == 1;
        if let Some(value) = self.value.take_if(last) {
            self.connection.outside(|| drop(value));
        }
    }
}
