//! Work for the end of a scope.

/// Does something at the end of its scope, also where that is unwound.
pub struct Defer<F: FnMut()>(pub F);

impl<F: FnMut()> Drop for Defer<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
