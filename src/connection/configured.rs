//! What an SSL has in common with an SSL_CTX: settings, certificates, a security level.

use std::sync::Arc;

use super::Connection;
use crate::context::credentials::{Holder, Slot};
use crate::context::security::Secured;
use crate::context::{Configured, Context, Method, Settings};
use crate::sys::library::Library;

impl Configured for Connection {
    fn outside<T>(&self, call: impl FnOnce() -> T) -> T {
        self.outside(call)
    }

    fn settings(&self) -> Arc<Settings> {
        self.settings()
    }

    fn update<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        self.update(change)
    }

    fn context_method(&self) -> &'static Method {
        self.context().method()
    }

    fn library(&self) -> Library {
        self.library()
    }
}

impl Secured for Connection {
    fn pointers(&self) -> (*const Connection, *const Context) {
        (self, std::ptr::null())
    }
}

impl Holder for Connection {
    /// Once there is one, the certificate that the handshake uses.
    fn shown_slot(&self) -> Slot {
        let credentials = self.credentials();
        let used = self.credential_in_use();
        let used = used.and_then(|used| credentials.with_key(&used.key));
        used.unwrap_or_else(|| credentials.current()).clone()
    }

    fn with_context<T>(&self, then: impl FnOnce(&Context) -> T) -> T {
        then(&self.context())
    }
}
