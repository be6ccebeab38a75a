//! The context and the settings as a call holds them while callbacks may replace them.

use std::ops::Deref;
use std::sync::Arc;

use super::Connection;

/// The context or the settings of a connection. If a callback replaced them, dropping this may free the old
/// ones. Freeing may call the application, so it happens outside of the connection.
pub struct Held<'a, T> {
    connection: &'a Connection,
    /// `Some` until it is dropped.
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
