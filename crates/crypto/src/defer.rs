//! Work for the end of a scope.

/// Runs a function at the end of its scope, also during unwinding.
pub struct Defer<F: FnMut()>(pub F);

impl<F: FnMut()> Drop for Defer<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
