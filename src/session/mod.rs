//! SSL_SESSION: what two peers agreed on and can take up again.

pub mod cache;

use libc::c_void;

/// The object behind `SSL_SESSION`.
pub struct Session {}

impl Session {
    /// The address that the application knows the object by.
    pub fn address(&self) -> *const c_void {
        (self as *const Session).cast()
    }
}
