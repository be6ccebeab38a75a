//! What an SSL has in common with an SSL_CTX: settings, certificates, a security level.

use std::sync::Arc;

use libc::c_int;

use super::Connection;
use crate::callbacks;
use crate::cipher::list::ListError;
use crate::context::credentials::{Holder, Slot};
use crate::context::security::Secured;
use crate::context::{Configured, Context, Method, Settings};
use crate::sys::library::Library;

impl Configured for Connection {
    fn outside<T>(&self, call: impl FnOnce() -> T) -> T {
        self.outside(call)
    }

    fn settings(&self) -> Arc<Settings> {
        self.settings().clone()
    }

    fn update<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        self.update(change)
    }

    fn change_options(&self, change: impl FnOnce(u64) -> u64) -> u64 {
        let options = change(self.configuration.options());
        self.configuration.set_options(options);
        options
    }

    fn change_mode(&self, change: impl FnOnce(u32) -> u32) -> u32 {
        let mode = change(self.configuration.mode());
        self.configuration.set_mode(mode);
        mode
    }

    fn set_read_ahead(&self, value: c_int) -> c_int {
        let before = self.configuration.read_ahead();
        self.configuration.set_read_ahead(value);
        before
    }

    fn set_cipher_list(&self, rules: &[u8]) -> Result<(), ListError> {
        self.set_cipher_list(rules)
    }

    fn set_ciphersuites(&self, names: &[u8]) -> Result<(), ListError> {
        self.set_ciphersuites(names)
    }

    fn apply_fragment_lengths(&self) {
        self.apply_fragment_lengths()
    }

    fn context_method(&self) -> &'static Method {
        self.context().method()
    }

    fn library(&self) -> Library {
        self.library()
    }
}

impl Secured for Connection {
    fn pointers(&self) -> (*const callbacks::SSL, *const callbacks::SSL_CTX) {
        (self.as_ptr(), std::ptr::null())
    }
}

impl Holder for Connection {
    /// The certificate that the handshake uses, once it is chosen.
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
