//! What a server's callbacks may see of the ClientHello.

use std::ffi::CString;

use libc::c_int;

use super::Connection;
use crate::handshake::ClientHello;

const EXTENSION_EARLY_DATA: u16 = 42;

impl Connection {
    /// Keeps the ClientHello for the ClientHello and server name callbacks, which come next.
    pub(crate) fn keep_client_hello(&self, hello: &ClientHello) {
        self.client_version.set(c_int::from(hello.legacy_version()));
        self.early_data_offered
            .set(hello.extension(EXTENSION_EARLY_DATA).is_some());
        *self.client_hello.borrow_mut() = Some(hello.clone());
    }

    /// Those callbacks have run.
    pub(crate) fn forget_client_hello(&self) {
        *self.client_hello.borrow_mut() = None;
    }

    /// Sets the name that `SSL_get_servername` gives. On a server it is what the client asked for.
    pub(crate) fn set_host_name(&self, name: Option<&str>) {
        *self.host_name.borrow_mut() = name.and_then(|name| CString::new(name).ok());
    }
}
